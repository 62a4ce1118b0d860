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

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// TestStateSurvives wants what was acknowledged after the endpoint was closed and opened again.
func TestStateSurvives(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "state #1 50%?")
	e, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	added := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", "80", "80", fromDocs)+
		"&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=by&TagSpecification.1.Tag.1.Value=me").answer(t).Rules[0]
	ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", toWeb+"SecurityGroupRuleId.1=sgr-333cb1701fecad77c").answer(t)
	want := ingress(t, e, "sg-140ba4c8")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openEndpoint(t, Options{Dir: dir})
	if diff := cmp.Diff(want, ingress(t, e, "sg-140ba4c8")); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	if got := ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "SecurityGroupRuleId.1="+added.ID).answer(t).Rules; len(got) != 1 ||
		got[0].String() != added.String() {
		t.Errorf("the added rule is %v, was %v", got, added)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, store.FileName): 0o600} {
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
	return dir, filepath.Join(dir, store.FileName)
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
	ask(t, e, wire.Version2016, "DescribeSecurityGroups", "").answer(t)
	request := toWeb + permit(1, "tcp", "80", "80", fromDocs)
	if got := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", request); got.status != 503 || got.code(t) != "Unavailable" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", request).answer(t)
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
				if got := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", port, port, fromDocs)); got.status != 200 {
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
	if got := ask(t, e, wire.Version2016, "DescribeVpcs", ""); got.status != 503 || got.code(t) != "Unavailable" {
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
