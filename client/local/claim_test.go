package local

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestSecondOpenKeepsLocks opens a state a second time in this process: a process that closes a file loses its locks on
// it, and another one would then take the state for unused.
func TestSecondOpenKeepsLocks(t *testing.T) {
	dir, file := newState(t)
	first := openEndpoint(t, Options{Dir: dir})
	ask(t, first, Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", "80", "80", fromDocs)).answer(t)
	if !locked(t, file) {
		t.Fatal("an open state is not locked: the test cannot tell")
	}
	second, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if !locked(t, file) {
		t.Error("opening the state a second time dropped the locks of the first")
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	if !locked(t, file) {
		t.Error("closing the second endpoint dropped the locks of the first")
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
