package access

import (
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/ssh"
)

// TestHalfWrittenFile writes a file under a server as some editors do, cutting it
// off first: at each look another half of it is there, and none is taken until it
// stays as it is.
func TestHalfWrittenFile(t *testing.T) {
	line := func() string {
		public, _, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		key, err := ssh.NewPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		return string(ssh.MarshalAuthorizedKey(key))
	}
	first, second := line(), line()
	path := filepath.Join(t.TempDir(), "access")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(first + second)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	whole := first + second + line()
	for _, half := range []string{"", whole[:len(first)/2], first, whole[:len(first)+20], whole} {
		write(half)
		if _, err := s.look(); !errors.Is(err, errChanging) || s.File().Usable() != 2 {
			t.Errorf("%d bytes of the file: %v, with %d lines in force", len(half), err, s.File().Usable())
		}
	}
	if changed, err := s.look(); !changed || err != nil || s.File().Usable() != 3 {
		t.Errorf("the whole file: %v, %v, with %d lines in force", changed, err, s.File().Usable())
	}
	write("")
	if _, err := s.Reload(); err == nil || s.File().Usable() != 3 {
		t.Errorf("an empty file that is asked for: %v, with %d lines in force", err, s.File().Usable())
	}
}
