package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// headerSize is how many bytes a database file has at least (sqlite.org/fileformat.html, "The Database Header").
const headerSize = 100

// claim makes the file if it is absent, and otherwise makes sure that it may be ours.
//
// An existing file is never opened here: when a process closes a file, it loses all its locks on it (POSIX, fcntl),
// those of SQLite for another user of the file among them. What is in the file is SQLite's to read.
func (f File) claim() error {
	info, err := os.Lstat(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(f.Path); err == nil {
			info, err = os.Lstat(f.Path)
		}
	}
	switch {
	case err != nil:
		return f.unopened(err)
	case !info.Mode().IsRegular():
		return &Error{Path: f.Path, Problem: "is not a regular file", Remedy: f.Elsewhere}
	case info.Size() > 0 && info.Size() < headerSize:
		return f.foreign()
	}
	return nil
}

// create makes an empty file, closed before it has its name: nobody else has it open by then.
func create(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-new-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // only its other name stays
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); !errors.Is(err, fs.ErrExist) { // another process may be first
		return err
	}
	return nil
}

// recognize makes sure that a file is ours, or empty, and takes it away from others: it may have been copied with a wider
// mode. Whether it is empty, only SQLite knows: it takes the mark back where the program that wrote it was killed at that.
// The pages are counted first, since another process may just be marking it.
func (f File) recognize(ctx context.Context, conn *sql.Conn) (empty bool, err error) {
	pages, err := number(ctx, conn, "PRAGMA page_count")
	if err != nil || pages == 0 {
		return true, err
	}
	id, err := number(ctx, conn, "PRAGMA application_id")
	switch {
	case err != nil:
		return false, err
	case uint32(id) != f.ID:
		return false, f.foreign()
	}
	for _, path := range []string{f.Path, f.Path + "-wal", f.Path + "-shm"} {
		info, err := os.Lstat(path)
		if err == nil {
			err = os.Chmod(path, info.Mode().Perm()&0o600)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, f.unopened(err)
		}
	}
	return false, nil
}

// number is the answer to a query for one.
func number(ctx context.Context, conn *sql.Conn, query string) (n int64, err error) {
	err = conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}
