package local

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

// StateError says why a state file cannot be used, and the way out. The file is left as it was.
type StateError struct {
	Path    string // the file, or its folder
	Problem string // what is wrong with it
	Remedy  string // what the user can do
	Err     error  // the cause, if there is one below
}

// Error is one line with the path, the problem and the remedy.
func (e *StateError) Error() string {
	return fmt.Sprintf("%s: %s; %s", e.Path, e.Problem, e.Remedy)
}

// Unwrap gives the cause.
func (e *StateError) Unwrap() error { return e.Err }

// SQLite's primary result codes that mean something to the user (sqlite.org/rescode.html).
const (
	sqlitePerm     = 3
	sqliteBusy     = 5
	sqliteReadOnly = 8
	sqliteIOErr    = 10
	sqliteCorrupt  = 11
	sqliteFull     = 13
	sqliteCantOpen = 14
	sqliteNotADB   = 26
)

// sqliteCode is the primary result code within err, or 0.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// stateError explains an error of the store that came up while the state was opened.
func stateError(path string, err error) error {
	if _, ok := errors.AsType[*StateError](err); ok || err == nil {
		return err
	}
	e := &StateError{Path: path, Problem: "cannot be opened: " + err.Error(), Remedy: remedyMove, Err: err}
	switch sqliteCode(err) {
	case sqliteBusy:
		e.Problem = "is locked by another process"
		e.Remedy = "end that process, or choose another state folder"
	case sqliteCorrupt, sqliteNotADB:
		e.Problem = "is damaged"
	case sqlitePerm, sqliteReadOnly, sqliteCantOpen:
		e.Problem = "cannot be read and written by this user"
		e.Remedy = "mend its permissions, or choose another state folder"
	case sqliteFull, sqliteIOErr:
		e.Problem = "cannot be written: the disk is full or failing"
		e.Remedy = "make room, or choose another state folder"
	}
	return e
}

// remedyMove never suggests deleting: the file may be somebody's only copy.
const remedyMove = "move it (with its -wal and -shm files, if there are any) to another place to start afresh, or choose another state folder"
