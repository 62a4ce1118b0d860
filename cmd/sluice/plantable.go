package main

import (
	"cmp"
	"strings"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// table is a plan for people: where it is, group by group its rules with all that
// is to be known about them, and what it comes to.
func (d proposal) table() string {
	var t textTable
	t.line(d.whereText())
	for _, c := range d.plan.Changes {
		t.line("")
		t.line(c.Group.Name + "  " + c.Group.ID + "  " + c.Group.Network() + "  " + c.Quota.Words() + d.permissionText(c))
		t.rules(c)
	}
	t.line("")
	for _, note := range d.notes {
		t.line("Note: " + note)
	}
	if consequence := d.plan.Consequence(); consequence != "" && !d.plan.Empty() {
		t.line(consequence)
	}
	if d.obstacle != "" {
		t.line("Cannot be sent: " + d.obstacle)
	}
	if untagged(d.plan) {
		for line := range strings.Lines(lostUntagged) {
			t.line(strings.TrimSuffix(line, "\n"))
		}
	}
	if ends := d.endsText(); ends != "" {
		t.line(ends)
	}
	t.line(d.summary())
	return t.text.String()
}

// summary is the plan in a line.
func (d proposal) summary() string {
	if d.undoes != "" && d.plan.Empty() { // of which there may be no change
		return "Undo " + d.undoes + ": nothing to take back"
	}
	return d.plan.Summary()
}

// endsText says when rules that are sent end, and what ends them; "" where they
// stay.
func (d proposal) endsText() string {
	for _, c := range d.plan.Changes {
		for _, r := range c.Sent() {
			if c.Kind == ingress.Adding && !r.Expires.IsZero() {
				return "Expires " + r.Expires.Format("2006-01-02 15:04:05 MST") +
					": a running sluice revokes it then, or sluice sweep from cron. While neither runs, it stays."
			}
		}
	}
	return ""
}

// whereText says which EC2 the plan is about.
func (d proposal) whereText() string {
	where, account := d.at.Where, ""
	if len(d.plan.Changes) > 0 {
		account = d.plan.Changes[0].Group.OwnerID
	}
	text := "AWS"
	switch {
	case d.at.File != "":
		text = "OFFLINE  groups of " + d.at.File
	case where.Sandbox:
		text = "SANDBOX"
	case where.Endpoint != "":
		text = where.Endpoint
	}
	for _, part := range []string{account, where.Region, where.Profile} {
		if part != "" {
			text += "  " + part
		}
	}
	if where.ReadOnly {
		text += "  read-only"
	}
	return text
}

func (d proposal) permissionText(c ingress.Change) string {
	permit, asked := d.permits[c.Group.ID]
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

// textTable writes plain lines.
type textTable struct{ text strings.Builder }

func (t *textTable) line(text string) { t.text.WriteString(safe.Clean(text).String() + "\n") }

// rules are the rules of a change, aligned, and under each what it exposes and
// what became of the typed text.
func (t *textTable) rules(c ingress.Change) {
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
