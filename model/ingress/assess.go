package ingress

import (
	"cmp"
	"slices"
)

// Assessor finds the exposure of groups and plans, by the settings and the
// prefix lists that it was made with. It is read-only, and one serves any number
// of groups.
type Assessor struct {
	checks     []Check // their traffic without what is acceptable
	ignored    []string
	acceptable spans
	widest     float64 // the most addresses of a public IPv4 source that is not wide
	lists      PrefixLists
	public     [2][]block // by plane
}

// NewAssessor takes settings that are valid, and the prefix lists that are
// known, which may be nil.
func NewAssessor(settings Settings, lists PrefixLists) Assessor {
	a := Assessor{
		checks: Checks(),
		widest: float64(uint64(1) << (32 - min(max(settings.WidePrefix, 0), 32))),
		lists:  lists,
		public: [2][]block{public4(), public6()},
	}
	for _, spec := range settings.Acceptable {
		a.acceptable = append(a.acceptable, spec.span())
	}
	a.acceptable = merged(a.acceptable)
	for i, c := range a.checks {
		if c.fails == worldReaches {
			a.checks[i].traffic = c.traffic.minus(a.acceptable)
		}
		a.ignored = append(a.ignored, settings.ignored(c))
	}
	return a
}

// Badge is a word for the worst that a group's rules expose, and how bad it is;
// "" and [None] where no finding is worth a badge.
func (a Assessor) Badge(g Group) (badge string, severity Severity) {
	s := newSpace(a.lists, len(g.Rules))
	for i := range g.Rules {
		s.add(g.Rules[i].Rule)
	}
	e := exposure{Assessor: a}
	e.open(nil, s.boxes)
	for row := range a.checks {
		c := &a.checks[row]
		if c.Badge == "" || a.ignored[row] != "" || c.Severity <= severity && badge != "" || !e.exposes(c, s.boxes) {
			continue
		}
		badge, severity = cmp.Or(badge, c.Badge), max(severity, c.Severity)
	}
	return badge, severity
}

// change are the findings that the rules to be sent bring about.
func (a Assessor) change(c Change, compared comparison) []Finding {
	held := len(c.Group.Rules)
	e := exposure{Assessor: a, intoDefault: c.Group.Name == "default" && !c.Group.Classic()}
	for i := range c.Group.Rules {
		e.subjects = append(e.subjects, subject{rule: &c.Group.Rules[i].Rule, place: i, boxes: compared.of(i)})
	}
	before := compared.boxes
	if held < len(compared.first) {
		before = before[:compared.first[held]]
	}
	after := slices.Clip(before)
	for i := range c.Rules {
		if r := &c.Rules[i]; c.Sends(*r) {
			s := subject{rule: &r.Rule, described: r.Description != "", place: i, asked: true, planned: true, boxes: compared.of(compared.place[i])}
			e.subjects = append(e.subjects, s)
			after = append(after, s.boxes...)
		}
	}
	if len(after) == len(before) {
		return nil
	}
	e.open(append(slices.Clip(before), compared.left...), after)
	return e.findings()
}
