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
			line := fmt.Sprintf("%s  %s  %s  %s", r.Group.Name, r.Group.ID, rule.Rule, rule.Outcome.Words(r.Kind))
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
