package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// waitingCommand lists the plans that wait for approval.
func (p program) waitingCommand() *cobra.Command {
	var json bool
	cmd := &cobra.Command{
		Use:   "waiting",
		Short: "List the plans that wait for another person's approval",
		Long: "Waiting lists the plans that were asked for and that nobody decided on yet, the newest\n" +
			"first: the id that sluice approve and sluice reject take, when and by whom it was asked\n" +
			"for, until when it waits, its severity, and group by group what it would do. Plans wait\n" +
			"on a server only, one that sluice serve runs with --require-approval: ssh HOST waiting.\n\n" +
			"--json prints one object, whose \"version\" is 1, with plans. One has id, by, asked,\n" +
			"expires, severity, mine (whether you asked for it: then another person has to approve\n" +
			"it), rest and why (the approved operation that it is left of, and what kept it from\n" +
			"being sent, or empty) and groups. A group has id, name, kind (add, revoke, edit) and\n" +
			"rules. Nothing is ever null.",
		Example: "  ssh sluice.example.com waiting\n  ssh sluice.example.com waiting --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.waiting(cmd.Context(), json) },
	}
	cmd.Flags().BoolVar(&json, "json", false, "print JSON, for programs")
	return cmd
}

func (p program) waiting(ctx context.Context, json bool) error {
	at, err := p.approvals()
	if err != nil {
		return err
	}
	plans, err := at.Approvals.Waiting(ctx)
	if err != nil {
		return err
	}
	if json {
		_, err = io.WriteString(p.out, waitingJSON(plans, at.Approvals.Me()))
		return err
	}
	if len(plans) == 0 {
		fmt.Fprintln(p.errs, "No plan waits.")
		return nil
	}
	return p.printWaiting(plans)
}

// approvals is the place of a command about plans that wait.
func (p program) approvals() (backend.Backend, error) {
	switch {
	case p.served == nil:
		return backend.Backend{}, errors.New("no plan waits here: plans wait on a server that asks for approval: ssh HOST waiting")
	case p.served.Approvals == nil:
		return backend.Backend{}, errors.New("no plan waits here: this server asks for no approval, and each plan is sent by who made it")
	}
	return *p.served, nil
}

func (p program) printWaiting(plans []ingress.Waiting) error {
	w := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "PLAN\tASKED\tBY\tUNTIL\tSEVERITY\tGROUP\tWHAT")
	for _, plan := range plans {
		for _, c := range plan.Changes {
			row := []string{
				plan.ID, minuteText(plan.At), plan.By.Name, minuteText(plan.Expires()),
				plan.Severity.String(), c.Group.Name + " " + c.Group.ID, c.Kind.String() + " " + strings.Join(sentRules(c), ", "),
			}
			if plan.Rest != "" {
				row[len(row)-1] += ", left of " + plan.Rest
			}
			for i, text := range row {
				row[i] = safe.Clean(text).String()
			}
			fmt.Fprintln(w, strings.Join(row, "\t"))
		}
	}
	return w.Flush()
}

// minuteText is a time on the server's clock: who reads it may be in another zone.
func minuteText(at time.Time) string { return at.Local().Format("2006-01-02 15:04 MST") }

// sentRules are the rules that a change sends, as lines.
func sentRules(c ingress.Change) []string {
	rules := []string{}
	for _, w := range c.Send() {
		rules = append(rules, w.Rule.String())
	}
	return rules
}

// waitingOutJSON is the list of plans that wait for programs; its help describes it.
type waitingOutJSON struct {
	Version int               `json:"version"`
	Plans   []waitingPlanJSON `json:"plans"`
}

type waitingPlanJSON struct {
	ID       string             `json:"id"`
	By       string             `json:"by"`
	Asked    string             `json:"asked"`
	Expires  string             `json:"expires"`
	Severity string             `json:"severity"`
	Mine     bool               `json:"mine"`
	Rest     string             `json:"rest"`
	Why      string             `json:"why"`
	Groups   []waitingGroupJSON `json:"groups"`
}

type waitingGroupJSON struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`
	Rules []string `json:"rules"`
}

func waitingJSON(plans []ingress.Waiting, me ingress.Person) string {
	told := waitingOutJSON{Version: schemaVersion, Plans: []waitingPlanJSON{}}
	for _, w := range plans {
		plan := waitingPlanJSON{
			ID: w.ID, By: w.By.String(), Asked: w.At.UTC().Format(time.RFC3339), Expires: w.Expires().UTC().Format(time.RFC3339),
			Severity: w.Severity.String(), Mine: w.By.Same(me), Rest: w.Rest, Why: w.Why, Groups: []waitingGroupJSON{},
		}
		for _, c := range w.Changes {
			plan.Groups = append(plan.Groups, waitingGroupJSON{c.Group.ID, c.Group.Name, c.Kind.String(), sentRules(c)})
		}
		told.Plans = append(told.Plans, plan)
	}
	return jsonText(told)
}

// findWaiting finds a plan that waits by its id, or by a beginning of it that no
// other has.
func findWaiting(ctx context.Context, at backend.Backend, id string) (found ingress.Waiting, err error) {
	plans, err := at.Approvals.Waiting(ctx)
	if err != nil {
		return found, err
	}
	return ingress.FindWaiting(plans, id)
}
