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

	"sluice/client/local"
	"sluice/ui/safe"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1 // it did not work
	exitDiff  = 2 // a plan would change something
	exitState = 3 // the state file is not usable; it was left as it is
	exitWaits = 4 // nothing was sent: the plan waits for another person's approval
)

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
	if status, ok := errors.AsType[exitStatus](err); ok {
		return int(status)
	}
	if _, told := errors.AsType[waitsError](err); told {
		return exitWaits
	}
	if err != nil {
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
	if _, isState := errors.AsType[*local.StateError](err); isState {
		return exitState
	}
	return exitError
}
