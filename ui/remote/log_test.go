package remote_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"sluice/ui/remote"
)

// TestLogIsPlain: what a client names cannot forge a line of the log, nor reach a
// terminal as anything but letters, as text and as JSON.
func TestLogIsPlain(t *testing.T) {
	const evil = "root\nmsg=forged \x1b[31m\u009b31m\u202e\x7f\"'\\ Zoë "
	for name, handler := range map[string]func(*journal) slog.Handler{
		"text": func(j *journal) slog.Handler { return slog.NewTextHandler(j, nil) },
		"JSON": func(j *journal) slog.Handler { return slog.NewJSONHandler(j, nil) },
	} {
		log := &journal{}
		w := start(t, func(o *remote.Options) { o.Log = slog.New(handler(log)) })
		c, err := w.dial(evil+strings.Repeat("x", 1000), newSigner(t), w.alice)
		if err != nil {
			t.Fatal(err)
		}
		_, _, _ = w.run(c, "x\ny\x1b]0;title\a", "")
		_ = c.Close()
		w.eventually("the end of the session", func() bool { return strings.Contains(log.String(), "session ended") })
		lines := 0
		for line := range strings.Lines(log.String()) {
			lines++
			bad := strings.IndexFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return !unicode.IsPrint(r) })
			if begins := line[:5]; begins != "time=" && begins != `{"tim` || bad >= 0 || len(line) > 1500 {
				t.Errorf("%s: a line of the log: %q", name, line)
			}
		}
		if lines != 3 || strings.Count(log.String(), "Zoë") != 3 {
			t.Errorf("%s: want the key, the session's begin and its end, with the user in each:\n%s", name, log)
		}
	}
}

// TestLogFields: a field is the same in every line, and as a program wants it.
func TestLogFields(t *testing.T) {
	log := &journal{}
	w := start(t, func(o *remote.Options) { o.Log = slog.New(slog.NewJSONHandler(log, nil)) })
	c, err := w.dial("root", newSigner(t), w.alice)
	if err != nil {
		t.Fatal(err)
	}
	_, _, _ = w.run(c, "whoami", "")
	_ = c.Close()
	w.eventually("the end of the session", func() bool { return strings.Contains(log.String(), "session ended") })
	lines := 0
	for line := range bytes.Lines([]byte(log.String())) {
		var fields map[string]any
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		lines++
		if fields["remote"] != "127.0.0.1" || fields["user"] != "root" || !strings.HasPrefix(fields["key"].(string), "SHA256:") {
			t.Errorf("remote, user and key: %s", line)
		}
		switch seconds, isNumber := fields["seconds"].(float64); fields["msg"] {
		case "session began":
			if fields["command"] != "whoami" {
				t.Errorf("the command: %s", line)
			}
		case "session ended":
			if !isNumber || seconds < 0 || seconds > patience.Seconds() {
				t.Errorf("how long it took: %s", line)
			}
		}
	}
	if lines != 3 {
		t.Errorf("%d lines, want those of a key, a begin and an end:\n%s", lines, log)
	}
}

// TestOneLineForAKey: a key that is refused has one line, and so has who brings none.
func TestOneLineForAKey(t *testing.T) {
	var left atomic.Int32
	w := start(t, func(o *remote.Options) {
		o.Refused = func(why remote.Refusal) {
			if why == remote.RefusedSignIn {
				left.Add(1)
			}
		}
	})
	for i, keys := range []int{1, 0} {
		if c, err := w.dial("root", newSigners(t, keys)...); err == nil {
			_ = c.Close()
			t.Fatal("signed in")
		}
		w.eventually("the end of the sign-in", func() bool { return left.Load() == int32(i+1) })
	}
	w.eventually("the line of who brings none", func() bool { return strings.Contains(w.log.String(), "not signed in") })
	if refused, ended := strings.Count(w.log.String(), "key refused"), strings.Count(w.log.String(), "not signed in"); refused != 1 || ended != 1 {
		t.Errorf("%d lines of keys and %d of no sign-in, want one each:\n%s", refused, ended, w.log)
	}
}

// eventually waits for a condition.
func (w *world) eventually(what string, ok func() bool) {
	w.t.Helper()
	look, end := time.NewTicker(5*time.Millisecond), time.After(patience)
	defer look.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-end:
			w.t.Fatalf("it did not come to %s; the log:\n%s", what, w.log)
		}
	}
}
