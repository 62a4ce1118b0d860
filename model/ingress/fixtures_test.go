package ingress

import (
	"strings"
	"testing"
)

const (
	account      = "111122223333"
	otherAccount = "999988887777"
)

// The target groups of the tests: the seed's two, one in a VPC and one not.
func vpcWebServers() Group {
	return Group{ID: "sg-140ba4c8", Name: "VpcWebServers", Description: "Web servers", VPCID: "vpc-0f1e2d3c", OwnerID: account}
}

func websrv() Group {
	return Group{ID: "sg-5b1c22de", Name: "websrv", Description: "Web servers", OwnerID: account}
}

// knownGroups are the targets and what stands around them.
func knownGroups() []Group {
	return []Group{
		vpcWebServers(),
		websrv(),
		{ID: "sg-0a5d8e02", Name: "OtherGroupInMyVPC", Description: "Load balancers", VPCID: "vpc-0f1e2d3c", OwnerID: account},
		{ID: "sg-77aa01bc", Name: "batch workers", VPCID: "vpc-0f1e2d3c", OwnerID: account},
		{ID: "sg-0e15e001", Name: "elsewhere", VPCID: "vpc-9a8b7c6d", OwnerID: account},
		{ID: "sg-0c1a551c", Name: "old batch", OwnerID: account},
		{ID: "sg-07e40001", Name: "OtherAccountGroup", OwnerID: otherAccount},
	}
}

// outcome is what a draft of one rule line comes to for a group: the rules with
// their descriptions and notes, or "! " and the problems.
func outcome(line string, target Group) string {
	return draftOutcome(NewDraft().Edit(0, FieldLine, line), target)
}

func draftOutcome(d Draft, targets ...Group) string {
	wanted, problems := d.Parse(targets, knownGroups())
	if len(problems) > 0 {
		return "! " + strings.ReplaceAll(problems.Error(), "\n", "\n! ")
	}
	var lines []string
	for _, rules := range wanted {
		for _, w := range rules {
			line := w.String()
			if !w.Lifetime.Never() {
				line += " " + w.Lifetime.String()
			}
			if w.Description != "" {
				line += " # " + w.Description
			}
			if len(w.Notes) > 0 {
				line += " (" + strings.Join(w.Notes, "; ") + ")"
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func mustRule(t testing.TB, p Protocol, from, to int, s Source) Rule {
	t.Helper()
	r, err := NewRule(p, from, to, s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mustRules are the rules of a line for a group.
func mustRules(t testing.TB, line string, target Group) []Wanted {
	t.Helper()
	wanted, problems := NewDraft().Edit(0, FieldLine, line).Parse([]Group{target}, knownGroups())
	if len(problems) > 0 {
		t.Fatalf("%q: %v", line, problems)
	}
	return wanted[0]
}
