package local

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// damaged is a folder with the files of a state, in memory where the system has files there: they are written
// thousands of times.
func damaged(t *testing.T, files map[string][]byte) string {
	t.Helper()
	parent := "/dev/shm"
	if info, err := os.Stat(parent); err != nil || !info.IsDir() {
		parent = ""
	}
	dir, err := os.MkdirTemp(parent, "sluice-damage") //nolint:usetesting // t.TempDir is on disk
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	spoil(t, dir, files)
	return dir
}

// spoil puts the files in the place of those of an earlier attempt.
func spoil(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(dir, store.FileName+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	for suffix, content := range files {
		if err := os.WriteFile(filepath.Join(dir, store.FileName+suffix), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// opened opens a state that may be damaged: either it works, or the error names the file and the way out.
func opened(t *testing.T, dir string) *Endpoint {
	t.Helper()
	e, err := Open(context.Background(), Options{Dir: dir})
	if err == nil {
		return e
	}
	refused, ok := errors.AsType[*StateError](err)
	if !ok || refused.Path != filepath.Join(dir, store.FileName) || refused.Problem == "" || refused.Remedy == "" {
		t.Fatalf("%T: %v", err, err)
	}
	return nil
}

// use asks the endpoint for everything that it has, and to change something: whatever the state says, there is an
// answer.
func use(t *testing.T, e *Endpoint) (answers []string) {
	t.Helper()
	for _, request := range [][2]string{
		{"DescribeSecurityGroups", ""}, {"DescribeSecurityGroupRules", ""}, {"DescribeVpcs", ""}, {"DescribeTags", ""},
		{"DescribeManagedPrefixLists", ""}, {"DescribeVpcPeeringConnections", ""}, {"DescribeAccountAttributes", ""},
		{"DescribeStaleSecurityGroups", "VpcId=vpc-0f1e2d3c"}, {"DescribeSecurityGroupReferences", "GroupId.1=sg-140ba4c8"},
		{"GetManagedPrefixListEntries", "PrefixListId=pl-0a1b2c3d4e5f60718"},
		{"DescribeSecurityGroups", "GroupName.1=websrv"},
		{"AuthorizeSecurityGroupIngress", toWeb + permit(1, "tcp", "80", "80", fromDocs)},
		{"RevokeSecurityGroupIngress", toWeb + permit(1, "tcp", "443", "443", "IpRanges.1.CidrIp=0.0.0.0/0")},
		{"CreateSecurityGroup", "GroupName=a&GroupDescription=b&VpcId=vpc-0f1e2d3c"},
		{"DeleteSecurityGroup", "GroupId=sg-1e9ac701"},
	} {
		answers = append(answers, quickly(e, request[0], request[1]))
	}
	_ = e.Export(context.Background(), &bytes.Buffer{}) // an error will do, too
	return answers
}

// stateFiles are the files of a state: after it was closed, or as a crash after some writes leaves them.
func stateFiles(t *testing.T, crash bool) map[string][]byte {
	t.Helper()
	dir, file := newState(t)
	suffixes := []string{""}
	if crash {
		e := openEndpoint(t, Options{Dir: dir})
		for port := range 3 {
			p := strconv.Itoa(port)
			ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "udp", p, p, manyRanges(10)...)).answer(t)
		}
		suffixes = append(suffixes, "-wal")
	}
	files := map[string][]byte{}
	for _, suffix := range suffixes {
		content, err := os.ReadFile(file + suffix)
		if err != nil {
			t.Fatal(err)
		}
		files[suffix] = content
	}
	return files
}

// every is one of how many rounds a test runs. What is to be tried at each byte, or a thousand times, is so with the
// build tag long; otherwise a prime tells how far apart the rounds are, so that they fall on all kinds of places.
func every() int {
	switch {
	case testing.Short() || raced:
		return 97
	case long:
		return 1
	}
	return 17
}

const pageSize = 4096

// TestCutFile cuts the state file at every byte of its last page.
func TestCutFile(t *testing.T) {
	t.Parallel()
	whole := stateFiles(t, false)[""]
	if len(whole)%pageSize != 0 || len(whole) < 10*pageSize {
		t.Fatalf("the file has %d bytes", len(whole))
	}
	dir := damaged(t, nil)
	refused := 0
	for cut := 0; cut <= pageSize; cut += every() {
		spoil(t, dir, map[string][]byte{"": whole[:len(whole)-cut]})
		e := opened(t, dir)
		if e == nil {
			refused++
			continue
		}
		if answers := use(t, e); cut == 0 && slices.ContainsFunc(answers, func(a string) bool { return a != "200 " }) {
			t.Errorf("the whole file: %q", answers)
		}
		if err := e.Close(); err != nil {
			t.Errorf("%d bytes cut: close: %v", cut, err)
		}
	}
	if refused < pageSize/every()-1 {
		t.Errorf("only %d cut files were refused", refused)
	}
}

// TestCutLog cuts the log of a crashed process at every byte of its last page: what is left is all writes, or all but
// the last.
func TestCutLog(t *testing.T) {
	t.Parallel()
	files := stateFiles(t, true)
	log := files["-wal"]
	dir := damaged(t, nil)
	counts := map[int]int{}
	for cut := 0; cut <= pageSize; cut += every() {
		spoil(t, dir, map[string][]byte{"": files[""], "-wal": log[:len(log)-cut]})
		e := opened(t, dir)
		if e == nil {
			t.Fatalf("%d bytes cut: refused", cut)
		}
		rules := 0
		err := e.backend.Store.Read(func(db *store.Session) error {
			_, err := db.One([]any{&rules}, "SELECT count(*) FROM rule WHERE protocol = 'udp' AND source LIKE '10.0.%'")
			return err
		})
		if err != nil {
			t.Error(err)
		}
		counts[rules]++
		if err := e.Close(); err != nil {
			t.Errorf("%d bytes cut: close: %v", cut, err)
		}
	}
	if len(counts) != 2 || counts[31] != 1 || counts[21] == 0 { // the sample has one such rule
		t.Errorf("rules, and how often there were so many: %v", counts)
	}
}

// TestFlippedBits turns over one bit at a time, in the state file and in the log of a crashed process.
func TestFlippedBits(t *testing.T) {
	t.Parallel()
	files := stateFiles(t, true)
	dir := damaged(t, nil)
	lot := rand.New(rand.NewPCG(1, 2))
	refused, good := 0, 0
	for n := 0; n < 500; n += every() {
		suffix := []string{"", "-wal"}[n%2]
		spoiled := map[string][]byte{"": files[""], "-wal": files["-wal"]}
		if suffix == "" && n%4 == 0 {
			delete(spoiled, "-wal") // so that the log does not cover it
		}
		spoiled[suffix] = slices.Clone(files[suffix])
		at := lot.IntN(len(spoiled[suffix]))
		spoiled[suffix][at] ^= 1 << lot.IntN(8)
		spoil(t, dir, spoiled)
		e := opened(t, dir)
		if e == nil {
			refused++
			continue
		}
		good++
		use(t, e)
		_ = e.Close() // what is damaged may not be closed well
	}
	t.Logf("%d refused, %d opened", refused, good)
	if every() == 1 && (refused == 0 || good == 0) {
		t.Errorf("%d refused, %d opened: nothing was damaged, or everything", refused, good)
	}
}
