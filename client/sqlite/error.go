package sqlite

import (
	"errors"

	driver "modernc.org/sqlite"
	result "modernc.org/sqlite/lib"
)

// Error says why a file cannot be used, and the way out.
type Error struct {
	Path    string // the file or its folder, or another place of the data as its user knows it
	Problem string // what is wrong with it
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

// Explain gives an [*Error] for an error of SQLite or of the file system; nil for nil.
func (f File) Explain(err error) error {
	if _, ok := errors.AsType[*Error](err); ok || err == nil {
		return err
	}
	e := &Error{Path: f.Path, Problem: "cannot be used: " + err.Error(), Remedy: f.Afresh, Err: err}
	switch code(err) {
	case result.SQLITE_BUSY:
		e.Problem, e.Remedy = "is locked by another process", "end that process, or "+f.Elsewhere
	case result.SQLITE_CORRUPT, notADatabase:
		e.Problem = "is damaged: " + err.Error()
	case result.SQLITE_PERM, result.SQLITE_READONLY, result.SQLITE_CANTOPEN:
		e.Problem, e.Remedy = "cannot be read and written by this user", f.permit()
	case result.SQLITE_FULL, result.SQLITE_IOERR:
		e.Problem, e.Remedy = "cannot be written: the disk is full or failing", "make room on the disk, or "+f.Elsewhere
	}
	return e
}

func (f File) permit() string { return "mend its permissions, or " + f.Elsewhere }

func (f File) unopened(err error) error {
	return &Error{Path: f.Path, Problem: "cannot be opened: " + err.Error(), Remedy: f.permit(), Err: err}
}

func (f File) foreign() error {
	return &Error{Path: f.Path, Problem: "is not a " + f.Kind + " of this program", Remedy: f.Afresh}
}

func (f File) damaged(how string) error {
	return &Error{Path: f.Path, Problem: "is damaged: " + how, Remedy: f.Afresh}
}

const notADatabase = result.SQLITE_NOTADB

// code is SQLite's primary result code within err, or 0 (sqlite.org/rescode.html).
func code(err error) int {
	if e, ok := errors.AsType[*driver.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// IsBusy says of an error that another process had the database locked for too long.
func IsBusy(err error) bool { return code(err) == result.SQLITE_BUSY }

// IsConstraint says of an error that a row breaks a rule of its table.
func IsConstraint(err error) bool { return code(err) == result.SQLITE_CONSTRAINT }

// IsFault says of an error that SQLite met it by itself: nobody gave up waiting.
func IsFault(err error) bool { return code(err) != 0 && code(err) != result.SQLITE_INTERRUPT }
