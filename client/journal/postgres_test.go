package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluice/client/journal/journaltest"
)

type postgresTest struct {
	name string
	run  func(t *testing.T, s *journaltest.Postgres)
}

func postgresTests() []postgresTest {
	return []postgresTest{
		{"lease", testLease},
		{"serializable", testSerializable},
		{"tampered tables", testTamperedTables},
		{"not reached", testNotReached},
		{"newer", testNewer},
		{"a type that is there", testTypeThere},
		{"a server that ends", testServerEnds},
		{"a sweeper that ends", testSweeperEnds},
		{"notice of a lapsed lease", testNoticeLapses},
	}
}

// testLease: a program whose lease lapsed begins nothing until it has renewed it, and is taken for dead meanwhile.
func testLease(t *testing.T, s *journaltest.Postgres) {
	o := Options{URL: s.Database(t), beat: time.Hour}
	j, other := open(t, o), open(t, o)
	begin(t, j, record("op-1", "sg-1", 22))
	if left, err := other.LeftOver(t.Context(), site()); err != nil || len(left) != 0 {
		t.Errorf("while it lives: %d left over, %v", len(left), err)
	}
	s.Exec(t, o.URL, "UPDATE journal_program SET beat = beat - 11000 WHERE id = '"+j.program+"'")
	if err := j.Begin(t.Context(), record("op-2", "sg-1", 22)); err == nil || !strings.Contains(err.Error(), "others may take it for ended") {
		t.Errorf("with half of the lease gone: %v", err)
	}
	if left, err := other.LeftOver(t.Context(), site()); err != nil || len(left) != 0 {
		t.Errorf("with half of the lease gone: %d left over, %v", len(left), err)
	}
	s.Exec(t, o.URL, "UPDATE journal_program SET beat = beat - 10000 WHERE id = '"+j.program+"'")
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
func testSerializable(t *testing.T, s *journaltest.Postgres) {
	o := Options{URL: s.Database(t)}
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
func testTamperedTables(t *testing.T, s *journaltest.Postgres) {
	address := s.Database(t)
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
		{"UPDATE journal_line SET line = replace(line, 'alice', 'malice') WHERE seq = 3",
			"UPDATE journal_line SET line = replace(line, 'malice', 'alice') WHERE seq = 3", 3},
		{"UPDATE journal_head SET seq = 9", "UPDATE journal_head SET seq = 8", 9},
		{"UPDATE journal_head SET seq = 7", "UPDATE journal_head SET seq = 8", 8},
		{"UPDATE journal_record SET applied = 0 WHERE seq = 5", "UPDATE journal_record SET applied = 1 WHERE seq = 5", 5},
		{"UPDATE journal_record SET in_by = 'bob' WHERE seq = 1", "UPDATE journal_record SET in_by = 'alice' WHERE seq = 1", 1},
		{"INSERT INTO journal_line (seq, line) SELECT 9, line FROM journal_line WHERE seq = 8", "DELETE FROM journal_line WHERE seq = 9", 9},
	} {
		s.Exec(t, address, test.change)
		v, err := j.Verify(t.Context())
		if err != nil || v.Bad == nil || v.Bad.Number != test.line {
			t.Errorf("%s: %+v %+v %v", test.change, v, v.Bad, err)
		}
		s.Exec(t, address, test.back)
		verified(t, j, 8)
	}
	s.Exec(t, address, "DELETE FROM journal_record WHERE seq = 7")
	if v, err := j.Verify(t.Context()); err != nil || v.Bad == nil || v.Bad.Number != 7 {
		t.Errorf("a record taken out: %+v %v", v, err)
	}
}

// TestNotReachedIsOneLine: each cause is told once, and on one line.
func TestNotReachedIsOneLine(t *testing.T) {
	_, err := Open(t.Context(), Options{URL: "postgres://bob@127.0.0.1:1/journal"})
	if err == nil || strings.ContainsAny(err.Error(), "\n\t") || strings.Count(err.Error(), "connection refused") != 1 {
		t.Errorf("%v, want the refusal once, on one line", err)
	}
}

// testNotReached: the error says what to mend, and never the password.
func testNotReached(t *testing.T, s *journaltest.Postgres) {
	const password = "pA55w0rd-CANARY"
	s.Exec(t, s.URL("postgres"), "CREATE ROLE bob LOGIN PASSWORD 'other'")
	for address, want := range map[string]string{
		"postgres://bob:" + password + "@127.0.0.1:1/journal":                                            "cannot be reached",
		"postgres://bob:" + password + "@no-such-host.invalid/journal":                                   "cannot be reached",
		"postgres://bob:" + password + "@127.0.0.1:" + strconv.Itoa(s.Port()) + "/journal":               "check the user and the password",
		"postgres://bob:" + password + "@127.0.0.1:" + strconv.Itoa(s.Port()) + "/journal?sslmode=zebra": "sslmode",
		"postgres://bob:" + password + "@[::1/journal":                                                   "write postgres://",
		"postgres://bob:" + password + "@127.0.0.1:port/journal":                                         "write postgres://",
		"host=127.0.0.1 port=1 user=bob password=" + password:                                            "cannot be reached",
		"host=127.0.0.1 port=x user=bob password=" + password:                                            "write postgres://",
		s.URL("absent"): "createdb",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		_, err := Open(ctx, Options{URL: address})
		cancel()
		if e, ok := errors.AsType[*Error](err); !ok || e.Remedy == "" || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}

func testNewer(t *testing.T, s *journaltest.Postgres) {
	o := Options{URL: s.Database(t)}
	open(t, o)
	s.Exec(t, o.URL, "UPDATE journal_head SET version = 99")
	if _, err := Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Error(err)
	}
}

// testTypeThere: a program may see another's table by its type first, which PostgreSQL says in other words. Here the type
// is there at the first attempt, and gone at the second.
func testTypeThere(t *testing.T, s *journaltest.Postgres) {
	o := Options{URL: s.Database(t)}
	for _, statement := range []string{
		"CREATE TYPE journal_head AS ENUM ()",
		"CREATE SEQUENCE attempt",
		`CREATE FUNCTION second() RETURNS event_trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
			IF nextval('attempt') = 2 THEN DROP TYPE journal_head; END IF;
		END $$`,
		"CREATE EVENT TRIGGER attempts ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION second()",
	} {
		s.Exec(t, o.URL, statement)
	}
	j, err := Open(t.Context(), o)
	s.Exec(t, o.URL, "DROP EVENT TRIGGER attempts") // it is the database's, and other tests make tables there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	const failed = "SELECT last_value - (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()) FROM attempt"
	var failures int
	if err := j.db.QueryRowContext(t.Context(), failed).Scan(&failures); err != nil || failures != 1 {
		t.Errorf("%d tables were refused, %v, want 1", failures, err)
	}
	begin(t, j, record("op-1", "sg-1", 22))
	verified(t, j, 1)
}

// testServerEnds: when the server drops all connections, a write fails or is durable, and later ones work.
func testServerEnds(t *testing.T, s *journaltest.Postgres) {
	o := Options{URL: s.Database(t)}
	j := open(t, o)
	_, name, _ := strings.Cut(o.URL, "application_name=")
	acknowledged, cut := 0, 0
	for i := range 40 {
		if i%4 == 3 {
			s.Exec(t, s.URL("postgres"), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"+name+"'")
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
