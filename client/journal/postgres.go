package journal

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"sluice/model/ingress"
)

// connecting is how long a connection may take where the URL does not say.
const connecting = 10 * time.Second

// The codes of PostgreSQL that mean something here (PostgreSQL, appendix A).
const (
	pgSerialization   = "40001"
	pgDeadlock        = "40P01"
	pgUndefinedTable  = "42P01"
	pgDuplicateTable  = "42P07"
	pgDuplicateObject = "42710" // a table's type, where two make the table at once
	pgUnique          = "23505"
)

func postgresDialect(where, password string) dialect {
	return dialect{
		numbered: true, contains: "strpos", forUpdate: " FOR UPDATE",
		// Writers wait for each other at the head. With a higher level, those that waited would have to begin again.
		isolation: sql.LevelReadCommitted, viewing: sql.LevelRepeatableRead,
		again:   func(err error) bool { return slices.Contains([]string{pgSerialization, pgDeadlock}, pgCode(err)) },
		explain: func(err error) error { return explainServer(where, password, err) },
	}
}

// pgCode is the SQLSTATE within err, or "".
func pgCode(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// openPostgres opens or makes the journal in a database.
func (j *Journal) openPostgres(ctx context.Context, o Options) error {
	config, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return urlError(o.URL, err)
	}
	config.ConnectTimeout = cmp.Or(config.ConnectTimeout, connecting)
	// A program that is stopped in the middle of a write is not to stop all others.
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "15000"
	config.RuntimeParams["application_name"] = cmp.Or(config.RuntimeParams["application_name"], "sluice")
	j.where = "postgres://" + net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port))) + "/" + config.Database
	j.sql = postgresDialect(j.where, config.Password)
	j.db = stdlib.OpenDB(*config)
	if err := j.makeTables(ctx); err != nil {
		return j.sql.explain(err)
	}
	j.living, err = leaseIn(ctx, j, cmp.Or(o.beat, beat), cmp.Or(o.lease, leased))
	return j.sql.explain(err)
}

// urlError never holds the URL's password.
func urlError(address string, err error) error {
	e := &Error{Path: "the journal's URL", Problem: "is none of PostgreSQL's", Remedy: "write postgres://user@host:5432/database, and the password in PGPASSWORD or in ~/.pgpass"}
	u, unread := url.Parse(address)
	if unread != nil {
		return e
	}
	password, _ := u.User.Password()
	if cause := errors.Unwrap(err); cause != nil && (password == "" || !strings.Contains(cause.Error(), password)) {
		e.Problem = "cannot be used: " + cause.Error()
	}
	return e
}

// makeTables makes what a database lacks. Several programs may do so at once: all but one meet tables that were not
// there when they looked.
func (j *Journal) makeTables(ctx context.Context) error {
	var err error
	for range attempts {
		var have int
		err = j.db.QueryRowContext(ctx, "SELECT version FROM journal_head").Scan(&have)
		switch {
		case err == nil && have > version:
			return &Error{Path: j.where, Problem: "was written by a newer version of this program", Remedy: "use that version, or another database"}
		case err == nil && have == version:
			return nil
		case err == nil:
			err = j.upgrade(ctx)
		case pgCode(err) != pgUndefinedTable:
			return err
		default:
			err = j.inOne(ctx, append(upgrade(0), programTable))
		}
		if err != nil && !slices.Contains([]string{pgDuplicateTable, pgDuplicateObject, pgUnique, pgSerialization, pgDeadlock}, pgCode(err)) {
			return err
		}
	}
	return fmt.Errorf("its tables cannot be made: %w", err)
}

// inOne runs statements in one transaction.
func (j *Journal) inOne(ctx context.Context, statements []string) error {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit, it does nothing
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// upgrade brings the tables of an older version up to date. Nobody writes meanwhile, and of several programs that do so
// at once one does.
func (j *Journal) upgrade(ctx context.Context) error {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit, it does nothing
	var have int
	if err := tx.QueryRowContext(ctx, "SELECT version FROM journal_head FOR UPDATE").Scan(&have); err != nil || have >= version {
		return err
	}
	for _, statement := range upgrade(have) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// explainServer gives an [*Error] without the password for what a server or the way to it said.
func explainServer(where, password string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	if _, ok := errors.AsType[*ingress.Failure](err); ok {
		return err
	}
	connect, unreached := errors.AsType[*pgconn.ConnectError](err)
	problem := err.Error()
	if unreached {
		problem = tried(connect)
	}
	if password != "" {
		problem = strings.ReplaceAll(problem, password, "xxxxx")
	}
	e := &Error{Path: where, Problem: problem, Err: err}
	if unreached {
		e.Problem = "cannot be reached: " + problem
		e.Remedy = "see that the server runs, and that its host and port are right"
	}
	switch code := pgCode(err); {
	case strings.HasPrefix(code, "28"):
		e.Remedy = "check the user and the password: in the URL, in PGPASSWORD or in ~/.pgpass"
	case code == "3D000":
		e.Remedy = "make the database first: createdb"
	case code == "42501":
		e.Remedy = "give the user leave to make tables in the database, and to write to them"
	case strings.HasPrefix(code, "53"):
		e.Remedy = "the server lacks room or connections: see to it there"
	case code == "25006":
		e.Remedy = "name the server that may be written to, not a copy"
	}
	return e
}

// tried is what came of connecting, on one line: an address is tried with TLS and
// without, and mostly fails twice the same way.
func tried(err *pgconn.ConnectError) string {
	lines := strings.Split(errors.Unwrap(err).Error(), "\n")
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "; ")
}
