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

// held reports whether an error of [lock] or [probe] is that somebody else has the lock.
func held(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }
