package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"sluice/model/ingress"
)

// limitFiles bounds the size of the files that this process writes: writes beyond it fail.
func limitFiles(size string) error {
	n, err := strconv.ParseUint(size, 10, 64)
	if err != nil || n == 0 {
		return err
	}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
}

// faultyFile is the file of a log whose calls fail when they are told to.
type faultyFile struct {
	auditFile
	write, sync, truncate error // what the next call comes to, once
	torn                  bool  // the write that fails writes a part
	fired                 int
}

// fire gives an error once.
func (f *faultyFile) fire(err *error) error {
	defer func() { *err = nil }()
	if *err != nil {
		f.fired++
	}
	return *err
}

func (f *faultyFile) WriteAt(p []byte, at int64) (int, error) {
	if err := f.fire(&f.write); err != nil {
		n := 0
		if f.torn {
			n, _ = f.auditFile.WriteAt(p[:len(p)/2], at)
		}
		return n, err
	}
	return f.auditFile.WriteAt(p, at)
}

func (f *faultyFile) Sync() error {
	if err := f.fire(&f.sync); err != nil {
		return err
	}
	return f.auditFile.Sync()
}

func (f *faultyFile) Truncate(size int64) error {
	if err := f.fire(&f.truncate); err != nil {
		return err
	}
	return f.auditFile.Truncate(size)
}

// TestLogFaults: where the log cannot be written, an intent is refused and an outcome is not taken, and the journal goes
// on when the fault is over.
func TestLogFaults(t *testing.T) {
	t.Parallel()
	faulty := &faultyFile{}
	o := Options{Dir: memoryFolder(t), files: func(path string) (auditFile, error) {
		f, err := openLogFile(path)
		faulty.auditFile = f
		return faulty, err
	}}
	j := open(t, o)
	kinds := []faultyFile{
		{write: syscall.ENOSPC}, {write: syscall.EIO, torn: true}, {sync: syscall.EIO},
		{write: syscall.ENOSPC, torn: true, truncate: syscall.EIO}, {sync: syscall.EIO, truncate: syscall.EIO},
	}
	want := map[string]bool{} // operations, and whether they were finished
	points := 0
	for n := range 60 {
		arm := func() {
			k := kinds[n%len(kinds)]
			faulty.write, faulty.sync, faulty.truncate, faulty.torn = k.write, k.sync, k.truncate, k.torn
			points++
		}
		disarm := func() { faulty.write, faulty.sync, faulty.truncate = nil, nil, nil }
		r := record(fmt.Sprintf("op-%02d", n), "sg-1", 22)
		if n%2 == 0 {
			arm()
			err := j.Begin(t.Context(), r)
			disarm()
			if e, ok := errors.AsType[*Error](err); !ok || e.Path != j.log.path || e.Remedy == "" {
				t.Fatalf("begin with fault %d: %v", n, err)
			}
			continue
		}
		begin(t, j, r)
		arm()
		if err := j.Finish(t.Context(), r.Operation, "sg-1", receipt(r, ingress.Applied)); err == nil {
			t.Fatalf("finish with fault %d was acknowledged", n)
		}
		disarm()
		want[r.Operation] = n%4 == 3
		if n%4 == 3 {
			finish(t, j, r, ingress.Applied) // tried again
		}
	}
	if points != 60 || faulty.fired < 60 {
		t.Errorf("%d of %d faults fired", faulty.fired, points)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, Options{Dir: o.Dir})
	for id, finished := range want {
		got, err := j.Operation(t.Context(), id)
		if err != nil || finished && got.Records[0].Receipt == nil {
			t.Errorf("%s: %+v, %v", id, got, err)
		}
	}
	if v, err := j.Verify(t.Context()); err != nil || v.Bad != nil || v.Lines < 45 {
		t.Errorf("%+v, bad %+v, %v", v, v.Bad, err)
	}
}

// TestFullDisk lets processes write to files that may not grow beyond a size: what was acknowledged is there, and the
// log is whole.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	points := 50
	if raced || !long {
		points = 5
	}
	const operations = 40
	fired := 0
	for n := range points {
		o := Options{Dir: memoryFolder(t)}
		if err := open(t, o).Close(); err != nil {
			t.Fatal(err)
		}
		cmd, out := storeChild(o, "p", operations, 1<<10+n*977)
		if n%2 == 1 { // where the write-ahead log fills up
			cmd, out = storeChild(o, "p", operations, 80<<10+n*9973)
		}
		err := cmd.Run()
		if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended || bytes.Contains(out.Bytes(), []byte("panic")) {
			t.Fatalf("%v: %s", err, out)
		}
		fired += bytes.Count(out.Bytes(), []byte("make room on the disk"))
		wrote := 0
		j := open(t, o)
		for line := range strings.Lines(out.String()) {
			if id, ok := strings.CutPrefix(strings.TrimSpace(line), "wrote "); ok {
				wrote++
				if got, err := j.Operation(t.Context(), id); err != nil || got.Records[0].Receipt == nil {
					t.Errorf("point %d: %s was acknowledged: %+v, %v", n, id, got, err)
				}
			}
		}
		if wrote == operations {
			t.Errorf("point %d: there was room for all", n)
		}
		if v, err := j.Verify(t.Context()); err != nil || v.Bad != nil || v.Lines < 2*wrote {
			t.Errorf("point %d: %+v, bad %+v, %v", n, v, v.Bad, err)
		}
	}
	t.Logf("%d faults fired at %d points", fired, points)
	if fired < 10*points {
		t.Errorf("%d faults fired at %d points", fired, points)
	}
}
