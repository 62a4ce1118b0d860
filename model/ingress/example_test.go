package ingress_test

import (
	"fmt"
	"net/netip"

	"sluice/model/ingress"
)

// A rule line is read into a draft. Parse makes canonical rules of it for each
// group that they are meant for, or says field by field what is wrong.
func ExampleDraft_Parse() {
	group := ingress.Group{ID: "sg-140ba4c8", Name: "web", VPCID: "vpc-77aa10cd", OwnerID: "111122223333"}
	draft := ingress.NewDraft().Edit(0, ingress.FieldLine, "tcp/22,443 from 100.68.0.18/18 # office")
	wanted, problems := draft.Parse([]ingress.Group{group}, nil)
	fmt.Println(len(problems), "problems")
	for _, w := range wanted[0] {
		fmt.Println(w.Rule, w.Description, w.Notes)
	}

	_, problems = draft.Edit(0, ingress.FieldLine, "tcp/99999 from 10.0.0.0/8").Parse([]ingress.Group{group}, nil)
	fmt.Println(problems[0].Text)
	// Output:
	// 0 problems
	// tcp/22 from 100.68.0.0/18 office [you typed 100.68.0.18/18]
	// tcp/443 from 100.68.0.0/18 office [you typed 100.68.0.18/18]
	// 99999: a port is 0 to 65535
}

// A plan holds the wanted rules against the group as it was just read. Only what
// is new is sent.
func ExamplePlanner_Plan() {
	office, err := ingress.NewRule(ingress.TCP, 443, 443, ingress.FromPrefix(netip.MustParsePrefix("10.0.0.0/8")))
	if err != nil {
		fmt.Println(err)
		return
	}
	group := ingress.Group{
		ID: "sg-140ba4c8", Name: "web", VPCID: "vpc-77aa10cd", OwnerID: "111122223333",
		Rules: []ingress.GroupRule{{ID: "sgr-0a1b2c3d", Rule: office}},
	}
	groups := []ingress.Group{group}
	wanted, _ := ingress.NewDraft().Edit(0, ingress.FieldLine, "tcp/22,443 from 10.1.0.0/16").Parse(groups, nil)
	plan := ingress.Planner{Limits: ingress.DefaultLimits(), Settings: ingress.DefaultSettings()}.Plan("5f0c12ab34cd", groups, wanted)
	for _, r := range plan.Changes[0].Rules {
		fmt.Printf("%v: %s; sent: %v\n", r.Rule, r.Words(), plan.Changes[0].Sends(r))
	}
	// Output:
	// tcp/22 from 10.1.0.0/16: new; sent: true
	// tcp/443 from 10.1.0.0/16: covered by sgr-0a1b2c3d (TCP 443 from 10.0.0.0/8); sent: false
}
