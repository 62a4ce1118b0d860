package local

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// headerSize is how many bytes a database file has at least (sqlite.org/fileformat.html, "The Database Header").
const headerSize = 100

// claim makes the folder and the file if they are absent, and otherwise makes sure that the file may be ours. fresh says
// that the file has nothing in it.
//
// An existing file is never opened here: when a process closes a file, it loses all its locks on it (POSIX, fcntl), those
// of SQLite for another endpoint among them. What is in the file is SQLite's to read.
func claim(path string) (fresh bool, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, &StateError{Path: filepath.Dir(path), Problem: "cannot be made a state folder: " + err.Error(),
			Remedy: "choose another state folder", Err: err}
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(path); err == nil {
			info, err = os.Lstat(path)
		}
	}
	switch {
	case err != nil:
		return false, unopened(path, err)
	case !info.Mode().IsRegular():
		return false, &StateError{Path: path, Problem: "is not a regular file", Remedy: "choose another state folder"}
	case info.Size() > 0 && info.Size() < headerSize:
		return false, notOurs(path)
	}
	return info.Size() == 0, nil
}

// create makes an empty file, closed before it has its name: no other endpoint has it open by then.
func create(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), stateFile+"-new-*") // with mode 0600
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

func unopened(path string, err error) error {
	return &StateError{Path: path, Problem: "cannot be opened: " + err.Error(),
		Remedy: "mend its permissions, or choose another state folder", Err: err}
}

// recognize makes sure that a file that was there is ours and whole, and takes it away from others: it may have been
// copied with a wider mode.
func recognize(ctx context.Context, conn *sql.Conn, path string) error {
	var id uint32
	err := conn.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id)
	switch {
	case err != nil:
		return err
	case id != applicationID:
		return notOurs(path)
	}
	if err := checkSize(ctx, conn, path); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	if err == nil {
		err = os.Chmod(path, info.Mode().Perm()&0o600)
	}
	if err != nil {
		return unopened(path, err)
	}
	return nil
}

func notOurs(path string) error {
	return &StateError{Path: path, Problem: "is not a state file of this program", Remedy: remedyMove}
}

// checkSize refuses a file that is shorter than its header says: SQLite would take what is missing of its last page
// for zeros. After a crash the log may hold what the file lacks; then SQLite has to look.
func checkSize(ctx context.Context, conn *sql.Conn, path string) error {
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	var pages, size int64
	if err := conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	if err := conn.QueryRowContext(ctx, "PRAGMA page_size").Scan(&size); err != nil {
		return err
	}
	if info.Size() < pages*size {
		return &StateError{Path: path, Problem: fmt.Sprintf("is damaged: it has %d bytes, and had %d", info.Size(), pages*size), Remedy: remedyMove}
	}
	return nil
}
