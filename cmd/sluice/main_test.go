package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMain builds the program as it is released and puts it first on the PATH:
// the tests here run the real binary, found as a user finds it.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "sluice-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := buildAndRun(m, dir)
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func buildAndRun(m *testing.M, dir string) int {
	args := []string{"build", "-ldflags", "-s -w -X main.release=v0.1.2-test -X main.commit=0123456789abcdef", "-o", filepath.Join(dir, "sluice")}
	if raced {
		args = append(args, "-race") // a race ends the program with a code that no test expects
	}
	build := exec.Command("go", append(args, ".")...)
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "cannot build sluice: %v\n%s", err, out)
		return 1
	}
	if err := os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := parallel("6"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// parallel is how many tests run at once, where the command line does not say it:
// most wait for programs of their own.
func parallel(tests string) error {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if given {
		return nil
	}
	return flag.Set("test.parallel", tests)
}

// binary is the path of the built program.
func binary(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("sluice")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBinaryIsSmall holds down what libraries bring along. A reachable execution
// of text/template, or of another library that calls methods by name, keeps every
// exported method of the program alive: the SDK's alone take it past 40 MiB.
func TestBinaryIsSmall(t *testing.T) {
	if raced {
		t.Skip("not run: the race detector makes the binary larger")
	}
	const most = 30 << 20 // the SDK, Bubble Tea, SQLite, SSH, PostgreSQL and Prometheus are 27.3 MiB
	program, err := os.ReadFile(binary(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(program) > most {
		t.Errorf("the stripped binary has %d bytes, more than %d", len(program), most)
	}
	if !bytes.Contains(program, []byte("main.main")) {
		t.Error("the binary does not tell its functions")
	}
	if bytes.Contains(program, []byte("text/template.(*state).walk")) {
		t.Error("the binary can execute text/template")
	}
}
