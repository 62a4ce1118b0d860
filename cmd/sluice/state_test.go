package main

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the driver, to lock the state
)

// TestUnusableState opens the sandbox on state files that cannot be used.
func TestUnusableState(t *testing.T) {
	for _, test := range []struct {
		name    string
		spoil   func(t *testing.T, env []string, path string)
		problem string
	}{
		{"somebody else's", foreignState, "is not a state file of this program"},
		{"another SQLite database", foreignDatabase, "is not a state file of this program"},
		{"damaged", damagedState, "is damaged"},
		{"a folder", folderState, "is not a regular file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			env := newcomerEnv(t)
			path := stateFile(env)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			test.spoil(t, env, path)
			before := contents(t, path)
			wantStateRefused(t, env, test.problem)
			if !bytes.Equal(before, contents(t, path)) {
				t.Errorf("the file was changed")
			}
		})
	}
}

// TestLockedState opens the sandbox while another process keeps everybody else
// out of its state.
func TestLockedState(t *testing.T) {
	t.Parallel()
	env := newcomerEnv(t)
	if _, errs, code := piped(t, env); code != exitOK {
		t.Fatal(errs)
	}
	path := stateFile(env)
	before := contents(t, path) // read before it is locked: closing a file gives up the process's locks on it
	execute(t, path, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "UPDATE setting SET value = value")
	wantStateRefused(t, env, "is locked by another process")
	if !bytes.Equal(before, contents(t, path)) {
		t.Errorf("the file was changed")
	}
}

// wantStateRefused runs the program: its message is one line that names the file,
// the problem and the way out, and the way out works.
func wantStateRefused(t *testing.T, env []string, problem string) {
	t.Helper()
	out, errs, code := piped(t, env)
	if code != exitState {
		t.Errorf("the program ended with code %d, not %d", code, exitState)
	}
	if out != "" || strings.Count(errs, "\n") != 1 {
		t.Errorf("it wrote %q, and complained in other than one line: %q", out, errs)
	}
	for _, want := range []string{"sluice: ", stateFile(env), problem, "choose another state folder"} {
		if !strings.Contains(errs, want) {
			t.Errorf("the message lacks %q: %s", want, errs)
		}
	}
	if out, errs, code := piped(t, env, "--state", t.TempDir()); code != exitOK || !strings.Contains(out, "websrv") {
		t.Errorf("with another folder, as advised, it ended with code %d: %s", code, errs)
	}
}

func foreignState(t *testing.T, _ []string, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Repeat("my notes\n", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func foreignDatabase(t *testing.T, _ []string, path string) {
	t.Helper()
	execute(t, path, "CREATE TABLE notes (text)")
}

// damagedState overwrites the middle of a state that the program made itself.
func damagedState(t *testing.T, env []string, path string) {
	t.Helper()
	if _, errs, code := piped(t, env); code != exitOK {
		t.Fatal(errs)
	}
	data := contents(t, path)
	for i := 4096; i < len(data)*3/4; i++ {
		data[i] = 0xa5
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func folderState(t *testing.T, _ []string, path string) {
	t.Helper()
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

// execute runs statements on one connection, which stays open until the test ends.
func execute(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// contents are a file's bytes, and nothing for a folder.
func contents(t *testing.T, path string) []byte {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
