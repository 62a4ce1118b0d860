package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
)

// Thoroughly is up to how many bytes a check compares everything with everything: that takes a few milliseconds.
const Thoroughly = 4 << 20

// check makes sure that a file is whole, and of no newer version than this program knows.
func (f File) check(ctx context.Context, conn *sql.Conn) error {
	info, err := f.checkSize(ctx, conn)
	if err != nil {
		return err
	}
	have, err := number(ctx, conn, "PRAGMA user_version")
	if err != nil {
		return err
	}
	if have > int64(len(f.Tables.Steps)) {
		return &Error{Path: f.Path, Problem: "was written by a newer version of this program", Remedy: "use that version, or " + f.Elsewhere}
	}
	check := "PRAGMA quick_check(1)"
	if info.Size() <= Thoroughly {
		check = "PRAGMA integrity_check(1)" // compares indexes with tables, too
	}
	var verdict string
	if err := conn.QueryRowContext(ctx, check).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return f.damaged(verdict)
	}
	return nil
}

// checkSize refuses a file that is shorter than its pages: SQLite would take what is missing of the last one for zeros.
// After a crash the log may hold what the file lacks; then SQLite has to look. The log is looked at last: as long as conn
// is connected, nobody empties it.
func (f File) checkSize(ctx context.Context, conn *sql.Conn) (os.FileInfo, error) {
	pages, err := number(ctx, conn, "PRAGMA page_count")
	if err != nil {
		return nil, err
	}
	size, err := number(ctx, conn, "PRAGMA page_size")
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(f.Path)
	if err != nil || info.Size() >= pages*size {
		return info, err
	}
	if log, err := os.Stat(f.Path + "-wal"); err == nil && log.Size() > 0 {
		return info, nil
	}
	return nil, f.damaged(fmt.Sprintf("it has %d bytes, and had %d", info.Size(), pages*size))
}
