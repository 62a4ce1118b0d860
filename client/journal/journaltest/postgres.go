// Package journaltest gives tests a PostgreSQL of their own to keep journals in.
package journaltest

import (
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
)

// Require is the environment variable that makes it a failure, where it is 1, that no server is installed.
const Require = "SLUICE_REQUIRE_POSTGRES"

// Postgres is a server that runs while a test does.
type Postgres struct {
	dir  string // of its socket
	port int
	made atomic.Int64 // schemas
}

// Start starts a server of Debian's package, with a fresh cluster, and ends it with the test. The test is skipped where
// there is none, unless it is required: see [Require].
func Start(t testing.TB) *Postgres {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		if os.Getenv(Require) == "1" {
			t.Fatal("there is no initdb: install the package postgresql")
		}
		t.Skip("there is no initdb: install the package postgresql to test the journal on it")
	}
	slices.Sort(found)
	bin := filepath.Dir(found[len(found)-1])
	dir, err := os.MkdirTemp("", "sluice-pg") //nolint:usetesting // a socket's path is short, and the server's user must get there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &Postgres{dir: dir, port: freePort(t)}
	data := filepath.Join(dir, "data")
	s.run(t, "chown", nil, "chown", "-R", serverUser(t), dir)
	as := credential(t)
	s.run(t, "initdb", as, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
		"--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync")
	// No test ends the machine, and what the server has written outlives all that they do end.
	options := fmt.Sprintf("-k %s -c listen_addresses=127.0.0.1 -p %d -c fsync=off -c max_connections=200", dir, s.port)
	s.run(t, "pg_ctl", as, filepath.Join(bin, "pg_ctl"), "start", "-w", "-t", "120", "-D", data, "-l", filepath.Join(dir, "log"), "-o", options)
	t.Cleanup(func() {
		s.run(t, "pg_ctl", as, filepath.Join(bin, "pg_ctl"), "stop", "-w", "-m", "immediate", "-D", data)
	})
	return s
}

func (s *Postgres) run(t testing.TB, what string, as *syscall.Credential, command ...string) {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = s.dir
	if as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	}
	// Into a file, not a pipe: a server would keep the pipe open.
	out, err := os.CreateTemp(t.TempDir(), what)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		t.Fatalf("%s: %v\n%s", what, err, said)
	}
}

// serverUser is who the server runs as: it refuses to run as root.
func serverUser(t testing.TB) string {
	if as := credential(t); as != nil {
		return fmt.Sprintf("%d:%d", as.Uid, as.Gid)
	}
	return fmt.Sprintf("%d:%d", os.Getuid(), os.Getgid())
}

func credential(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Port is where it listens on 127.0.0.1, and asks for passwords.
func (s *Postgres) Port() int { return s.port }

// URL is that of a database, as the server's superuser, whose name is postgres. The database postgres is there.
func (s *Postgres) URL(database string) string {
	return fmt.Sprintf("postgres:///%s?host=%s&port=%d&user=postgres", database, url.QueryEscape(s.dir), s.port)
}

// Database is the URL of a schema with nothing in it, which is a database to those that look nowhere else. Its
// application_name is a name that no other has.
func (s *Postgres) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprint("journal", s.made.Add(1))
	s.Exec(t, s.URL("postgres"), "CREATE SCHEMA "+name)
	return s.URL("postgres") + "&search_path=" + name + "&application_name=" + name
}

// Exec runs a statement at a URL, beside the journal.
func (s *Postgres) Exec(t testing.TB, address, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
