package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// requirePostgres is the environment variable that makes it a failure that there is no server.
const requirePostgres = "SLUICE_REQUIRE_POSTGRES"

// postgres is a server that runs while a test does.
type postgres struct {
	dir  string // of its socket
	port int    // on 127.0.0.1, where it asks for passwords
	made int    // schemas
}

// startPostgres starts a server of Debian's package, with a fresh cluster.
func startPostgres(t *testing.T) *postgres {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		if os.Getenv(requirePostgres) == "1" {
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
	s := &postgres{dir: dir, port: freePort(t)}
	data := filepath.Join(dir, "data")
	s.run(t, "chown", nil, "chown", "-R", serverUser(t), dir)
	as := credential(t)
	s.run(t, "initdb", as, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
		"--auth-local=trust", "--auth-host=scram-sha-256")
	options := fmt.Sprintf("-k %s -c listen_addresses=127.0.0.1 -p %d -c fsync=on -c max_connections=200", dir, s.port)
	s.run(t, "pg_ctl", as, filepath.Join(bin, "pg_ctl"), "start", "-w", "-t", "120", "-D", data, "-l", filepath.Join(dir, "log"), "-o", options)
	t.Cleanup(func() {
		s.run(t, "pg_ctl", as, filepath.Join(bin, "pg_ctl"), "stop", "-w", "-m", "immediate", "-D", data)
	})
	return s
}

func (s *postgres) run(t *testing.T, what string, as *syscall.Credential, command ...string) {
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
func serverUser(t *testing.T) string {
	if as := credential(t); as != nil {
		return fmt.Sprintf("%d:%d", as.Uid, as.Gid)
	}
	return fmt.Sprintf("%d:%d", os.Getuid(), os.Getgid())
}

func credential(t *testing.T) *syscall.Credential {
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

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *postgres) url(database string) string {
	return fmt.Sprintf("postgres:///%s?host=%s&port=%d&user=postgres", database, url.QueryEscape(s.dir), s.port)
}

// database is the URL of a schema with nothing in it, which is a database to those that look nowhere else.
func (s *postgres) database(t *testing.T) string {
	t.Helper()
	s.made++
	name := fmt.Sprint("journal", s.made)
	s.exec(t, s.url("postgres"), "CREATE SCHEMA "+name)
	return s.url("postgres") + "&search_path=" + name + "&application_name=" + name
}

// exec runs a statement beside the journal.
func (s *postgres) exec(t *testing.T, address, statement string) {
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

type postgresTest struct {
	name string
	run  func(t *testing.T, s *postgres)
}

func postgresTests() []postgresTest {
	return []postgresTest{
		{"lease", testLease},
		{"serializable", testSerializable},
		{"tampered tables", testTamperedTables},
		{"not reached", testNotReached},
		{"newer", testNewer},
		{"a server that ends", testServerEnds},
	}
}

// testLease: a program whose lease lapsed begins nothing until it has renewed it, and is taken for dead meanwhile.
func testLease(t *testing.T, s *postgres) {
	o := Options{URL: s.database(t), beat: time.Hour}
	j, other := open(t, o), open(t, o)
	begin(t, j, record("op-1", "sg-1", 22))
	if left, err := other.LeftOver(t.Context(), site()); err != nil || len(left) != 0 {
		t.Errorf("while it lives: %d left over, %v", len(left), err)
	}
	s.exec(t, o.URL, "UPDATE journal_program SET beat = beat - 11000 WHERE id = '"+j.program+"'")
	if err := j.Begin(t.Context(), record("op-2", "sg-1", 22)); err == nil || !strings.Contains(err.Error(), "others may take it for ended") {
		t.Errorf("with half of the lease gone: %v", err)
	}
	if left, err := other.LeftOver(t.Context(), site()); err != nil || len(left) != 0 {
		t.Errorf("with half of the lease gone: %d left over, %v", len(left), err)
	}
	s.exec(t, o.URL, "UPDATE journal_program SET beat = beat - 10000 WHERE id = '"+j.program+"'")
	if left, err := other.LeftOver(t.Context(), site()); err != nil || len(left) != 1 {
		t.Errorf("with the lease gone: %d left over, %v", len(left), err)
	}
	finish(t, j, record("op-1", "sg-1", 22), 1) // an outcome is always taken
	if err := j.living.(*lease).renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	begin(t, j, record("op-2", "sg-1", 22))
	verified(t, j, 3)
}

// testSerializable: where an engine knows no lower level, writers that met others begin again, and nothing is lost.
func testSerializable(t *testing.T, s *postgres) {
	o := Options{URL: s.database(t)}
	var again atomic.Int64
	var all sync.WaitGroup
	const journals, each = 3, 30
	for n := range journals {
		j := open(t, o)
		retried := j.sql.again
		j.sql.isolation = sql.LevelSerializable
		j.sql.again = func(err error) bool {
			if retried(err) {
				again.Add(1)
			}
			return retried(err)
		}
		all.Go(func() {
			for i := range each {
				if err := write(t.Context(), j, fmt.Sprintf("op-%d-%d", n, i), "sg-1"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d transactions began again", again.Load())
	if again.Load() == 0 {
		t.Error("no writer met another")
	}
	complete(t, open(t, o), journals*each)
}

// testTamperedTables: what is changed behind the journal's back is found.
func testTamperedTables(t *testing.T, s *postgres) {
	address := s.database(t)
	j := open(t, Options{URL: address})
	for i := range 4 {
		if err := write(t.Context(), j, fmt.Sprint("op-", i), "sg-1"); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		change, back string
		line         int
	}{
		{"UPDATE journal_line SET line = replace(line, 'alice', 'malice') WHERE seq = 3", "UPDATE journal_line SET line = replace(line, 'malice', 'alice') WHERE seq = 3", 3},
		{"UPDATE journal_head SET seq = 9", "UPDATE journal_head SET seq = 8", 9},
		{"UPDATE journal_head SET seq = 7", "UPDATE journal_head SET seq = 8", 8},
		{"UPDATE journal_record SET applied = 0 WHERE seq = 5", "UPDATE journal_record SET applied = 1 WHERE seq = 5", 5},
		{"UPDATE journal_record SET in_by = 'bob' WHERE seq = 1", "UPDATE journal_record SET in_by = 'alice' WHERE seq = 1", 1},
		{"INSERT INTO journal_line (seq, line) SELECT 9, line FROM journal_line WHERE seq = 8", "DELETE FROM journal_line WHERE seq = 9", 9},
	} {
		s.exec(t, address, test.change)
		v, err := j.Verify(t.Context())
		if err != nil || v.Bad == nil || v.Bad.Number != test.line {
			t.Errorf("%s: %+v %+v %v", test.change, v, v.Bad, err)
		}
		s.exec(t, address, test.back)
		verified(t, j, 8)
	}
	s.exec(t, address, "DELETE FROM journal_record WHERE seq = 7")
	if v, err := j.Verify(t.Context()); err != nil || v.Bad == nil || v.Bad.Number != 7 {
		t.Errorf("a record taken out: %+v %v", v, err)
	}
}

// testNotReached: the error says what to mend, and never the password.
func testNotReached(t *testing.T, s *postgres) {
	const password = "pA55w0rd-CANARY"
	s.exec(t, s.url("postgres"), "CREATE ROLE bob LOGIN PASSWORD 'other'")
	for address, want := range map[string]string{
		"postgres://bob:" + password + "@127.0.0.1:1/journal":                                          "cannot be reached",
		"postgres://bob:" + password + "@no-such-host.invalid/journal":                                 "cannot be reached",
		"postgres://bob:" + password + "@127.0.0.1:" + strconv.Itoa(s.port) + "/journal":               "check the user and the password",
		"postgres://bob:" + password + "@127.0.0.1:" + strconv.Itoa(s.port) + "/journal?sslmode=zebra": "sslmode",
		"postgres://bob:" + password + "@[::1/journal":                                                 "write postgres://",
		"postgres://bob:" + password + "@127.0.0.1:port/journal":                                       "write postgres://",
		"host=127.0.0.1 port=1 user=bob password=" + password:                                          "cannot be reached",
		"host=127.0.0.1 port=x user=bob password=" + password:                                          "write postgres://",
		s.url("absent"): "createdb",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		_, err := Open(ctx, Options{URL: address})
		cancel()
		if e, ok := errors.AsType[*Error](err); !ok || e.Remedy == "" || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}

func testNewer(t *testing.T, s *postgres) {
	o := Options{URL: s.database(t)}
	open(t, o)
	s.exec(t, o.URL, "UPDATE journal_head SET version = 99")
	if _, err := Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Error(err)
	}
}

// testServerEnds: when the server drops all connections, a write fails or is durable, and later ones work.
func testServerEnds(t *testing.T, s *postgres) {
	o := Options{URL: s.database(t)}
	j := open(t, o)
	_, name, _ := strings.Cut(o.URL, "application_name=")
	acknowledged, cut := 0, 0
	for i := range 40 {
		if i%4 == 3 {
			s.exec(t, s.url("postgres"), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"+name+"'")
			cut++
		}
		if err := j.Begin(t.Context(), record(fmt.Sprint("op-", i), "sg-1", 22)); err == nil {
			acknowledged++
		}
	}
	v, err := j.Verify(t.Context())
	if err != nil || v.Bad != nil || v.Lines < acknowledged || acknowledged < 30 || cut != 10 {
		t.Errorf("%d acknowledged, %d cuts: %+v %v", acknowledged, cut, v, err)
	}
}
