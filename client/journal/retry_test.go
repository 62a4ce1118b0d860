package journal

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestRetry: a transaction is run again for the two errors that ask for it, and not for ever.
func TestRetry(t *testing.T) {
	for name, test := range map[string]struct {
		code  string
		fails int
		runs  int
		ok    bool
	}{
		"none":                  {"", 0, 1, true},
		"serialization failure": {"40001", 3, 4, true},
		"deadlock":              {"40P01", 1, 2, true},
		"for ever":              {"40001", 1000, attempts, false},
		"unique":                {"23505", 1, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &Journal{sql: postgresDialect("postgres://host/db", "")}
				begun, runs := time.Now(), 0
				err := j.retry(t.Context(), func() error {
					if runs++; runs > test.fails {
						return nil
					}
					return &pgconn.PgError{Code: test.code}
				})
				if runs != test.runs || (err == nil) != test.ok || time.Since(begun) > 5*time.Second {
					t.Errorf("%d runs in %v, %v", runs, time.Since(begun), err)
				}
				if cause, told := errors.AsType[*pgconn.PgError](err); err != nil && (!told || cause.Code != test.code) {
					t.Errorf("%v", err)
				}
			})
		})
	}
}
