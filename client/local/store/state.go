package store

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

// FileName is that of the state file in its folder.
const FileName = "ec2.db"

const (
	applicationID = 0x534C4332 // "SLC2" in the file's header says that it is ours
	lockWait      = 5 * time.Second
	elsewhere     = "choose another state folder"
)

// stateAt is the state at a path. first fills a new one.
func stateAt(path string, wait time.Duration, first func(*Session) error) sqlite.File {
	return sqlite.File{Path: path, ID: applicationID, Kind: "state file", Elsewhere: elsewhere,
		Afresh: "move it (with its -wal and -shm files, if there are any) to another place to start afresh, or " + elsewhere,
		Wait:   wait, Tables: tables(first)}
}

// Open opens or makes the state in folder dir, or in memory if dir is "". A statement waits for another process that
// has the state locked for 5 s if wait is 0. first fills a new state. Errors about the file are of type [*sqlite.Error].
func Open(ctx context.Context, dir string, wait time.Duration, first func(*Session) error) (*Store, error) {
	if wait <= 0 {
		wait = lockWait
	}
	if dir == "" {
		db, err := sqlite.Memory(ctx, tables(first))
		if err != nil {
			return nil, err
		}
		return newStore(ctx, db, true)
	}
	path, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, &sqlite.Error{Path: filepath.Dir(path), Problem: "cannot be made a state folder: " + err.Error(), Remedy: elsewhere, Err: err}
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
func tables(first func(*Session) error) sqlite.Tables {
	return sqlite.Tables{Steps: migrations(), Fill: func(_ context.Context, conn *sql.Conn) (err error) {
		db := &Session{conn: conn, prepared: make(map[string]*sql.Stmt)}
		defer func() { err = errors.Join(err, db.forget()) }()
		secret := make([]byte, 32)
		_, _ = rand.Read(secret) // never fails: it ends the program first
		if _, err := db.Exec("INSERT INTO setting (name, value) VALUES ('token secret', ?)", secret); err != nil {
			return err
		}
		return first(db)
	}}
}

// Explain gives an error that came up while the state in folder dir was opened as a [*sqlite.Error].
func Explain(dir string, err error) error {
	return stateAt(filepath.Join(dir, FileName), 0, nil).Explain(err)
}

// TokenSecret is what paging tokens are signed with.
func (s *Store) TokenSecret() (secret []byte, err error) {
	err = s.Read(func(db *Session) error {
		found, err := db.One([]any{&secret}, "SELECT value FROM setting WHERE name = 'token secret'")
		if err == nil && !found {
			err = errors.New("the state has no token secret")
		}
		return err
	})
	return secret, err
}
