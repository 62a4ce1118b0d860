package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sluice/model/ingress"
)

// command is one that sluice has, and what running it takes of a role over SSH;
// what it changes is held to the grant besides.
type command struct {
	needs ingress.Action
	*cobra.Command
}

// commands are those below the root. A row without an action does not compile.
func (p program) commands() []command {
	if p.global == nil {
		p.global = &backendFlags{} // they are not run: their names are asked for
	}
	return []command{
		{ingress.ActPlan, p.planCommand()},
		{ingress.ActAuthorize, p.applyCommand()},
		{ingress.ActUndo, p.undoCommand()},
		{ingress.ActHistory, p.historyCommand()},
		{ingress.ActWaiting, p.waitingCommand()},
		{ingress.ActApprove, p.approveCommand()},
		{ingress.ActReject, p.rejectCommand()},
		{ingress.ActSweep, p.sweepCommand()},
		{ingress.ActRead, p.reachCommand()},
		{ingress.ActHost, p.localCommand()},
		{ingress.ActHost, p.serveCommand()},
		{ingress.ActHost, p.accessCommand()},
		{ingress.ActHost, p.demoCommand()},
		{ingress.ActHost, p.manCommand()},
	}
}

// servedCommands are those that are run without a terminal, for a role that may.
func (p program) servedCommands() []string {
	var names []string
	for _, c := range p.commands() {
		if _, somebody := c.needs.Least(); somebody {
			names = append(names, c.Name())
		}
	}
	return names
}

// needs is what running a command takes of a role; none for what is no command.
func (p program) needs(name string) ingress.Action {
	for _, c := range p.commands() {
		if c.Name() == name {
			return c.needs
		}
	}
	return 0
}

// one takes exactly one argument; what is it, such as FILE.
func one(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		example, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n")
		return fmt.Errorf("%s takes one %s, and there are %d: %s", cmd.CommandPath(), what, len(args), example)
	}
}
