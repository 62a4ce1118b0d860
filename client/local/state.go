package local

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	"sluice/client/sqlite"
)

const (
	stateFile     = "ec2.db"
	applicationID = 0x534C4332 // "SLC2" in the file's header says that it is ours
	lockWait      = 5 * time.Second
	elsewhere     = "choose another state folder"
)

// StateError says why a state file cannot be used, and the way out. The file is left as it was.
type StateError = sqlite.Error

// stateAt is the state at a path. first fills a new one.
func stateAt(path string, wait time.Duration, first func(*session) error) sqlite.File {
	return sqlite.File{Path: path, ID: applicationID, Kind: "state file", Elsewhere: elsewhere,
		Afresh: "move it (with its -wal and -shm files, if there are any) to another place to start afresh, or " + elsewhere,
		Wait:   wait, Tables: tables(first)}
}

// openState opens or makes the state in folder dir, or in memory if dir is "". first fills a new state.
func openState(ctx context.Context, dir string, wait time.Duration, first func(*session) error) (*store, error) {
	if dir == "" {
		db, err := sqlite.Memory(ctx, tables(first))
		if err != nil {
			return nil, err
		}
		return newStore(ctx, db, true)
	}
	path, err := filepath.Abs(filepath.Join(dir, stateFile))
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, &StateError{Path: filepath.Dir(path), Problem: "cannot be made a state folder: " + err.Error(), Remedy: elsewhere, Err: err}
	}
	file := stateAt(path, wait, first)
	db, err := file.Open(ctx)
	if err != nil {
		return nil, err
	}
	s, err := newStore(ctx, db, false)
	return s, file.Explain(err)
}

// tables are those of a state. first fills new ones.
func tables(first func(*session) error) sqlite.Tables {
	return sqlite.Tables{Steps: migrations(), Fill: func(_ context.Context, conn *sql.Conn) (err error) {
		db := &session{conn: conn, prepared: make(map[string]*sql.Stmt)}
		defer func() { err = errors.Join(err, db.forget()) }()
		secret := make([]byte, 32)
		_, _ = rand.Read(secret) // never fails: it ends the program first
		if _, err := db.exec("INSERT INTO setting (name, value) VALUES ('token secret', ?)", secret); err != nil {
			return err
		}
		return first(db)
	}}
}
