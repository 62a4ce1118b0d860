package journal

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// fileLocks says who is alive by locks on files, which the system takes off a process that ends in any way.
type fileLocks struct {
	dir  string
	mine *os.File
}

// turnFile is locked while a program opens the journal.
const turnFile = ".opening"

// takeTurn waits until no other program opens the journal. The caller closes the file.
func takeTurn(ctx context.Context, dir string) (*os.File, error) {
	path := filepath.Join(dir, turnFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, &Error{Path: path, Problem: "cannot be opened: " + err.Error(), Remedy: remedyPermit, Err: err}
	}
	for {
		err := lock(f)
		if err == nil {
			return f, nil
		}
		if !lockedElsewhere(err) {
			return nil, errors.Join(&Error{Path: path, Problem: "cannot be locked: " + err.Error(), Remedy: remedyPermit, Err: err}, f.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(&Error{Path: path, Problem: "another program is opening the journal", Remedy: "try again", Err: ctx.Err()}, f.Close())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// liveIn makes and locks the program's file. It is called in turn: nobody asks yet whether the program lives, and nobody
// clears up a file that is made and not locked yet.
func liveIn(dir, program string) (*fileLocks, error) {
	path := filepath.Join(dir, program)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, &Error{Path: path, Problem: "cannot be made: " + err.Error(), Remedy: remedyPermit, Err: err}
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(&Error{Path: path, Problem: "cannot be locked: " + err.Error(), Remedy: remedyPermit, Err: err}, f.Close())
	}
	return &fileLocks{dir, f}, nil
}

// clearUp removes the files of programs that ended without closing the journal. What cannot be removed does no harm. It is
// called in turn.
func clearUp(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.Name() == turnFile || e.IsDir() {
			continue
		}
		if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
			if err := probe(f); err == nil {
				_ = os.Remove(path)
			}
			_ = f.Close()
		}
	}
}

// fence never refuses: nobody takes a lock off a running program.
func (l *fileLocks) fence(context.Context, *transaction) error { return nil }

func (l *fileLocks) lives(_ context.Context, program string) (bool, error) {
	if program == "" { // a record taken from the log after a crash
		return false, nil
	}
	path := filepath.Join(l.dir, filepath.Base(program))
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, &Error{Path: path, Problem: "cannot be opened: " + err.Error(), Remedy: remedyPermit, Err: err}
	}
	defer f.Close()
	switch err := probe(f); {
	case err == nil:
		return false, nil
	case lockedElsewhere(err):
		return true, nil
	default:
		return false, &Error{Path: path, Problem: "cannot be locked: " + err.Error(), Remedy: remedyPermit, Err: err}
	}
}

func (l *fileLocks) close() error {
	return removeLocked(l.mine)
}
