package journal

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"

	"sluice/model/ingress"
)

// Error says why a journal cannot be used, and the way out.
type Error struct {
	Path    string // the file or the folder, or the database's address without its password
	Problem string // what is wrong
	Remedy  string // what the user can do; may be ""
	Err     error  // the cause, if there is one below
}

// Error is one line with the path, the problem and the remedy.
func (e *Error) Error() string {
	text := e.Path + ": " + e.Problem
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// failure is an error as [ingress.History] gives it; nil for nil.
func failure(err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*ingress.Failure](err); ok {
		return known
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return &ingress.Failure{Message: e.Path + ": " + e.Problem, Remedy: e.Remedy}
	}
	return &ingress.Failure{Message: "the journal: " + err.Error()}
}

// SQLite's primary result codes that mean something to the user (sqlite.org/rescode.html).
const (
	sqlitePerm      = 3
	sqliteBusy      = 5
	sqliteReadOnly  = 8
	sqliteInterrupt = 9
	sqliteIOErr     = 10
	sqliteCorrupt   = 11
	sqliteFull      = 13
	sqliteCantOpen  = 14
	sqliteNotADB    = 26
)

// sqliteCode is the primary result code within err, or 0.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// What to do where a file cannot be used. None suggests deleting: the file may be somebody's only copy.
const (
	remedyMove     = "move the journal's folder to another place to start afresh, or choose another one"
	remedyPermit   = "mend its permissions, or choose another folder for the journal"
	remedyRoom     = "make room on the disk, or choose another folder for the journal"
	remedyEvidence = "the history can still be read; keep the folder as evidence, and move it to another place to start afresh"
)

// fileError explains an error of SQLite or of the file system.
func fileError(path string, err error) error {
	if _, ok := errors.AsType[*Error](err); ok || err == nil {
		return err
	}
	e := &Error{Path: path, Problem: fmt.Sprintf("cannot be used: %v", err), Remedy: remedyMove, Err: err}
	switch sqliteCode(err) {
	case sqliteBusy:
		e.Problem, e.Remedy = "is locked by another process", "end that process, or choose another folder for the journal"
	case sqliteCorrupt, sqliteNotADB:
		e.Problem = "is damaged: " + err.Error()
	case sqlitePerm, sqliteReadOnly, sqliteCantOpen:
		e.Problem, e.Remedy = "cannot be read and written by this user", remedyPermit
	case sqliteFull, sqliteIOErr:
		e.Problem, e.Remedy = "cannot be written: the disk is full or failing", remedyRoom
	}
	return e
}
