// Command sluice opens AWS EC2 security group ingress knowingly: it shows
// security groups, takes ingress rules in a form, previews exactly what will
// be sent, and sends it once.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"

	"sluice/client/local"
	"sluice/ui/safe"
)

const (
	exitOK    = 0
	exitError = 1
	exitDiff  = 2
	exitState = 3
	exitWaits = 4
)

// exitCodes say what the exit codes mean.
func exitCodes() []entry {
	return []entry{
		{"0", "It worked; a plan would change nothing."},
		{"1", "It did not work, or not all of it."},
		{"2", "A plan would change something."},
		{"3", "The sandbox's file cannot be used; it was left as it is."},
		{"4", "Nothing was sent: the plan waits for another person's approval."},
	}
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// run is the program without the process around it. A hangup, an interrupt and
// a termination all end the context, so that a write under way is waited for.
// Such a wait has an end of its own, the client's deadlines, so a second signal
// does no more than the first: a lost terminal is often told of several times.
func run(args []string, in io.Reader, out, errs io.Writer, env func(string) string) int {
	ctx, stop := signal.NotifyContext(context.Background(), endSignals()...)
	defer stop()
	p := program{in: in, out: out, errs: errs, env: env}
	return p.code(p.execute(ctx, args))
}

// code is the exit code for an error, which is shown.
func (p program) code(err error) int {
	_, status := errors.AsType[exitStatus](err)
	_, waits := errors.AsType[waitsError](err)
	if err != nil && !status && !waits { // else all is said
		p.complain(err)
	}
	return exitCode(err)
}

// endSignals are the signals that end the program. A hangup that is ignored, as
// nohup asks for, stays ignored.
func endSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// exitStatus ends the program with that code where all is said.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// complain writes an error as one plain line, and several a line each: they may
// hold an endpoint's words.
func (p program) complain(err error) {
	if several, ok := errors.AsType[complaints](err); ok {
		for _, one := range several {
			p.complain(one)
		}
		return
	}
	fmt.Fprintln(p.errs, "sluice: "+safe.Error(err).String())
}

func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if status, ok := errors.AsType[exitStatus](err); ok {
		return int(status)
	}
	if _, waits := errors.AsType[waitsError](err); waits {
		return exitWaits
	}
	if _, isState := errors.AsType[*local.StateError](err); isState {
		return exitState
	}
	return exitError
}

// interactive reports whether the TUI can run: between terminals, on one that
// knows escape sequences. It is decided before the TUI starts, since the TUI
// draws whatever the terminal is.
func (p program) interactive() bool {
	name, ci := p.env("TERM"), p.env("CI")
	if name == "" || name == "dumb" || (ci != "" && ci != "false") {
		return false
	}
	return isTerminal(p.in) && isTerminal(p.out)
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}
