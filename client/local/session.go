package local

import (
	"context"
	"database/sql"
	"errors"
)

// session is one connection to the state, with the statements that it has prepared. It is used by one
// goroutine at a time. Statements run without a context: they are short, and a write that was begun is not
// to be torn by a client that went away.
type session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func newSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, prepared: make(map[string]*sql.Stmt)}, nil
}

// statement prepares a query once. Queries are constants of the program: what varies is an argument.
func (s *session) statement(query string) (*sql.Stmt, error) {
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

// exec runs a statement and says how many rows it changed.
func (s *session) exec(query string, args ...any) (int64, error) {
	st, err := s.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert runs an INSERT and gives the key of the new row.
func (s *session) insert(query string, args ...any) (int64, error) {
	st, err := s.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// script runs several statements, which are not kept prepared.
func (s *session) script(statements string) error {
	_, err := s.conn.ExecContext(context.Background(), statements)
	return err
}

// row is what a scan function reads one result from.
type row interface{ Scan(into ...any) error }

// each calls scan with every row of the query.
func (s *session) each(scan func(row) error, query string, args ...any) error {
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

// one scans the single row of the query into the targets and says whether there was one.
func (s *session) one(into []any, query string, args ...any) (found bool, err error) {
	err = s.each(func(r row) error {
		found = true
		return r.Scan(into...)
	}, query, args...)
	return found, err
}

// forget closes the statements.
func (s *session) forget() error {
	var problems []error
	for _, st := range s.prepared {
		problems = append(problems, st.Close())
	}
	return errors.Join(problems...)
}

func (s *session) close() error { return errors.Join(s.forget(), s.conn.Close()) }
