package main

import (
	"cmp"
	"fmt"
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
		t.line(c.Group.Name + "  " + c.Group.ID + "  " + c.Group.Network() + "  " + quotaText(c.Quota) + d.permissionText(c))
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
	if d.undoes == "" {
		return d.plan.Summary()
	}
	sent := map[ingress.Kind]int{}
	for _, c := range d.plan.Changes {
		sent[c.Kind] += len(c.Send())
	}
	text := fmt.Sprintf("Undo %s: ", d.undoes)
	if d.plan.Empty() {
		return text + "nothing to take back"
	}
	return text + fmt.Sprintf("%d to revoke, %d to add, %d to edit back", sent[ingress.Revoking], sent[ingress.Adding], sent[ingress.Editing])
}

// endsText says when rules that are sent end, and what ends them; "" where they
// stay.
func (d proposal) endsText() string {
	for _, c := range d.plan.Changes {
		for _, r := range c.Rules {
			if c.Kind == ingress.Adding && c.Sends(r) && !r.Expires.IsZero() {
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
	case permit.Leave == ingress.Allowed && c.Untagged:
		return "  permission: denied with tags, allowed without (dry run)"
	case permit.Leave == ingress.Allowed:
		return "  permission: allowed (dry run)"
	case permit.Leave == ingress.Denied:
		return "  permission: denied (dry run)"
	}
	return "  permission: not known (" + permit.Failure.Error() + ")"
}

// quotaText is a group's meter before and after: rules 3 → 4 of 60.
func quotaText(q ingress.Quota) string {
	meter := func(before, after int) string {
		if before == after {
			return fmt.Sprintf("%d of %d", after, q.Limit)
		}
		return fmt.Sprintf("%d → %d of %d", before, after, q.Limit)
	}
	if q.Together {
		return "rules " + meter(q.Before4, q.After4)
	}
	return "rules " + meter(q.Before4, q.After4) + " IPv4, " + meter(q.Before6, q.After6) + " IPv6"
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
		row := "  " + sign(c, i) + " " + safe.Clean(r.Rule.String()).Fit(width) + "  " + safe.Clean(ruleText(c, i)).String()
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
	text := c.Words(i)
	switch {
	case r.Verdict == ingress.Covered && c.Sends(r):
		text += ", sent all the same"
	case !c.Sends(r):
		text += ", not sent"
	}
	if r.Description != "" {
		text += "  # " + r.Description
	}
	return text
}

// sign is + for a rule that is sent, ! for one of high or critical exposure, = for
// one that is there, ~ for one that is covered and not sent.
func sign(c ingress.Change, i int) string {
	r := c.Rules[i]
	switch {
	case c.Kind == ingress.Revoking:
		return "-"
	case r.Verdict == ingress.AlreadyThere || r.Verdict == ingress.Repeated:
		return "="
	case !c.Sends(r):
		return "~"
	}
	for _, f := range c.FindingsOf(i) {
		if f.Severity().NeedsID() {
			return "!"
		}
	}
	return "+"
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
