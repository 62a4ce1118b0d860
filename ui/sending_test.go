package ui

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sluice/model/ingress"
)

// TestReceiptWord says of a group the worst that came of its rules.
func TestReceiptWord(t *testing.T) {
	a := sampleSession(t, size{80, 24}).app
	for _, test := range []struct {
		kind     ingress.Kind
		outcomes []ingress.Outcome
		failed   bool
		want     string
	}{
		{ingress.Adding, []ingress.Outcome{ingress.Applied, ingress.Applied}, false, "+ added"},
		{ingress.Adding, []ingress.Outcome{ingress.Applied}, true, "+ added, but the outcome isn't recorded"},
		{ingress.Adding, []ingress.Outcome{ingress.Applied, ingress.Refused}, true, "! not added"},
		{ingress.Adding, []ingress.Outcome{ingress.Applied, ingress.Unknown}, true, "? unknown"},
		{ingress.Adding, []ingress.Outcome{ingress.NotSent}, true, "~ not sent"},
		{ingress.Adding, []ingress.Outcome{ingress.WasThere}, false, "= was there before"},
		{ingress.Revoking, []ingress.Outcome{ingress.Applied}, false, "- revoked"},
		{ingress.Revoking, []ingress.Outcome{ingress.WasThere}, false, "= was gone before"},
		{ingress.Editing, []ingress.Outcome{ingress.Applied}, false, "+ changed"},
	} {
		r := ingress.Receipt{Kind: test.kind}
		for _, o := range test.outcomes {
			r.Rules = append(r.Rules, ingress.RuleOutcome{Outcome: o})
		}
		if test.failed {
			r.Failure = &ingress.Failure{Message: "why"}
		}
		if got := ansi.Strip(a.receiptWord(r)); got != test.want {
			t.Errorf("%v: %q, want %q", test.outcomes, got, test.want)
		}
	}
	moved := ingress.Receipt{Rules: make([]ingress.RuleOutcome, 1), Moved: &ingress.Group{}}
	if got, want := ansi.Strip(a.receiptWord(moved)), "~ not sent: the group changed since the preview"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
