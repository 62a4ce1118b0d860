package main

import (
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestTerminalIsRestored checks what a session leaves behind: no alternate
// screen, a cursor, and a terminal that echoes and edits lines.
func TestTerminalIsRestored(t *testing.T) {
	for name, end := range map[string]func(*terminal){
		"q":      func(term *terminal) { term.press("q") },
		"ctrl+c": func(term *terminal) { term.press("ctrl+c") },
		"signal": func(term *terminal) { term.signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := sluice(t, newcomerEnv(t))
			// An answer that the program did not come to read is the shell's to read: what is typed behind it
			// shows that it was read.
			term.waitForColour()
			term.press("/")
			term.write("web")
			term.waitFor("/ web")
			term.press("esc")
			term.until("the whole list", func(screen string) bool { return !strings.Contains(screen, "/ web") })
			if flags := localFlags(t, term); flags&(unix.ECHO|unix.ICANON) != 0 {
				t.Errorf("the terminal is not in raw mode: local flags %b", flags)
			}
			end(term)
			if code := term.exit(); code != exitOK {
				t.Errorf("the program ended with code %d", code)
			}
			if flags := localFlags(t, term); flags&unix.ECHO == 0 || flags&unix.ICANON == 0 {
				t.Errorf("the terminal is still in raw mode: local flags %b", flags)
			}
			out := term.output()
			for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l"} {
				if strings.LastIndex(out, on) > strings.LastIndex(out, off) {
					t.Errorf("%q is not followed by %q", on, off)
				}
			}
			if left := strings.TrimSpace(term.text()); left != "" {
				t.Errorf("a session that sent nothing leaves something on the screen:\n%s", left)
			}
		})
	}
}

func localFlags(t *testing.T, term *terminal) uint32 {
	t.Helper()
	modes, err := unix.IoctlGetTermios(int(term.pty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return modes.Lflag
}

// TestResize follows the window: the pane beside the list needs 100 columns.
func TestResize(t *testing.T) {
	t.Parallel()
	term := sluice(t, newcomerEnv(t))
	term.waitFor("│")
	term.resize(size{80, 24})
	term.until("no pane at 80 columns", func(screen string) bool {
		return !strings.Contains(screen, "│") && strings.Contains(screen, "websrv") && strings.Contains(screen, "? help")
	})
	term.resize(size{20, 5})
	term.waitFor("terminal too", "sluice needs")
	term.resize(size{160, 50})
	term.waitFor("│", "VpcWebServers", "? help")
	term.quit()
}

// TestNoColor runs with every spelling of NO_COLOR, whose value does not matter
// (no-color.org), and once without it to see that the check finds colours.
func TestNoColor(t *testing.T) {
	colour := regexp.MustCompile(`\x1b\[([0-9]*[;:])*(3[0-8]|4[0-8]|9[0-7]|10[0-7])([;:][0-9]*)*m`)
	for _, test := range []struct {
		value  string
		colour bool
	}{{"", true}, {"1", false}, {"yes", false}, {"0", false}} {
		t.Run(test.value, func(t *testing.T) {
			t.Parallel()
			term := sluice(t, newcomerEnv(t, "NO_COLOR="+test.value))
			planned(t, term)
			term.confirm("Done: 1 added")
			term.quit()
			if found := colour.FindString(term.output()); (found != "") != test.colour {
				t.Errorf("with NO_COLOR=%s the first colour written is %q", test.value, found)
			}
		})
	}
}

// TestHostileKeys sends what would panic the decoder of keys or swallow the keys
// after it.
func TestHostileKeys(t *testing.T) {
	for name, keys := range map[string]string{
		"33 parameters":     "\x1b[" + strings.Repeat("1;", 32) + "1A",
		"unterminated OSC":  "\x1b]52;c;" + strings.Repeat("x", 8<<10),
		"forged size":       "\x1b[8;60000;60000t",
		"invalid UTF-8":     "\xff\xfe\x80",
		"unended paste":     "\x1b[200~tcp/22",
		"unterminated DCS":  "\x1bP+r",
		"half a CSI, twice": "\x1b[1;\x1b[1;",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := sluice(t, newcomerEnv(t))
			term.write(keys)
			shows := func(screen string) bool { return strings.Contains(screen, "any key goes back") }
			for range 10 { // a key may still belong to what was sent before, until that is given up
				term.press("?")
				if _, ok := term.await(2*time.Second, shows); ok {
					term.quit()
					return
				}
			}
			t.Errorf("the keys are lost; the screen:\n%s", term.text())
		})
	}
}
