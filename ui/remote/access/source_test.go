package access_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sluice/ui/remote/access"
)

// write replaces a file at once, as editors do.
func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path+".new", []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path+".new", mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	_, key := newKey(t)
	dir := t.TempDir()
	tests := []struct {
		text, why string
		mode      os.FileMode
	}{
		{"", "holds no keys", 0o600},
		{"# nobody\n", "holds no keys", 0o600},
		{"bogus " + key, "none of its lines is in force, so nobody could sign in; line 1: option bogus", 0o600},
		{strings.Repeat("#\n", access.MaxFile), "longer than", 0o600},
		{key, "others may write to it (mode 0666): chmod go-w", 0o666},
	}
	for _, tt := range tests {
		path := filepath.Join(dir, "access")
		write(t, path, tt.text, tt.mode)
		if _, err := access.Open(path); err == nil || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%.20q: %v, want %q", tt.text, err, tt.why)
		}
	}
	for _, path := range []string{filepath.Join(dir, "none"), dir} {
		if _, err := access.Open(path); err == nil {
			t.Errorf("%s was opened", path)
		}
	}
}

// TestWatch replaces the file by good ones and broken ones: each is told of once,
// and the last good one is in force.
func TestWatch(t *testing.T) {
	defer goleak.VerifyNone(t)
	alice, aliceLine := newKey(t)
	bob, bobLine := newKey(t)
	path := filepath.Join(t.TempDir(), "access")
	write(t, path, aliceLine, 0o600)
	s, err := access.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	tick, told, ended := make(chan time.Time), make(chan error, 10), make(chan struct{})
	go func() {
		s.Watch(ctx, tick, func(err error) { told <- err })
		close(ended)
	}()
	// step ticks twice: when the second tick is taken, the first was dealt with. The
	// second may be dealt with during the next step, and so tell of that one's file.
	step := func(want ...string) {
		t.Helper()
		tick <- time.Time{}
		tick <- time.Time{}
		var got []string
		for len(told) > 0 {
			if err := <-told; err != nil {
				got = append(got, err.Error())
			} else {
				got = append(got, "in force")
			}
		}
		if len(got) != len(want) || len(want) > 0 && !strings.Contains(got[0], want[0]) {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	step()
	write(t, path, "bogus "+bobLine, 0o600)
	step("none of its lines is in force")
	step()
	if _, err := s.File().Admit(alice.PublicKey(), office(), noon()); err != nil {
		t.Errorf("the old file is not in force: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	step("no such file")
	write(t, path, bobLine, 0o600)
	step("in force")
	if _, err := s.File().Admit(alice.PublicKey(), office(), noon()); err == nil {
		t.Error("who was taken out is admitted")
	}
	if _, err := s.File().Admit(bob.PublicKey(), office(), noon()); err != nil {
		t.Errorf("who was put in is not: %v", err)
	}
	cancel()
	<-ended
}
