package ingress

import (
	"cmp"
	"slices"
	"strings"
)

// Finding is a check that fails for a group, or that a plan makes fail.
type Finding struct {
	Check *Check
	// Existing are the group's rules that bring it about, as places in
	// Group.Rules; Planned those of the change, as places in Change.Rules.
	Existing, Planned []int
	// IPv4 and IPv6 say whose internet is let in, for checks about the world.
	IPv4, IPv6 bool
	// Ignored is the reason why the settings ignore the check, or "".
	Ignored string
	opens   spans // the traffic that fails, for checks about some
	row     int   // the check's place in the table
}

// blame adds a rule to those that bring the finding about.
func (f *Finding) blame(s *subject) {
	if s.planned {
		f.Planned = append(f.Planned, s.place)
	} else {
		f.Existing = append(f.Existing, s.place)
	}
}

// Severity is the check's, or [None] where the settings ignore it.
func (f Finding) Severity() Severity {
	if f.Ignored != "" {
		return None
	}
	return f.Check.Severity
}

// Ports are what fails: the ports and protocols that the check is about and that
// are open; nil for checks about something else.
func (f Finding) Ports() []Spec {
	if len(f.opens) == 0 {
		return nil
	}
	return f.opens.specs()
}

// Words say what is wrong: the whole internet reaches SSH: TCP 22.
func (f Finding) Words() string {
	words := f.Check.Means
	if f.IPv6 && !f.IPv4 {
		words = strings.Replace(words, "the whole internet", "the whole IPv6 internet", 1)
	}
	if len(f.opens) > 0 {
		words += ": " + specsText(f.Ports())
	}
	if f.Ignored != "" {
		words += " (ignored: " + f.Ignored + ")"
	}
	return words
}

// worst is the greatest severity among findings.
func worst(findings []Finding) Severity {
	severity := None
	for _, f := range findings {
		severity = max(severity, f.Severity())
	}
	return severity
}

// sortFindings puts the most severe first, and keeps the order of the table
// among equals.
func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(b.Severity(), a.Severity()) })
}

// Severity is that of the worst finding of the change.
func (c Change) Severity() Severity { return worst(c.Findings) }

// FindingsOf are the findings that a planned rule, by its place in c.Rules,
// brings about or has a part in.
func (c Change) FindingsOf(i int) []Finding {
	return slices.DeleteFunc(slices.Clone(c.Findings), func(f Finding) bool { return !slices.Contains(f.Planned, i) })
}

// Severity is that of the worst finding of the plan.
func (p Plan) Severity() Severity {
	severity := None
	for _, c := range p.Changes {
		severity = max(severity, c.Severity())
	}
	return severity
}

// ConfirmID is the group id that has to be typed to confirm the plan, that of
// the first among the worst changes; "" where Enter does.
func (p Plan) ConfirmID() string {
	severity := p.Severity()
	if !severity.NeedsID() {
		return ""
	}
	i := slices.IndexFunc(p.Changes, func(c Change) bool { return c.Severity() == severity })
	return p.Changes[i].Group.ID
}

// Consequence says what will be so after the plan that needs an id to confirm:
// After this, the whole internet reaches TCP 3389 on bastion. "" where Enter
// does.
func (p Plan) Consequence() string {
	var parts []string
	for _, c := range p.Changes {
		if c.Severity().NeedsID() {
			parts = append(parts, c.consequence())
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "After this, " + listed(parts) + "."
}

// consequence is what the findings that need an id come to for the group.
func (c Change) consequence() string {
	var open []span
	internet := "the whole IPv6 internet"
	for _, f := range c.Findings {
		if !f.Severity().NeedsID() || !f.IPv4 && !f.IPv6 {
			continue
		}
		open = append(open, f.opens...)
		if f.IPv4 {
			internet = "the whole internet"
		}
	}
	if len(open) == 0 {
		return c.Findings[0].Words() + " on " + c.Group.Name
	}
	return internet + " reaches " + specsText(merged(open).specs()) + " on " + c.Group.Name
}
