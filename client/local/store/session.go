package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
)

// Session is one connection to the state, with the statements that it has prepared. It is used by one
// goroutine at a time. Statements run without a context: they are short, and a write that was begun is not
// to be torn by a client that went away.
type Session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func newSession(ctx context.Context, db *sql.DB) (*Session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &Session{conn: conn, prepared: make(map[string]*sql.Stmt)}, nil
}

// statement prepares a query once. Queries are constants of the program: what varies is an argument.
func (s *Session) statement(query string) (*sql.Stmt, error) {
	if st, ok := s.prepared[query]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	s.prepared[query] = st
	return st, nil
}

// Queries are the statements that it has prepared.
func (s *Session) Queries() []string { return slices.Collect(maps.Keys(s.prepared)) }

// Exec runs a statement and says how many rows it changed.
func (s *Session) Exec(query string, args ...any) (int64, error) {
	return s.run(sql.Result.RowsAffected, query, args)
}

// insert runs an INSERT and gives the key of the new row.
func (s *Session) insert(query string, args ...any) (int64, error) {
	return s.run(sql.Result.LastInsertId, query, args)
}

// run runs a statement and gives what is wanted of its result.
func (s *Session) run(wanted func(sql.Result) (int64, error), query string, args []any) (int64, error) {
	st, err := s.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return wanted(result)
}

// script runs several statements, which are not kept prepared.
func (s *Session) script(statements string) error {
	_, err := s.conn.ExecContext(context.Background(), statements)
	return err
}

// Row is what a scan function reads one result from.
type Row interface{ Scan(into ...any) error }

// Each calls scan with every row of the query.
func (s *Session) Each(scan func(Row) error, query string, args ...any) error {
	st, err := s.statement(query)
	if err != nil {
		return err
	}
	rows, err := st.Query(args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := scan(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// One scans the single row of the query into the targets and says whether there was one.
func (s *Session) One(into []any, query string, args ...any) (found bool, err error) {
	err = s.Each(func(r Row) error {
		found = true
		return r.Scan(into...)
	}, query, args...)
	return found, err
}

// forget closes the statements.
func (s *Session) forget() error {
	var problems []error
	for _, st := range s.prepared {
		problems = append(problems, st.Close())
	}
	return errors.Join(problems...)
}

func (s *Session) close() error { return errors.Join(s.forget(), s.conn.Close()) }
