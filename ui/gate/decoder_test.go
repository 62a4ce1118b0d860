package gate

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

// TestDecoderAgrees has the real decoder read what terminals send, directly and through the gate.
func TestDecoderAgrees(t *testing.T) {
	sequences := []string{
		"\x1b", "\x1bq", "\x1bQ", "\x1b ", "\x1b\r", "\x1b\t", "\x1b\x7f", "\x1b\b", "\x1b\x00", "\x1b\x01", "\x1b\x1c", "\x1b\x1f",
		"\x1bé", "\x1bÉ", "\x1b[", "\x1bO", "\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x1b\\", "\x1b1",
		"\x1b[A", "\x1b[1;2B", "\x1b[1;3C", "\x1b[1;5D", "\x1b[F", "\x1b[H", "\x1b[Z", "\x1bOA", "\x1bOF", "\x1bOP", "\x1bO5Q", "\x1bOM", "\x1bOq",
		"\x1b[2~", "\x1b[3;5~", "\x1b[5~", "\x1b[11~", "\x1b[15;2~", "\x1b[24~", "\x1b[34~", "\x1b[7^", "\x1b[8@", "\x1b[2$", "\x1b[a",
		"\x1b\x1b[A", "\x1b\x1bOB", "\x1b\x1b[5~", "\x1b\x1b[H",
		"\x1b[27u", "\x1b[97u", "\x1b[97:65;2u", "\x1b[97;5:3u", "\x1b[57399;129u", "\x1b[0;;128104:8205:128105u", "\x1b[1;1:3A", "\x1b[?1u", "\x1b[27;5;9~",
		"\x1b[65;30;97;1;0;1_", "\x1b[65;30;97;0;0;1_", "\x1b[65;30;97;1;0;3_", "\x1b[>4;2m",
		"\x1b[<0;10;20M", "\x1b[<0;10;20m", "\x1b[<35;1;1M", "\x1b[<64;80;24M", "\x1b[I", "\x1b[O",
		"\x1b[?62;22c", "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;29c", "\x1b[>1;10;0c", "\x1bP!|00000000\x1b\\",
		"\x1b[?2026;2$y", "\x1b[?2027;0$y", "\x1b[4;1$y", "\x1b[12;40R", "\x1b[1;2R", "\x1b[?12;40R", "\x1b[?997;1n",
		"\x1b]10;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:1e1e/1e1e/2e2e\a", "\x1b]12;#ff0000\a", "\x1b]52;c;aGVsbG8=\a",
		"\x1bP>|xterm(390)\x1b\\", "\x1bP1+r524742=38\x1b\\", "\x1bP1$r0m\x1b\\",
		"\x1b[200~", "q", "Q", "é", "日", "🔥", "\x00", "\x03", "\r", "\t", "\x7f", "\b",
	}
	for _, s := range sequences {
		t.Run(fmt.Sprintf("%q", s), func(t *testing.T) {
			var direct, gated uv.EventDecoder
			n, want := direct.Decode([]byte(s))
			if n != len(s) && !strings.HasPrefix(s, "\x1b\x1b") {
				t.Fatalf("the decoder takes only %d bytes", n)
			}
			var m machine
			m.feed([]byte(s), time.Time{})
			m.tick(time.Time{}.Add(EscapeWait))
			units := takeUnits(&m)
			if len(units) != 1 {
				t.Fatalf("the gate lets out %q, want one unit", units)
			}
			_, got := gated.Decode([]byte(units[0]))
			if diff := cmp.Diff(describe(want), describe(got)); diff != "" {
				t.Errorf("by %q: -direct +through the gate\n%s", units[0], diff)
			}
		})
	}
}

// describe names an event as Bubble Tea's users tell it from others.
func describe(e uv.Event) string {
	switch e := e.(type) {
	case uv.KeyPressEvent:
		return fmt.Sprintf("press %s %q %v", e.Keystroke(), e.Text, e.IsRepeat)
	case uv.KeyReleaseEvent:
		return fmt.Sprintf("release %s %q", e.Keystroke(), e.Text)
	case uv.UnknownDcsEvent:
		return "DCS " + strings.TrimSuffix(string(e), "\x1b\\")
	}
	return fmt.Sprintf("%T %+v", e, e)
}

