package plain

import (
	"cmp"
	"slices"
	"strings"

	"sluice/model/ingress"
	"sluice/model/ingress/notation"
	"sluice/ui/safe"
)

// Plan is a plan as a command shows it, with what is told beside it.
type Plan struct {
	Session  ingress.Session
	File     string // the file that the groups are from, or ""
	Plan     ingress.Plan
	Permits  map[string]ingress.Permit // by group, what the dry runs answered
	Obstacle string                    // why the plan cannot be sent, or ""
	Notes    []string
	Undoes   string // the operation that the plan takes back, or ""
}

// Table is a plan for people: where it is, group by group its rules with all that
// is to be known about them, and what it comes to.
func (p Plan) Table() string {
	var t lines
	t.line(p.siteText())
	for _, c := range p.Plan.Changes {
		t.line("")
		t.line(c.Group.Name + "  " + c.Group.ID + "  " + c.Group.Network() + "  " + c.Quota.Words() + p.permissionText(c))
		t.rules(c)
	}
	t.line("")
	for _, note := range p.Notes {
		t.line("Note: " + note)
	}
	if consequence := p.Plan.Consequence(); consequence != "" && !p.Plan.Empty() {
		t.line(consequence)
	}
	if p.Obstacle != "" {
		t.line("Cannot be sent: " + p.Obstacle)
	}
	if Untagged(p.Plan) {
		for line := range strings.Lines(lostUntagged) {
			t.line(strings.TrimSuffix(line, "\n"))
		}
	}
	if ends := p.endsText(); ends != "" {
		t.line(ends)
	}
	t.line(p.summary())
	return t.text.String()
}

// summary is the plan in a line.
func (p Plan) summary() string {
	if p.Undoes != "" && p.Plan.Empty() { // of which there may be no change
		return "Undo " + p.Undoes + ": nothing to take back"
	}
	return p.Plan.Summary()
}

// endsText says when rules that are sent end, and what ends them; "" where they
// stay.
func (p Plan) endsText() string {
	for _, c := range p.Plan.Changes {
		for _, r := range c.Sent() {
			if c.Kind == ingress.Adding && !r.Expires.IsZero() {
				return "Expires " + r.Expires.Format("2006-01-02 15:04:05 MST") +
					": a running sluice revokes it then, or sluice sweep from cron. While neither runs, it stays."
			}
		}
	}
	return ""
}

// siteText says which EC2 the plan is about.
func (p Plan) siteText() string {
	session, account := p.Session, ""
	if len(p.Plan.Changes) > 0 {
		account = p.Plan.Changes[0].Group.OwnerID
	}
	text := "AWS"
	switch {
	case p.File != "":
		text = "OFFLINE  groups of " + p.File
	case session.Sandbox:
		text = "SANDBOX"
	case session.Endpoint != "":
		text = session.Endpoint
	}
	for _, part := range []string{account, session.Region, session.Profile} {
		if part != "" {
			text += "  " + part
		}
	}
	if session.ReadOnly {
		text += "  read-only"
	}
	return text
}

func (p Plan) permissionText(c ingress.Change) string {
	permit, asked := p.Permits[c.Group.ID]
	switch {
	case !asked:
		return ""
	case permit.Answer == ingress.Allowed && c.Untagged:
		return "  permission: denied with tags, allowed without (dry run)"
	case permit.Answer == ingress.Allowed:
		return "  permission: allowed (dry run)"
	case permit.Answer == ingress.Denied:
		return "  permission: denied (dry run)"
	}
	return "  permission: not known (" + permit.Failure.Error() + ")"
}

// lines writes plain lines.
type lines struct{ text strings.Builder }

func (t *lines) line(text string) { t.text.WriteString(safe.Clean(text).String() + "\n") }

// rules are the rules of a change, aligned, and under each what it exposes and
// what became of the typed text.
func (t *lines) rules(c ingress.Change) {
	width := 0
	for _, r := range c.Rules {
		width = max(width, safe.Clean(r.Rule.String()).Width())
	}
	for i, r := range c.Rules {
		row := "  " + c.Sign(i) + " " + safe.Clean(r.Rule.String()).Fit(width) + "  " + safe.Clean(ruleText(c, i)).String()
		t.text.WriteString(row + "\n")
		for _, f := range c.FindingsOf(i) {
			t.line("      " + findingText(f))
		}
		for _, note := range r.Notes {
			t.line("      · " + note)
		}
	}
}

// ruleText is a rule's verdict, whether it is sent where that is in question, and
// its description.
func ruleText(c ingress.Change, i int) string {
	r := c.Rules[i]
	text := c.Words(i) + c.SentWords(r)
	if r.Description != "" {
		text += "  # " + r.Description
	}
	return text
}

// findingText is an exposure check that fails, with the controls to look it up by.
func findingText(f ingress.Finding) string {
	sign := "·"
	if f.Severity() >= ingress.Medium {
		sign = "!"
	}
	text := sign + " " + cmp.Or(f.Severity(), ingress.Note).String() + ": " + f.Words()
	if len(f.Check.IDs) > 0 {
		text += " [" + strings.Join(f.Check.IDs, ", ") + "]"
	}
	return text
}

// Kept lists what cannot be taken back.
func Kept(kept []ingress.Kept) string {
	var t lines
	for _, k := range kept {
		id := k.RuleID
		if id != "" {
			id = " (" + id + ")"
		}
		t.line("Kept: " + k.GroupName + " " + k.GroupID + ": " + k.Rule.String() + id + ": " + k.Why)
	}
	return t.text.String()
}

// Form is what a plan would send in a form: plain lines, whatever the names
// are. It has no operation yet: each apply mints its own.
func Form(form notation.Form, p ingress.Plan) string {
	p.Operation, p.By = "", ""
	var text strings.Builder
	for line := range strings.Lines(notation.Write(form, p)) {
		text.WriteString(safe.Clean(strings.TrimRight(line, "\n")).String() + "\n")
	}
	return text.String()
}

// lostUntagged is what the user gives up with the tags.
const lostUntagged = "The rules may be added, but not tagged. Without tags they are told by their ids alone: after a lost answer it\n" +
	"may stay unknown who added them, and undo cannot tell them from the same rules of someone else."

// Untagged reports whether a plan sends rules without tags.
func Untagged(plan ingress.Plan) bool {
	return slices.ContainsFunc(plan.Changes, func(c ingress.Change) bool { return c.Untagged && len(c.Send()) > 0 })
}
