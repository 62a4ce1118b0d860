package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"sluice/model/ingress"
)

// storeTask is the environment variable that makes the test binary write to a journal in place of the tests: the folder,
// the URL, the name of the writer, how many operations, and the largest size that a file may have, 0 for any.
const storeTask = "SLUICE_JOURNAL_STORE_TASK"

// storeChild is a process of the test binary that does a task.
func storeChild(o Options, name string, operations, fileSize int) (*exec.Cmd, *bytes.Buffer) {
	var out bytes.Buffer
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), storeTask+"="+strings.Join([]string{o.Dir, o.URL, name, strconv.Itoa(operations), strconv.Itoa(fileSize)}, "\n"))
	cmd.Stdout, cmd.Stderr = &out, &out
	return cmd, &out
}

// doStoreTask is the child's side. It prints the operations that were acknowledged. Where files may have any size, a write
// that is refused is the last.
func doStoreTask(text string) error {
	ctx := context.Background()
	task := strings.Split(text, "\n")
	operations, _ := strconv.Atoi(task[3])
	fmt.Println("opening")
	j, err := Open(ctx, Options{Dir: task[0], URL: task[1]})
	if err != nil {
		return err
	}
	if err := limitFiles(task[4]); err != nil {
		return err
	}
	var problems []error
	for i := range operations {
		id := fmt.Sprintf("%s-%04d", task[2], i)
		if err := write(ctx, j, id, "sg-"+task[2]); err != nil {
			if problems = append(problems, err); task[4] == "0" {
				break
			}
			continue
		}
		fmt.Println("wrote", id)
	}
	return errors.Join(append(problems, j.Close())...)
}

// write begins and finishes an operation.
func write(ctx context.Context, j *Journal, id, group string) error {
	r := record(id, group, 22)
	if err := j.Begin(ctx, r); err != nil {
		return err
	}
	return j.Finish(ctx, id, group, receipt(r, ingress.Applied))
}

// perProcess is how many operations each of four processes writes.
func perProcess(o Options) int {
	switch {
	case soaked:
		return 2500
	case raced || !long:
		return 50
	case o.URL != "": // where the server's locks keep order, not ours
		return 100
	}
	return 500
}

// testProcesses lets four processes write at once.
func testProcesses(t *testing.T, o Options) {
	j := open(t, o)
	var running []*exec.Cmd
	var outs []*bytes.Buffer
	for n := range 4 {
		cmd, out := storeChild(o, fmt.Sprint("p", n), perProcess(o), 0)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running, outs = append(running, cmd), append(outs, out)
	}
	for n, cmd := range running {
		if err := cmd.Wait(); err != nil || strings.Count(outs[n].String(), "wrote ") != perProcess(o) {
			t.Fatalf("process %d: %v: %s", n, err, outs[n])
		}
	}
	complete(t, j, 4*perProcess(o))
}

// complete wants a number of operations, all finished, and two lines for each.
func complete(t *testing.T, j *Journal, operations int) {
	t.Helper()
	verified(t, j, 2*operations)
	found, err := j.Operations(t.Context(), ingress.HistoryFilter{Most: operations + 1})
	if err != nil || len(found) != operations {
		t.Errorf("%d operations, want %d: %v", len(found), operations, err)
	}
	for _, o := range found {
		if len(o.Records) != 1 || o.Records[0].Receipt == nil || o.Records[0].Receipt.Count(ingress.Applied) != 1 {
			t.Errorf("%s: %+v", o.ID, o.Records)
		}
	}
}
