//go:build unix

package journal

import (
	"errors"
	"os"
	"syscall"
)

func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// probe is the error of [lock] where somebody else has the lock. Several may ask at once: none of them takes another for
// the one who has it.
func probe(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) }

// lockedElsewhere reports whether an error of [lock] or [probe] is that somebody else has the lock.
func lockedElsewhere(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }

// removeLocked removes a program's own file: while it is locked, so that nobody takes
// it for that of a program that ended.
func removeLocked(f *os.File) error { return errors.Join(os.Remove(f.Name()), f.Close()) }

// syncFolder makes the names of new files durable.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
