package journal

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// The lock is on one byte behind all that a file holds: Windows keeps others from
// reading what is locked.
func flock(f *os.File, how uint32) error {
	behind := &windows.Overlapped{OffsetHigh: 1 << 30}
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_FAIL_IMMEDIATELY|how, 0, 1, 0, behind)
}

func lock(f *os.File) error { return flock(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// probe is the error of [lock] where somebody else has the lock. Several may ask at once: none of them takes another for
// the one who has it.
func probe(f *os.File) error { return flock(f, 0) }

// lockedElsewhere reports whether an error of [lock] or [probe] is that somebody else has the lock.
func lockedElsewhere(err error) bool { return errors.Is(err, windows.ERROR_LOCK_VIOLATION) }

// removeLocked removes a program's own file, which Windows does only once it is
// closed. Whoever clears up in between removes it as well.
func removeLocked(f *os.File) error {
	err := f.Close()
	if gone := os.Remove(f.Name()); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// syncFolder does nothing: Windows keeps the names of files by itself.
func syncFolder(string) error { return nil }
