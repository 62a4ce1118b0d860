package journal

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sluice/client/sqlite"
)

const (
	databaseFile  = "journal.db"
	logFile       = "audit.jsonl"
	liveFolder    = "live"
	applicationID = 0x534C434A // "SLCJ" in the file's header says that it is ours
	lockWait      = 20 * time.Second
)

func sqliteDialect(path string) dialect {
	return dialect{
		contains: "instr",
		again:    func(error) bool { return false }, // SQLite itself waits for other writers
		explain:  func(err error) error { return explainFile(path, err) },
	}
}

// explainFile leaves alone what is no error of SQLite, or that somebody gave up waiting.
func explainFile(path string, err error) error {
	if !sqlite.IsFault(err) {
		return err
	}
	return fileError(path, err)
}

// openFolder opens or makes the journal in a folder. Of several programs that do so at once, one after the other does.
func (j *Journal) openFolder(ctx context.Context, o Options) error {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return &Error{Path: o.Dir, Problem: "is no folder: " + err.Error(), Remedy: "name another one", Err: err}
	}
	path := filepath.Join(dir, databaseFile)
	j.where, j.sql = path, sqliteDialect(path)
	if err := makeFolders(dir); err != nil {
		return err
	}
	turn, err := takeTurn(ctx, filepath.Join(dir, liveFolder))
	if err != nil {
		return err
	}
	defer turn.Close()
	clearUp(filepath.Join(dir, liveFolder))
	if j.db, err = fileAt(path).Open(ctx); err != nil {
		return err
	}
	if o.files == nil {
		o.files = openLogFile
	}
	file, err := o.files(filepath.Join(dir, logFile))
	if err != nil {
		return fileError(filepath.Join(dir, logFile), err)
	}
	j.log = &fileLog{path: filepath.Join(dir, logFile), file: file}
	if j.living, err = liveIn(filepath.Join(dir, liveFolder), j.program); err != nil {
		return err
	}
	if err := syncFolder(dir); err != nil {
		return fileError(dir, err)
	}
	return j.inspect(ctx)
}

func makeFolders(dir string) error {
	for _, dir := range []string{dir, filepath.Join(dir, liveFolder)} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return &Error{Path: dir, Problem: "cannot be made a folder: " + err.Error(), Remedy: remedyPermit, Err: err}
		}
	}
	return nil
}

// fileAt is the database at a path.
func fileAt(path string) sqlite.File {
	return sqlite.File{Path: path, ID: applicationID, Kind: "journal", Elsewhere: elsewhere, Afresh: remedyMove, Wait: lockWait, Immediate: true,
		Tables: sqlite.Tables{Steps: steps()}}
}

// steps are the versions of the tables as SQLite takes them.
func steps() (steps []string) {
	for _, statements := range versions() {
		steps = append(steps, strings.Join(statements, ";\n"))
	}
	return steps
}
