package ingress

import (
	"net/netip"
	"strings"
	"testing"
)

// riskCase is a group's rules, a plan's, and what one check says of the plan:
// passes, fails, or the ports that fail. Rules are lines; ; parts several.
type riskCase struct{ check, name, held, plan, want string }

func riskCases() []riskCase {
	return append(worldCases(), ruleCases()...)
}

// riskLists are a list that holds the world, one that holds half of it, and one
// of a few addresses. pl-9 is not known.
func riskLists() PrefixLists {
	list := func(id string, entries ...string) PrefixList {
		l := PrefixList{ID: id}
		for _, e := range entries {
			l.Entries = append(l.Entries, netip.MustParsePrefix(e))
		}
		return l
	}
	return PrefixLists{
		"pl-1": list("pl-1", "0.0.0.0/1", "128.0.0.0/1"),
		"pl-2": list("pl-2", "128.0.0.0/1", "10.0.0.0/8"),
		"pl-3": list("pl-3", "10.0.0.0/8", "203.0.113.0/24"),
		"pl-6": list("pl-6", "2000::/4", "3000::/4"),
	}
}

// riskPlan is a plan for a group; every rule of it has a description.
func riskPlan(t testing.TB, g Group, settings Settings, held, plan string) Change {
	t.Helper()
	var wanted []Wanted
	for line := range strings.SplitSeq(plan, ";") {
		for _, w := range mustRules(t, line, g) {
			w.Description = "why"
			wanted = append(wanted, w)
		}
	}
	if held != "" {
		g = holding(t, g, strings.Split(held, ";")...)
	}
	planner := Planner{Limits: DefaultLimits(), Settings: settings, Lists: riskLists()}
	return planner.Plan("op", []Group{g}, [][]Wanted{wanted}).Changes[0]
}

// said is what a check says of some findings.
func said(findings []Finding, check string) string {
	for _, f := range findings {
		if f.Check.Name != check {
			continue
		}
		if ports := f.Ports(); ports != nil {
			return specsText(ports)
		}
		return "fails"
	}
	return "passes"
}

func TestRisk(t *testing.T) {
	for _, c := range riskCases() {
		t.Run(c.check+"/"+c.name, func(t *testing.T) {
			change := riskPlan(t, vpcWebServers(), DefaultSettings(), c.held, c.plan)
			if got := said(change.Findings, c.check); got != c.want {
				t.Errorf("%q holding %q: %s, want %s", c.plan, c.held, got, c.want)
			}
		})
	}
}

// heldFindings are those about the rules that a group holds, seen as one sees
// rules that are asked for.
func heldFindings(a Assessor, g Group) []Finding {
	s := newSpace(a.lists, len(g.Rules))
	e := exposure{Assessor: a, subjects: make([]subject, len(g.Rules))}
	for i, r := range g.Rules {
		s.add(r.Rule)
		e.subjects[i] = subject{rule: &g.Rules[i].Rule, described: r.Description != "", place: i, asked: true}
	}
	for i := range e.subjects {
		e.subjects[i].boxes = s.of(i)
	}
	e.open(nil, s.boxes)
	return e.findings()
}

// What is said of a plan for an empty group is said of a group that holds those
// rules.
func TestRiskOfGroups(t *testing.T) {
	assessor := NewAssessor(DefaultSettings(), riskLists())
	for _, c := range riskCases() {
		if c.held != "" || c.check == "the default group" {
			continue
		}
		g := vpcWebServers()
		for line := range strings.SplitSeq(c.plan, ";") {
			g = holding(t, g, line+" # why")
		}
		if got := said(heldFindings(assessor, g), c.check); got != c.want {
			t.Errorf("%s/%s: a group that holds %q: %s, want %s", c.check, c.name, c.plan, got, c.want)
		}
	}
}

