package gate

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const ms = time.Millisecond

// play feeds a machine: strings are bytes that come at once, durations are silence. It returns what came out.
func play(m *machine, script ...any) string {
	now := time.Unix(0, 0)
	var out strings.Builder
	for _, step := range script {
		switch step := step.(type) {
		case string:
			m.feed([]byte(step), now)
		case time.Duration:
			now = now.Add(step)
			m.tick(now)
		}
		out.WriteString(drain(m))
	}
	return out.String()
}

// drain reads all that is out.
func drain(m *machine) string {
	var out strings.Builder
	buf := make([]byte, readSize)
	for {
		n := m.read(buf)
		if n == 0 {
			return out.String()
		}
		out.Write(buf[:n])
	}
}

// The vector that panics the decoder, in both places that it can stand in.
const (
	params33 = "1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1"
	csi33    = "\x1b[" + params33 + "A"
	dcs33    = "\x1bP" + params33 + "+r\x1b\\"
)

type machineCase struct {
	name   string
	script []any // see play
	want   string
	drops  []Drop
}

func machineCases() []machineCase {
	long := strings.Repeat("a", MaxPaste)
	longest := "\x1b]52;c;" + strings.Repeat("A", MaxString-len("\x1b]52;c;\x1b\\"))
	return []machineCase{
		{"plain", []any{"q\r\n\t\x03\x7f é日🔥"}, "q\r\n\t\x03\x7f é日🔥", nil},

		// The escape key, and alt.
		{"escape at once", []any{"\x1b", 49 * ms}, "", nil},
		{"escape", []any{"\x1b", 50 * ms}, escapeKey, nil},
		{"escape, then a key", []any{"\x1b", 50 * ms, "q"}, escapeKey + "q", nil},
		{"escape twice", []any{"\x1b", 30 * ms, "\x1b", 50 * ms}, escapeKey + escapeKey, nil},
		{"escape held down", []any{"\x1b\x1b\x1b\x1b", 50 * ms}, strings.Repeat(escapeKey, 4), nil},
		{"alt", []any{"\x1bq"}, "\x1b[113;3u", nil},
		{"alt and shift", []any{"\x1bQ"}, "\x1b[113:81;4u", nil},
		{"alt and enter", []any{"\x1b\r"}, "\x1b[13;3u", nil},
		{"alt and ctrl", []any{"\x1b\x01"}, "\x1b[97;7u", nil},
		{"alt and a bracket", []any{"\x1b[", 50 * ms, "q"}, "\x1b[91;3uq", nil},
		{"alt and a bracket, then enter", []any{"\x1b[\r"}, "\x1b[91;3u\r", nil},
		{"alt and O", []any{"\x1bO", 50 * ms, "q"}, "\x1b[111:79;4uq", nil},
		{"alt and ]", []any{"\x1b]", 50 * ms, "q"}, "\x1b[93;3uq", nil},
		{"alt and P, then enter", []any{"\x1bP\r"}, "\x1b[112:80;4u\r", nil},
		{"escape, alt and q", []any{"\x1b\x1bq"}, escapeKey + "\x1b[113;3u", nil},

		// Keys, mouse and answers.
		{"cursor", []any{"\x1b[A\x1bOA\x1b[1;5C"}, "\x1b[A\x1bOA\x1b[1;5C", nil},
		{"keypad key with too many digits", []any{"\x1bO557q"}, "7q", []Drop{BadSequence}},
		{"no keypad key", []any{"\x1b\x1bO5~"}, "\x1bO5~", nil},
		{"cursor in slow pieces", []any{"\x1b", 40 * ms, "[", 40 * ms, "1;", 200 * ms, "5C"}, "5C", []Drop{BadSequence}},
		{"cursor in pieces", []any{"\x1b", 40 * ms, "[", 40 * ms, "1;", 100 * ms, "5C"}, "\x1b[1;5C", nil},
		{"function keys", []any{"\x1bOP\x1b[15~\x1b[15;2~"}, "\x1bOP\x1b[15~\x1b[15;2~", nil},
		{"Linux console", []any{"\x1b[[Bq"}, "\x1b[12~q", nil},
		{"rxvt shift", []any{"\x1b[7$q"}, "\x1b[7;2~q", nil},
		{"rxvt alt", []any{"\x1b\x1b[A\x1b\x1bOB\x1b\x1b[5~"}, "\x1b[1;3A\x1b[1;3B\x1b[5;3~", nil},
		{"kitty", []any{"\x1b[97:65;1:3u\x1b[?1u"}, "\x1b[97:65;1:3u\x1b[?1u", nil},
		{"win32", []any{"\x1b[65;30;97;1;0;1_"}, "\x1b[65;30;97;1;0;1_", nil},
		{"mouse", []any{"\x1b[<0;10;20M\x1b[<0;10;20m"}, "\x1b[<0;10;20M\x1b[<0;10;20m", nil},
		{"focus", []any{"\x1b[I\x1b[O"}, "\x1b[I\x1b[O", nil},
		{"attributes", []any{"\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;29c"}, "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;29c", nil},
		{"mode report", []any{"\x1b[?2026;2$y"}, "\x1b[?2026;2$y", nil},
		{"colour, ended by BEL", []any{"\x1b]11;rgb:1e1e/1e1e/2e2e\a"}, "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", nil},
		{"colour, ended by ST, in pieces", []any{"\x1b]11;rgb", 200 * ms, ":0/0/0\x1b", 40 * ms, "\\"}, "\x1b]11;rgb:0/0/0\x1b\\", nil},
		{"version", []any{"\x1bP>|xterm(390)\x1b\\"}, "\x1bP>|xterm(390)\x1b\\", nil},
		{"capability", []any{"\x1bP1+r524742=38\x1b\\"}, "\x1bP1+r524742=38\x1b\\", nil},

		// Sequences that don't pass.
		{"CSI of 33 parameters", []any{csi33, "q"}, "q", []Drop{LongSequence}},
		{"DCS of 33 parameters", []any{dcs33, "q"}, "q", []Drop{BadSequence}},
		{"CSI of 16 parameters", []any{"\x1b[1" + strings.Repeat(";1", 15) + "A"}, "\x1b[1" + strings.Repeat(";1", 15) + "A", nil},
		{"CSI of 17 parameters", []any{"\x1b[1" + strings.Repeat(":1", 16) + "A"}, "", []Drop{LongSequence}},
		{"CSI of 64 bytes", []any{"\x1b[" + strings.Repeat("111;", 15) + "1A"}, "\x1b[" + strings.Repeat("111;", 15) + "1A", nil},
		{"CSI of 65 bytes", []any{"\x1b[" + strings.Repeat("111;", 15) + "11Aq"}, "q", []Drop{LongSequence}},
		{"CSI with no end", []any{"\x1b[" + strings.Repeat("1", 500), 250 * ms, "q"}, "q", []Drop{LongSequence}},
		{"CSI cut off", []any{"\x1b[1;5", 250 * ms, "q"}, "q", []Drop{BadSequence}},
		{"CSI broken by a key", []any{"\x1b[1;5\rq"}, "\rq", []Drop{BadSequence}},
		{"CSI broken by a CSI", []any{"\x1b[1;5\x1b[A"}, "\x1b[A", []Drop{BadSequence}},
		{"overflowing parameter", []any{"\x1b[18446744073709551816~q"}, "q", []Drop{LongSequence}},
		{"parameters after an intermediate byte", []any{"\x1b[1 2Aq"}, "q", []Drop{BadSequence}},
		{"window size", []any{"\x1b[8;999999;999999t\x1b[48;9;9;9;9tq"}, "q", []Drop{BadSequence, BadSequence}},
		{"old mouse", []any{"\x1b[M !!q\x1b[M\xff\xff\xffq"}, "qq", nil},
		{"old mouse cut off", []any{"\x1b[M", 50 * ms, "q"}, "q", nil},
		{"old mouse broken by a key", []any{"\x1b[M\r"}, "\r", nil},
		{"urxvt mouse", []any{"\x1b[32;1;1Mq"}, "q", []Drop{BadSequence}},
		{"win32 key that repeats for ever", []any{"\x1b[65;30;97;1;0;65535_"}, "", []Drop{BadSequence}},
		{"win32 character that is an escape", []any{"\x1b[0;0;27;1;0;1_"}, "", []Drop{BadSequence}},
		{"DCS that looks like win32", []any{"\x1bP0;0;27;1_\x1b\\q"}, "q", []Drop{BadSequence}},
		{"end of no paste", []any{"\x1b[201~q"}, "q", []Drop{BadSequence}},
		{"title", []any{"\x1b]l/bin/sh\x1b\\q"}, "q", []Drop{BadSequence}},
		{"answer without content", []any{"\x1b]11;\aq"}, "q", []Drop{BadSequence}},
		{"APC, PM and SOS", []any{"\x1b_Gi=1;OK\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\q"}, "q", []Drop{BadSequence, BadSequence, BadSequence}},
		{"string with no end", []any{"\x1b]11;rgb", 250 * ms, "q"}, "q", []Drop{UnendedString}},
		{"string with no end, then escape", []any{"\x1bP1+r\x1b", 250 * ms, "q"}, escapeKey + "q", []Drop{UnendedString}},
		{"string with no end, then a key", []any{"\x1b]11;rgb\x1b[A"}, "\x1b[A", []Drop{UnendedString}},
		{"string of the greatest length", []any{longest + "\aq"}, longest + "\x1b\\q", nil},
		{"string too long by one", []any{longest + "A\aq"}, "q", []Drop{LongSequence}},
		{"string too long", []any{"\x1b]52;c;" + strings.Repeat("A", MaxString) + "\x1b\\q"}, "q", []Drop{LongSequence}},
		{"string too long with no end", []any{"\x1b]52;c;" + strings.Repeat("A", 1<<20), 250 * ms, "q"}, "q", []Drop{LongSequence}},
		{"string too long and slow", []any{"\x1b]52;c;" + strings.Repeat("A", MaxString), 200 * ms, "rm", 200 * ms, "\aq"}, "q", []Drop{LongSequence}},
		{"string with a hidden end", []any{"\x1b]11;\u171b" + params33 + "A\aq"}, "q", []Drop{BadSequence}},
		{"string cancelled", []any{"\x1b]11;x\x18q"}, "q", []Drop{BadSequence}},
		{"C1", []any{"\u009b31mq"}, "31mq", nil},

		// Invalid UTF-8.
		{"invalid byte", []any{"a\xffb"}, "a" + replacementKey + "b", nil},
		{"raw C1", []any{"\x9b" + "q"}, replacementKey + "q", nil},
		{"replacement character", []any{"\ufffd"}, replacementKey, nil},
		{"character in pieces", []any{"\xe6", 40 * ms, "\x97", 40 * ms, "\xa5"}, "日", nil},
		{"character cut off", []any{"\xe6\x97", 50 * ms, "q"}, replacementKey + "q", nil},
		{"character broken by escape", []any{"\xe6\x1b[A"}, replacementKey + "\x1b[A", nil},

		// Pastes.
		{"paste", []any{"\x1b[200~a é\x1b[201~q"}, "\x1b[200~a é\x1b[201~q", nil},
		{"paste in disguise", []any{"\x1b[0200;7~a\x1b[201~q"}, "\x1b[200~a\x1b[201~q", nil},
		{"paste of lines", []any{"\x1b[200~a\r\nb\rc\nd\te\n\n\x1b[201~"}, "\x1b[200~a\nb\nc\nd\te\n\n\x1b[201~", nil},
		{"paste of controls", []any{"\x1b[200~a\x03\x00\x7f\u009bb\x1b[A\x1b]0;x\a\x1b[201~"}, "\x1b[200~ab[A]0;x\x1b[201~", nil},
		{"paste of invalid bytes", []any{"\x1b[200~10.0.0\xff1\x1b[201~"}, "\x1b[200~10.0.0?1\x1b[201~", nil},
		{"paste in a paste", []any{"\x1b[200~a\x1b[200~b\x1b[201~c"}, "\x1b[200~a[200~b\x1b[201~c", nil},
		{"paste that almost ends", []any{"\x1b[200~a\x1b[20\x1b[201x\x1b\x1b[201~q"}, "\x1b[200~a[20[201x\x1b[201~q", nil},
		{"paste end in pieces", []any{"\x1b[200~a\x1b[2", 900 * ms, "01", 900 * ms, "~q"}, "\x1b[200~a\x1b[201~q", nil},
		{"paste with no end", []any{"\x1b[200~a", time.Second, "q"}, "\x1b[200~a\x1b[201~q", []Drop{UnendedPaste}},
		{"paste of the greatest length", []any{"\x1b[200~" + long + "\x1b[201~q"}, "\x1b[200~" + long + "\x1b[201~q", nil},
		{"paste too long", []any{"\x1b[200~" + long + "b\ry\x1b[201~q"}, "\x1b[200~" + long + "\x1b[201~q", []Drop{LongPaste}},
		{"paste too long with no end", []any{"\x1b[200~" + long + "b", time.Second, "q"}, "\x1b[200~" + long + "\x1b[201~q", []Drop{LongPaste}},
	}
}

func TestMachine(t *testing.T) {
	for _, tt := range machineCases() {
		t.Run(tt.name, func(t *testing.T) {
			var m machine
			got := play(&m, tt.script...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if diff := cmp.Diff(tt.drops, m.takeDrops()); diff != "" {
				t.Errorf("drops: -want +got\n%s", diff)
			}
		})
	}
}
