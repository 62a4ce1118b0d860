// Package plain writes what pipes and commands get: lines for people, and words for
// programs.
package plain

import (
	"fmt"
	"io"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// Receipts says what came of every rule that a session meant to send.
func Receipts(w io.Writer, receipts []ingress.Receipt) {
	for _, r := range receipts {
		for _, rule := range r.Rules {
			line := fmt.Sprintf("%s  %s  %s  %s", r.Group.Name, r.Group.ID, rule.Rule, Outcome(r.Kind, rule.Outcome))
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

// Outcome is what came of a rule, for people.
func Outcome(k ingress.Kind, o ingress.Outcome) string {
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

// KindName is what a change does, as a word for programs.
func KindName(k ingress.Kind) string {
	switch k {
	case ingress.Revoking:
		return "revoke"
	case ingress.Editing:
		return "edit"
	}
	return "add"
}

// OutcomeName is an outcome as a word for programs.
func OutcomeName(o ingress.Outcome) string {
	switch o {
	case ingress.Applied:
		return "applied"
	case ingress.WasThere:
		return "was-there"
	case ingress.Refused:
		return "refused"
	case ingress.Unknown:
		return "unknown"
	}
	return "not-sent"
}
