package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// Tables are those of a database, in the versions that they have had. A step that was released is never changed: a new
// one is added.
type Tables struct {
	Steps []string                                        // the statements that make each version from the one before, the first from nothing
	Fill  func(ctx context.Context, conn *sql.Conn) error // what new tables hold, written in the transaction that makes them; nil for nothing
}

// migrate takes the steps from the version that the tables have to the newest, in one transaction. The version is in
// the file as its user_version. It is looked at first: opening a file that is up to date must not wait for a writer.
func (t Tables) migrate(ctx context.Context, conn *sql.Conn) error {
	have, err := number(ctx, conn, "PRAGMA user_version")
	if err != nil || int(have) >= len(t.Steps) {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err = t.steps(ctx, conn)
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") // fails only if SQLite has rolled back by itself
	}
	return err
}

// steps looks at the version again: another process may have taken the steps meanwhile.
func (t Tables) steps(ctx context.Context, conn *sql.Conn) error {
	have, err := number(ctx, conn, "PRAGMA user_version")
	if err != nil {
		return err
	}
	for _, step := range t.Steps[min(int(have), len(t.Steps)):] {
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	if int(have) < len(t.Steps) {
		if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(t.Steps))); err != nil {
			return err
		}
	}
	if have > 0 || t.Fill == nil {
		return nil
	}
	return t.Fill(ctx, conn)
}
