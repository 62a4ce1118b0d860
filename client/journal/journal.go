package journal

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"

	"sluice/model/ingress"
)

// Options say where a journal is.
type Options struct {
	Dir string           // a folder for journal.db, audit.jsonl and live/; made where it is absent
	URL string           // postgres://user@host/database, in place of a folder
	Now func() time.Time // the clock of the lines; nil for [time.Now]

	files func(path string) (auditFile, error) // opens the audit log; nil for the disk's
	beat  time.Duration                        // how often a program says that it lives; 0 for 5 s
	lease time.Duration                        // how long it is believed; 0 for 20 s
	poll  time.Duration                        // how often it looks for what other programs wrote; 0 for 3 s
}

// Journal is an open journal. Several goroutines may share one, and several programs a folder or a database.
type Journal struct {
	db      *sql.DB
	sql     dialect
	where   string // the database, for people
	now     func() time.Time
	program string   // names this Journal among all that ever opened the database
	log     *fileLog // nil where the log is a table alone
	living  liveness
	damage  error         // why nothing may be written, found when the journal was opened; or nil
	writing chan struct{} // holds one token: who has it writes
	turns   turns         // of the writes that guards let through
	waits   broadcast     // sent when a plan begins or ends to wait
	poll    time.Duration // how often it looks for what other programs wrote
	claims  claims        // of notices, by sessions of this program
}

// liveness tells which programs still have the journal open.
type liveness interface {
	// fence gives an error where others may take this program for dead.
	fence(ctx context.Context, t *transaction) error
	lives(ctx context.Context, program string) (bool, error)
	close() error
}

var _ ingress.History = (*Journal)(nil)

// Open opens a journal, or makes it. Its error is an [*Error] that says what to mend. A journal whose audit log is
// damaged can be opened: its history can be read, and [Journal.Begin] and [Journal.Finish] refuse with what
// [Journal.Damage] gives.
func Open(ctx context.Context, o Options) (*Journal, error) {
	j := &Journal{now: o.Now, program: rand.Text(), writing: make(chan struct{}, 1), poll: cmp.Or(o.poll, pollInterval)}
	j.writing <- struct{}{}
	if j.now == nil {
		j.now = time.Now
	}
	var err error
	switch {
	case o.URL != "" && o.Dir != "":
		err = &Error{Path: o.Dir, Problem: "a journal is in a folder or in a database", Remedy: "name one of the two"}
	case o.URL != "":
		err = j.openPostgres(ctx, o)
	case o.Dir != "":
		err = j.openFolder(ctx, o)
	default:
		err = &Error{Path: "journal", Problem: "has no place", Remedy: "name a folder, or a database's URL"}
	}
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// Damage says why nothing may be written to the journal, or is nil: the audit log is not the one that the database
// knows. It is an [*Error].
func (j *Journal) Damage() error { return j.damage }

// Close waits for the write under way and closes the journal. What was begun and not finished is then left over. A
// second call does nothing.
func (j *Journal) Close() error {
	if _, open := <-j.writing; !open {
		return nil
	}
	defer close(j.writing)
	var problems []error
	if j.living != nil {
		problems = append(problems, j.living.close()) // a lease is in the database
	}
	if j.db != nil {
		problems = append(problems, j.db.Close())
	}
	if j.log != nil {
		problems = append(problems, j.log.file.Close())
	}
	return errors.Join(problems...)
}

// errClosed is what a write meets after the journal was closed.
var errClosed = errors.New("the journal is closed")
