package sqlite

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestSecondOpenKeepsLocks opens a file a second time in this process: a process that closes a file loses its locks on
// it, and another one would then take the file for unused.
func TestSecondOpenKeepsLocks(t *testing.T) {
	f := made(t)
	exec(t, f.opened(t), "UPDATE note SET by = 'you'")
	if !locked(t, f.Path) {
		t.Fatal("an open file is not locked: the test cannot tell")
	}
	second, err := f.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !locked(t, f.Path) {
		t.Error("opening the file a second time dropped the locks of the first")
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	if !locked(t, f.Path) {
		t.Error("closing the second dropped the locks of the first")
	}
}

// locked reports whether this process holds a lock on a file, as /proc/locks tells it.
func locked(t *testing.T, file string) bool {
	t.Helper()
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		t.Skip("the system does not list its locks:", err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	inode := fmt.Sprintf(":%d", info.Sys().(*syscall.Stat_t).Ino)
	for line := range strings.Lines(string(locks)) {
		// Such as "1: POSIX  ADVISORY  READ  4711 fe:01:123456 1073741826 1073742335".
		f := strings.Fields(line)
		if len(f) > 5 && f[1] == "POSIX" && f[4] == fmt.Sprint(os.Getpid()) && strings.HasSuffix(f[5], inode) {
			return true
		}
	}
	return false
}
