package main

import (
	"fmt"
	"io"

	"sluice/model/ingress"
)

// waitsError is how a command ends whose plan waits for approval: all is said.
type waitsError struct{ plan ingress.Waiting }

func (e waitsError) Error() string {
	return "nothing was sent: the plan waits for another person's approval, as " + e.plan.ID
}

// print says who may approve the plan and how. It waits, whoever reads that.
func (e waitsError) print(shown io.Writer, threshold ingress.Severity) {
	w := e.plan
	var t textTable
	t.line("Waits for approval as " + w.ID + ": nothing was sent.")
	t.line(fmt.Sprintf("Its severity is %s, and from %s on another person has to approve it. Until %s", w.Severity, threshold, minuteText(w.Expires())))
	t.line("any other operator may: ssh HOST approve " + w.ID + ", or o in the list of groups.")
	t.line("To take it back: ssh HOST reject " + w.ID)
	_, _ = io.WriteString(shown, t.text.String())
}
