package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// printGroups lists the security groups and their rules in plain lines. Where
// the list breaks off, what was read of it is printed before the error comes
// back.
func (p program) printGroups(ctx context.Context, at place) error {
	w := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
	head := "GROUP\tID\tNETWORK\tRULE\tNOTE\n"
	for page, err := range at.reader.Groups(ctx) {
		if err != nil {
			_ = w.Flush()
			return err
		}
		for _, g := range page {
			_, _ = io.WriteString(w, head)
			head = ""
			printGroup(w, g)
		}
	}
	return w.Flush()
}

func printGroup(w io.Writer, g ingress.Group) {
	head := fmt.Sprintf("%s\t%s\t%s", safe.Clean(g.Name), safe.Clean(g.ID), safe.Clean(g.Network()))
	if len(g.Rules) == 0 {
		fmt.Fprintf(w, "%s\t-\t\n", head)
	}
	for _, r := range g.Rules {
		fmt.Fprintf(w, "%s\t%s\t%s\n", head, safe.Clean(r.Rule.String()), safe.Clean(r.Description))
	}
}

// printReceipts says what came of every rule that a session meant to send.
func printReceipts(w io.Writer, receipts []ingress.Receipt) {
	for _, r := range receipts {
		for _, rule := range r.Rules {
			line := fmt.Sprintf("%s  %s  %s  %s", r.Group.Name, r.Group.ID, rule.Rule, outcome(r.Kind, rule.Outcome))
			if rule.RuleID != "" {
				line += "  " + rule.RuleID
			}
			fmt.Fprintln(w, safe.Clean(line))
		}
		if r.Moved != nil {
			fmt.Fprintln(w, "  the group changed since the preview, so nothing was sent to it")
		}
		if r.Failure != nil {
			fmt.Fprintln(w, "  "+safe.Error(r.Failure).String())
		}
	}
}

// outcome is what came of a rule, for people.
func outcome(k ingress.Kind, o ingress.Outcome) string {
	switch {
	case k == ingress.Revoking && o == ingress.Applied:
		return "revoked"
	case k == ingress.Revoking && o == ingress.WasThere:
		return "was gone before"
	case k == ingress.Revoking && o == ingress.Refused:
		return "not revoked"
	case k == ingress.Editing && o == ingress.Applied:
		return "changed"
	case k == ingress.Editing && o == ingress.Refused:
		return "not changed"
	}
	switch o {
	case ingress.Applied:
		return "added"
	case ingress.WasThere:
		return "was there before"
	case ingress.Refused:
		return "not added"
	case ingress.Unknown:
		return "sent, outcome unknown"
	}
	return "not sent"
}
