package local

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestStateSurvives wants what was acknowledged after the endpoint was closed and opened again.
func TestStateSurvives(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "state #1 50%?")
	e, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	added := ask(t, e, Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", "80", "80", fromDocs)+
		"&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=by&TagSpecification.1.Tag.1.Value=me").answer(t).Rules[0]
	ask(t, e, Version2016, "RevokeSecurityGroupIngress", toWeb+"SecurityGroupRuleId.1=sgr-333cb1701fecad77c").answer(t)
	want := ingress(t, e, "sg-140ba4c8")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openEndpoint(t, Options{Dir: dir})
	if diff := cmp.Diff(want, ingress(t, e, "sg-140ba4c8")); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	if got := ask(t, e, Version2016, "DescribeSecurityGroupRules", "SecurityGroupRuleId.1="+added.ID).answer(t).Rules; len(got) != 1 || got[0].String() != added.String() {
		t.Errorf("the added rule is %v, was %v", got, added)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, stateFile): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}

// newState makes a state and gives its folder and its file.
func newState(t *testing.T) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	e, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, stateFile)
}

// change runs SQL on a database file, beside the endpoint.
func change(t *testing.T, file, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

// spoiledState is what can be wrong with a state file.
type spoiledState struct {
	name    string
	spoil   func(t *testing.T, file string)
	problem string
}

func spoiledStates() []spoiledState {
	return []spoiledState{
		{"text", func(t *testing.T, file string) { write(t, file, "shopping list\n") }, "not a state file of this program"},
		{"text longer than a header", func(t *testing.T, file string) { write(t, file, strings.Repeat("shopping list\n", 1000)) }, "not a state file of this program"},
		{"another program's database", func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			change(t, file, "CREATE TABLE bookmark (url TEXT)")
		}, "not a state file of this program"},
		{"a newer version's state", func(t *testing.T, file string) { change(t, file, "PRAGMA user_version = 1000") }, "newer version"},
		{"cut in the middle", func(t *testing.T, file string) {
			if err := os.Truncate(file, 5*4096+100); err != nil {
				t.Fatal(err)
			}
		}, "is damaged"},
		{"cut within the header", func(t *testing.T, file string) {
			if err := os.Truncate(file, 50); err != nil {
				t.Fatal(err)
			}
		}, "not a state file of this program"},
		{"overwritten pages", func(t *testing.T, file string) {
			f, err := os.OpenFile(file, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteAt([]byte(strings.Repeat("x", 3*4096)), 2*4096); err != nil {
				t.Fatal(err)
			}
		}, "is damaged"},
		{"a folder", func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(file, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "not a regular file"},
		{"a link to a file elsewhere", func(t *testing.T, file string) {
			elsewhere := filepath.Join(t.TempDir(), "elsewhere")
			if err := os.Rename(file, elsewhere); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(elsewhere, file); err != nil {
				t.Fatal(err)
			}
		}, "not a regular file"},
	}
}

// TestStateThatCannotBeUsed wants an error that names the file, the problem and the way out, and the file as it was.
func TestStateThatCannotBeUsed(t *testing.T) {
	for _, test := range spoiledStates() {
		t.Run(test.name, func(t *testing.T) {
			dir, file := newState(t)
			test.spoil(t, file)
			before, _ := os.ReadFile(file)
			e, err := Open(t.Context(), Options{Dir: dir})
			if err == nil {
				_ = e.Close()
				t.Fatal("opened")
			}
			refused, ok := errors.AsType[*StateError](err)
			if !ok {
				t.Fatalf("%T: %v", err, err)
			}
			if refused.Path != file || !strings.Contains(refused.Problem, test.problem) || refused.Remedy == "" {
				t.Errorf("%+v", refused)
			}
			for _, part := range []string{refused.Path, refused.Problem, refused.Remedy} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the message lacks %q: %v", part, err)
				}
			}
			if after, _ := os.ReadFile(file); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestStateLocked meets a process that keeps the whole file to itself.
func TestStateLocked(t *testing.T) {
	dir, file := newState(t)
	other, err := sql.Open("sqlite", "file:"+file+"?_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	if _, err := other.Exec("UPDATE home SET classic = classic"); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), Options{Dir: dir, Wait: 50 * time.Millisecond})
	refused, ok := errors.AsType[*StateError](err)
	if !ok || refused.Path != file || !strings.Contains(refused.Problem, "locked by another process") {
		t.Fatalf("%T: %v", err, err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	openEndpoint(t, Options{Dir: dir})
}

// TestStateLockedLater: reads go on while another process writes, and a write that cannot wait longer says so.
func TestStateLockedLater(t *testing.T) {
	dir, file := newState(t)
	e := openEndpoint(t, Options{Dir: dir, Wait: 50 * time.Millisecond})
	other, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	ask(t, e, Version2016, "DescribeSecurityGroups", "").answer(t)
	request := toWeb + permit(1, "tcp", "80", "80", fromDocs)
	if got := ask(t, e, Version2016, "AuthorizeSecurityGroupIngress", request); got.status != 503 || got.code(t) != "Unavailable" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	ask(t, e, Version2016, "AuthorizeSecurityGroupIngress", request).answer(t)
}

// TestStateShared opens one folder several times at once, from the very first start on, and writes from all sides.
func TestStateShared(t *testing.T) {
	const sharers, each = 4, 10
	dir := t.TempDir()
	var group sync.WaitGroup
	for i := range sharers {
		group.Go(func() {
			e, err := Open(context.Background(), Options{Dir: dir})
			if err != nil {
				t.Error(err)
				return
			}
			defer e.Close()
			for j := range each {
				port := string(rune('1'+i)) + "00" + string(rune('0'+j))
				if got := ask(t, e, Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", port, port, fromDocs)); got.status != 200 {
					t.Errorf("port %s: %s", port, got.body)
				}
			}
		})
	}
	group.Wait()
	e := openEndpoint(t, Options{Dir: dir})
	if got := len(ingress(t, e, "sg-140ba4c8")); got != 3+sharers*each {
		t.Errorf("%d rules, want %d", got, 3+sharers*each)
	}
}

func TestClosed(t *testing.T) {
	e, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, e, Version2016, "DescribeVpcs", ""); got.status != 503 || got.code(t) != "Unavailable" {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestOptionsRefused(t *testing.T) {
	for _, o := range []Options{{Account: "me"}, {Account: "12345678901"}, {Account: "1234567890123"}, {Region: "Paris"}, {Region: "../etc"}} {
		if _, err := Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "such as") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
