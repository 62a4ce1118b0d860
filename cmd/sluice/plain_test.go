package main

import (
	"strings"
	"testing"
)

// TestPlain runs the program where no TUI can be drawn: it lists the groups in
// lines without an escape byte.
func TestPlain(t *testing.T) {
	check := func(t *testing.T, out string) {
		t.Helper()
		if i := strings.IndexAny(out, "\x1b\u009b\x07"); i >= 0 {
			t.Errorf("a byte for a terminal at %d: %q", i, out)
		}
		for _, want := range []string{"GROUP", "websrv", "EC2-Classic", "tcp/22 from 203.0.113.0/24", "sg-140ba4c8"} {
			if !strings.Contains(out, want) {
				t.Errorf("the list lacks %q:\n%s", want, out)
			}
		}
	}
	t.Run("piped", func(t *testing.T) {
		t.Parallel()
		out, errs, code := piped(t, newcomerEnv(t))
		if code != exitOK || errs != "" {
			t.Errorf("it ended with code %d and complained: %s", code, errs)
		}
		check(t, out)
	})
	for name, env := range map[string][]string{
		"dumb terminal": {"TERM=dumb"},
		"no TERM":       {"TERM="},
		"CI":            {"CI=true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, args := range [][]string{nil, {"demo"}} {
				term := start(t, usual(), newcomerEnv(t, env...), binary(t), args...)
				if code := term.exit(); code != exitOK {
					t.Errorf("it ended with code %d", code)
				}
				check(t, term.output())
			}
		})
	}
	t.Run("help and errors on a dumb terminal", func(t *testing.T) {
		t.Parallel()
		for _, args := range [][]string{{"--help"}, {"help", "local"}, {"--bogus"}, {"man"}, {"--version"}} {
			term := start(t, usual(), newcomerEnv(t, "TERM=dumb"), binary(t), args...)
			term.exit()
			if out := term.output(); out == "" || strings.Contains(out, "\x1b") {
				t.Errorf("sluice %v wrote %q", args, out)
			}
		}
	})
}

// TestErrorAsksTerminalNothing makes an error on a terminal: no query goes out,
// whose answer would be waited for or end up in the shell.
func TestErrorAsksTerminalNothing(t *testing.T) {
	t.Parallel()
	term := start(t, usual(), newcomerEnv(t), binary(t), "--bogus")
	if code := term.exit(); code != exitError {
		t.Errorf("it ended with code %d", code)
	}
	if out, want := term.output(), "sluice: unknown flag: --bogus\r\n"; out != want {
		t.Errorf("it wrote %q, not %q", out, want)
	}
}
