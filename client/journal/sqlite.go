package journal

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver
)

const (
	databaseFile  = "journal.db"
	logFile       = "audit.jsonl"
	liveFolder    = "live"
	applicationID = 0x534C434A // "SLCJ" in the file's header says that it is ours
	lockWait      = 20 * time.Second
	thoroughly    = 4 << 20 // bytes: up to here a thorough check takes a few milliseconds
)

func sqliteDialect(path string) dialect {
	return dialect{
		contains: "instr",
		again:    func(error) bool { return false }, // SQLite itself waits for other writers
		explain:  func(err error) error { return explainFile(path, err) },
	}
}

// explainFile leaves alone what is no error of SQLite, or that somebody gave up waiting.
func explainFile(path string, err error) error {
	if code := sqliteCode(err); code == 0 || code == sqliteInterrupt {
		return err
	}
	return fileError(path, err)
}

// openFolder opens or makes the journal in a folder. Of several programs that do so at once, one after the other does.
func (j *Journal) openFolder(ctx context.Context, o Options) error {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return &Error{Path: o.Dir, Problem: "is no folder: " + err.Error(), Remedy: "name another one", Err: err}
	}
	path := filepath.Join(dir, databaseFile)
	j.where, j.sql = path, sqliteDialect(path)
	if err := makeFolders(dir); err != nil {
		return err
	}
	turn, err := takeTurn(ctx, filepath.Join(dir, liveFolder))
	if err != nil {
		return err
	}
	defer turn.Close()
	if !clearUp(filepath.Join(dir, liveFolder)) {
		if err := claim(path); err != nil {
			return err
		}
	}
	if j.db, err = sql.Open("sqlite", dsn(path)); err != nil {
		return fileError(path, err)
	}
	if err := j.prepare(ctx); err != nil {
		return fileError(path, err)
	}
	if o.files == nil {
		o.files = openLogFile
	}
	file, err := o.files(filepath.Join(dir, logFile))
	if err != nil {
		return fileError(filepath.Join(dir, logFile), err)
	}
	j.log = &fileLog{path: filepath.Join(dir, logFile), file: file}
	if j.living, err = liveIn(filepath.Join(dir, liveFolder), j.program); err != nil {
		return err
	}
	if err := syncFolder(dir); err != nil {
		return fileError(dir, err)
	}
	return j.inspect(ctx)
}

func makeFolders(dir string) error {
	for _, dir := range []string{dir, filepath.Join(dir, liveFolder)} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return &Error{Path: dir, Problem: "cannot be made a folder: " + err.Error(), Remedy: remedyPermit, Err: err}
		}
	}
	return nil
}

// syncFolder makes the names of new files durable.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// dsn is the connection string: path as a file URI, so that any character may be in it.
func dsn(path string) string {
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(" + strconv.FormatInt(lockWait.Milliseconds(), 10) + ")",
		"synchronous(FULL)", "foreign_keys(ON)", "trusted_schema(OFF)",
	}}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}).String()
}

// claim makes the file if it is absent, and otherwise makes sure, without changing it, that it is ours or has nothing in
// it.
//
// It is not for a file that a living program has open, which made sure of that itself: when a process closes a file, it
// loses all its locks on it (POSIX, fcntl), those of SQLite for another journal of the same process among them.
func claim(path string) error {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return &Error{Path: path, Problem: "is not a regular file", Remedy: remedyMove}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return &Error{Path: path, Problem: "cannot be opened: " + err.Error(), Remedy: remedyPermit, Err: err}
	}
	defer f.Close()
	header := make([]byte, 100) // sqlite.org/fileformat.html, "The Database Header"
	n, err := io.ReadFull(f, header)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fileError(path, err)
	}
	if n < len(header) || string(header[:16]) != "SQLite format 3\x00" || binary.BigEndian.Uint32(header[68:72]) != applicationID {
		return &Error{Path: path, Problem: "is not a journal of this program", Remedy: remedyMove}
	}
	// The last program to close it may have been at work on it at the first glance.
	if err := checkSize(f); err != nil {
		if err = checkSize(f); err != nil {
			return err
		}
	}
	return f.Chmod(0o600) // it may have been copied with more
}

// checkSize refuses a file that is shorter than its header says: SQLite would take what is missing of its last page
// for zeros. After a crash the write-ahead log may hold what the file lacks; then SQLite has to look.
func checkSize(f *os.File) error {
	header := make([]byte, 100)
	if _, err := f.ReadAt(header, 0); err != nil {
		return fileError(f.Name(), err)
	}
	info, err := f.Stat()
	if err != nil {
		return fileError(f.Name(), err)
	}
	if wal, err := os.Stat(f.Name() + "-wal"); err == nil && wal.Size() > 0 {
		return nil
	}
	pageSize := int64(binary.BigEndian.Uint16(header[16:18]))
	if pageSize == 1 {
		pageSize = 1 << 16
	}
	if had := pageSize * int64(binary.BigEndian.Uint32(header[28:32])); info.Size() < had {
		return &Error{Path: f.Name(), Problem: fmt.Sprintf("is damaged: it has %d bytes, and had %d", info.Size(), had), Remedy: remedyMove}
	}
	return nil
}

// prepare checks the file, and makes the tables that it lacks. The mark that says whose it is is written before the
// write-ahead log exists, so that the header in the file always has it. Whether it is there, only SQLite knows: it takes
// it back where the program that wrote it was killed.
func (j *Journal) prepare(ctx context.Context) error {
	conn, err := j.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := j.quickCheck(ctx, conn); err != nil {
		return err
	}
	var have int // the version of its tables; 0 for none
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return err
	}
	if have == 0 {
		if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return err
		}
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	return j.migrate(ctx, conn, have)
}

func (j *Journal) quickCheck(ctx context.Context, conn *sql.Conn) error {
	check := "PRAGMA quick_check(1)"
	if info, err := os.Stat(j.where); err == nil && info.Size() <= thoroughly {
		check = "PRAGMA integrity_check(1)" // compares indexes with tables, too
	}
	var verdict string
	if err := conn.QueryRowContext(ctx, check).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &Error{Path: j.where, Problem: "is damaged: " + verdict, Remedy: remedyMove}
	}
	return nil
}

// migrate brings the tables from the version that they have to this program's.
func (j *Journal) migrate(ctx context.Context, conn *sql.Conn, have int) error {
	switch {
	case have == version:
		return nil
	case have > version:
		return &Error{Path: j.where, Problem: "was written by a newer version of this program", Remedy: "use that version, or choose another folder for the journal"}
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit, it does nothing
	for _, statement := range append(upgrade(have), fmt.Sprintf("PRAGMA user_version = %d", version)) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}
