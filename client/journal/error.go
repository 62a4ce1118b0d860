package journal

import (
	"errors"

	"sluice/client/sqlite"
	"sluice/model/ingress"
)

// Error says why a journal cannot be used, and the way out. Its path is that of the file or the folder, or the database's
// address without its password.
type Error = sqlite.Error

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

// What to do where a file cannot be used. None suggests deleting: the file may be somebody's only copy.
const (
	remedyMove     = "move the journal's folder to another place to start afresh, or choose another one"
	elsewhere      = "choose another folder for the journal"
	remedyPermit   = "mend its permissions, or " + elsewhere
	remedyRoom     = "make room on the disk, or " + elsewhere
	remedyEvidence = "the history can still be read; keep the folder as evidence, and move it to another place to start afresh"
)

// fileError explains an error of SQLite or of the file system.
func fileError(path string, err error) error { return fileAt(path).Explain(err) }
