package access_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	tick, told, ended := make(chan access.Look), make(chan error, 10), make(chan struct{})
	go func() {
		s.Watch(ctx, tick, func(err error) { told <- err })
		close(ended)
	}()
	// step has the file looked at three times: twice to see that it stays as it is, and
	// when the third look is taken, the second was dealt with.
	step := func(want ...string) {
		t.Helper()
		for range 3 {
			tick <- access.Routine
		}
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

	write(t, path, aliceLine, 0o600)
	tick <- access.Asked
	tick <- access.Routine
	cancel()
	<-ended
	if _, err := s.File().Admit(bob.PublicKey(), office(), noon()); err == nil {
		t.Error("a look that was asked for waits for another")
	}
	if len(told) != 1 {
		t.Errorf("%d more tidings, want one", len(told))
	}
}

// TestReload: a broken file leaves the old one in force, and a file with a line that
// is refused does not.
func TestReload(t *testing.T) {
	alice, aliceLine := newKey(t)
	bob, bobLine := newKey(t)
	tests := []struct {
		name, text string
		why        string // "" for a file that is taken
		bob        bool   // is admitted afterwards
	}{
		{"a line refused", aliceLine + "\nsluice-rol=\"admin\" " + bobLine + "\n", "", false},
		{"the first refused", "bogus " + bobLine + "\n" + aliceLine, "", false},
		{"cut in a key", aliceLine + "\n" + bobLine[:40], "line 2 has no line end and is refused", true},
		{"cut in an option", aliceLine + "\n# bob\nfrom=\"10.0", "line 3 has no line end and is refused", true},
		{"the same with its end", aliceLine + "\n" + bobLine[:40] + "\n", "", false},
		{"whole without an end", aliceLine + "\n# the end", "", false},
		{"none in force", "bogus " + aliceLine + "\nbogus " + bobLine + "\n", "none of its lines is in force", true},
		{"empty", "", "it holds no keys", true},
	}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), "access")
		write(t, path, bobLine+"\nbogus", 0o600) // at the start, all that is understood counts
		s, err := access.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, path, tt.text, 0o600)
		changed, err := s.Reload()
		if tt.why == "" && (err != nil || !changed) || tt.why != "" && (changed || err == nil || !strings.Contains(err.Error(), tt.why)) {
			t.Errorf("%s: %v, %v; want %q", tt.name, changed, err, tt.why)
		}
		_, noAlice := s.File().Admit(alice.PublicKey(), office(), noon())
		_, noBob := s.File().Admit(bob.PublicKey(), office(), noon())
		if (noAlice == nil) == tt.bob || (noBob == nil) != tt.bob {
			t.Errorf("%s: alice: %v, bob: %v; want bob admitted: %v, and alice if not", tt.name, noAlice, noBob, tt.bob)
		}
	}
}

// TestWatchFollowsLinks swaps a link to a folder, as config maps are updated.
func TestWatchFollowsLinks(t *testing.T) {
	alice, aliceLine := newKey(t)
	bob, bobLine := newKey(t)
	dir := t.TempDir()
	for name, line := range map[string]string{"one": aliceLine, "two": bobLine} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name, "access"), line, 0o600)
	}
	point := func(to string) {
		err := os.Symlink(to, filepath.Join(dir, "data.new"))
		if err == nil {
			err = os.Rename(filepath.Join(dir, "data.new"), filepath.Join(dir, "data"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	point("one")
	if err := os.Symlink("data/access", filepath.Join(dir, "access")); err != nil {
		t.Fatal(err)
	}
	s, err := access.Open(filepath.Join(dir, "access"))
	if err != nil {
		t.Fatal(err)
	}
	point("two")
	if changed, err := s.Reload(); !changed || err != nil {
		t.Errorf("Reload: %v, %v", changed, err)
	}
	_, gone := s.File().Admit(alice.PublicKey(), office(), noon())
	if _, err := s.File().Admit(bob.PublicKey(), office(), noon()); err != nil || gone == nil {
		t.Errorf("the new file is not in force: %v, %v", gone, err)
	}
}