// FuzzMachine plays bytes at some pace. The pace says for each chunk how long it is (its lower four bits and one) and
// how long the silence after it (its upper four bits, in units of 20 ms).
func FuzzMachine(f *testing.F) {
	for _, tt := range machineCases() {
		var all strings.Builder
		for _, step := range tt.script {
			if s, ok := step.(string); ok && len(s) < 1000 {
				all.WriteString(s)
			}
		}
		f.Add([]byte(all.String()), []byte{})
		f.Add([]byte(all.String()), []byte{0x31, 0x00, 0x42, 0xd3})
	}
	f.Fuzz(func(t *testing.T, data, pace []byte) {
		var m machine
		now := time.Unix(0, 0)
		var units []string
		for len(data) > 0 {
			n := len(data)
			var silence time.Duration
			if len(pace) > 0 {
				n = min(n, int(pace[0]&15)+1)
				silence = time.Duration(pace[0]>>4) * 20 * ms
				pace = pace[1:]
			}
			m.feed(data[:n], now)
			data = data[n:]
			now = now.Add(silence)
			m.tick(now)
			units = append(units, takeUnits(&m)...)
		}
		now = now.Add(PasteWait)
		m.tick(now)
		units = append(units, takeUnits(&m)...)
		checkUnits(t, units)
		checkStream(t, units)

		m.feed([]byte("q"), now)
		if got := takeUnits(&m); len(got) != 1 || got[0] != "q" {
			t.Errorf("a key after silence comes out as %q", got)
		}
	})
}

// takeUnits empties the machine.
func takeUnits(m *machine) []string {
	var units []string
	for n := range m.ends {
		start := 0
		if n > 0 {
			start = m.ends[n-1]
		}
		units = append(units, string(m.out[start:m.ends[n]]))
	}
	m.out, m.ends = m.out[:0], m.ends[:0]
	return units
}

// checkUnits reports units that the decoder does not take whole, by themselves and at once, and pastes out of order.
func checkUnits(t *testing.T, units []string) {
	t.Helper()
	checkPastes(t, units)
	var d uv.EventDecoder
	for _, u := range units {
		n, event := d.Decode([]byte(u))
		if n != len(u) || u[0] == esc && n <= 2 {
			t.Errorf("the decoder takes %d bytes of %q", n, u)
		}
		switch event := event.(type) {
		case uv.UnknownEvent, uv.WindowSizeEvent:
			t.Errorf("%q is %T", u, event)
		case uv.MultiEvent:
			if len(event) > maxRepeat {
				t.Errorf("%q is %d events", u, len(event))
			}
		}
	}
}

// checkPastes holds pastes to their two ends, to text, and to their size.
func checkPastes(t *testing.T, units []string) {
	t.Helper()
	pasting, pasted := false, 0
	for _, u := range units {
		switch {
		case u == pasteStart && pasting, u == pasteEnd && !pasting:
			t.Errorf("%q out of order", u)
		case u == pasteStart:
			pasting, pasted = true, 0
		case u == pasteEnd:
			pasting = false
		case pasting && (u[0] == esc || u[0] < ' ' && u != "\n" && u != "\t" || u[0] == del):
			t.Errorf("%q in a paste", u)
		case pasting:
			pasted += len(u)
		}
		if pasted > MaxPaste {
			t.Errorf("a paste of %d bytes", pasted)
		}
	}
	if pasting {
		t.Error("a paste without an end")
	}
}

// checkStream reads all units in one go, as they reach a program that is late, with the parser that panics at more than
// 32 parameters.
func checkStream(t *testing.T, units []string) {
	t.Helper()
	stream := strings.Join(units, "")
	if !utf8.ValidString(stream) || strings.ContainsRune(stream, utf8.RuneError) {
		t.Errorf("%q is not valid UTF-8", stream)
	}
	var want []string
	for _, u := range units {
		if u[0] == esc {
			want = append(want, u)
		}
	}
	var got []string
	p := ansi.NewParser()
	state := ansi.NormalState
	for rest := stream; rest != ""; {
		seq, _, n, next := ansi.DecodeSequence(rest, state, p)
		if seq[0] == esc {
			if len(p.Params()) > MaxParams {
				t.Errorf("%q has %d parameters", seq, len(p.Params()))
			}
			if strings.HasPrefix(seq, "\x1bO") && len(got) < len(want) { // to this parser the key after ESC O is text
				seq = rest[:len(want[len(got)])]
			}
			got = append(got, seq)
		}
		rest, state = rest[n:], next
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sequences in one go: -want +got\n%s", diff)
	}
	if state != ansi.NormalState {
		t.Errorf("%q ends within a sequence", stream)
	}
}