func TestRiskTable(t *testing.T) {
	type outcome struct{ check, passes string }
	cases, names := map[outcome]int{}, map[string]bool{}
	for _, c := range riskCases() {
		cases[outcome{c.check, map[bool]string{true: "passes", false: "fails"}[c.want == "passes"]}]++
		if names[c.check+c.name] {
			t.Errorf("two cases are called %s/%s", c.check, c.name)
		}
		names[c.check+c.name] = true
	}
	if len(names) < 100 {
		t.Errorf("%d cases: the table has shrunk", len(names))
	}
	for _, c := range Checks() {
		if c.Name == "no description" || c.Name == "the default group" {
			continue // of the description and of the group, not of a line: tested below
		}
		if cases[outcome{c.Name, "passes"}] == 0 || cases[outcome{c.Name, "fails"}] == 0 {
			t.Errorf("%s has no case that passes, or none that fails", c.Name)
		}
		if len(c.IDs) == 0 || c.Severity == None || c.Means == "" {
			t.Errorf("%s is not filled in", c.Name)
		}
	}
}

func TestNoDescription(t *testing.T) {
	change := planFor(t, vpcWebServers(), "tcp/443 from 10.0.0.0/8 # office", "tcp/444 from 10.0.0.0/8", "tcp/445 from 10.0.0.0/8").Changes[0]
	f := change.Findings
	if len(f) != 1 || f[0].Check.Name != "no description" || len(f[0].Planned) != 2 || f[0].Planned[0] != 1 || f[0].Planned[1] != 2 {
		t.Errorf("found %+v, want the second and third rule without a description", f)
	}
	held := heldFindings(NewAssessor(DefaultSettings(), nil), holding(t, vpcWebServers(), "tcp/443 from 10.0.0.0/8", "tcp/444 from 10.0.0.0/8 # x"))
	if len(held) != 1 || len(held[0].Existing) != 1 || held[0].Existing[0] != 0 {
		t.Errorf("found %+v, want the first rule of the group", held)
	}
}

func TestDefaultGroup(t *testing.T) {
	const check = "the default group"
	group := func(name, vpc string) Group {
		return Group{ID: "sg-00c0ffee", Name: name, VPCID: vpc, OwnerID: account}
	}
	tests := []struct {
		name       string
		group      Group
		held, plan string
		want       string
	}{
		{"a rule", group("default", "vpc-1"), "", "tcp/443 from 10.0.0.0/8", "fails"},
		{"a rule from itself", group("default", "vpc-1"), "", "all from sg-00c0ffee", "fails"},
		{"another group", group("web", "vpc-1"), "", "tcp/443 from 10.0.0.0/8", "passes"},
		{"another case", group("Default", "vpc-1"), "", "tcp/443 from 10.0.0.0/8", "passes"},
		{"EC2-Classic", group("default", ""), "", "tcp/443 from 10.0.0.0/8", "passes"},
		{"nothing new", group("default", "vpc-1"), "tcp/443 from 10.0.0.0/8", "tcp/443 from 10.0.0.0/8", "passes"},
		{"nothing but covered", group("default", "vpc-1"), "tcp/443 from 10.0.0.0/8", "tcp/443 from 10.1.0.0/16", "passes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := tt.group
			var wanted []Wanted
			for _, line := range []string{tt.plan} {
				wanted = append(wanted, boundRules(t, line, g)...)
			}
			for _, r := range boundRules(t, tt.held, g) {
				g.Rules = append(g.Rules, GroupRule{Rule: r.Rule, Description: "why"})
			}
			change := newPlan("op", []Group{g}, [][]Wanted{wanted}, DefaultLimits()).Changes[0]
			if got := said(change.Findings, check); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			if got := said(heldFindings(NewAssessor(DefaultSettings(), nil), g), check); got != "passes" {
				t.Errorf("what the default group holds: %s", got)
			}
		})
	}
}

// boundRules are the rules of a line for a group that is itself known.
func boundRules(t testing.TB, line string, g Group) []Wanted {
	t.Helper()
	if line == "" {
		return nil
	}
	wanted, problems := NewDraft().Edit(0, FieldLine, line).Parse([]Group{g}, []Group{g})
	if len(problems) > 0 {
		t.Fatalf("%q: %v", line, problems)
	}
	return wanted[0]
}
