package model_test

import (
	"fmt"
	"net/netip"

	"sluice/model/ingress"
)

// group is a group in a VPC that all of them share.
func group(name string, rules ...ingress.GroupRule) ingress.Group {
	return ingress.Group{ID: id(name), Name: name, VPCID: "vpc-1", OwnerID: account, Rules: rules}
}

// id is the id that group gives to a name.
func id(name string) string { return fmt.Sprintf("sg-%x", name) }

func groups(names ...string) []ingress.Group {
	var all []ingress.Group
	for _, name := range names {
		all = append(all, group(name))
	}
	return all
}

// tcp is the rule of a group that opens a port to 192.0.2.0/24.
func tcp(port int) ingress.GroupRule { return tcpFrom(port, "192.0.2.0/24") }

// tcpFrom is the rule of a group that opens a port to a CIDR.
func tcpFrom(port int, cidr string) ingress.GroupRule {
	r, err := ingress.NewRule(ingress.TCP, port, port, ingress.FromPrefix(netip.MustParsePrefix(cidr)))
	if err != nil {
		panic(err)
	}
	return ingress.GroupRule{Rule: r}
}

// fromList is the rule of a group that opens HTTPS to a prefix list.
func fromList(id string) ingress.GroupRule { return ruled("", "tcp/443 from "+id).Rules[0] }

// ruled is a group whose rules are those of a rule line, with the ids sgr-0,
// sgr-1 and so on.
func ruled(name, line string) ingress.Group {
	g := group(name)
	wanted, problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Parse([]ingress.Group{g}, groups("a", "b", "c"))
	if len(problems) > 0 {
		panic(problems)
	}
	for i, w := range wanted[0] {
		g.Rules = append(g.Rules, ingress.GroupRule{ID: fmt.Sprintf("sgr-%d", i), Rule: w.Rule, Description: w.Description})
	}
	return g
}

func manyGroups(n int) []ingress.Group {
	all := make([]ingress.Group, n)
	for i := range all {
		all[i] = ingress.Group{
			ID:          fmt.Sprintf("sg-%017x", i),
			Name:        fmt.Sprintf("service-%05d-%s", i*7919%n, []string{"web", "db", "cache"}[i%3]),
			Description: "managed by the platform team",
			VPCID:       fmt.Sprintf("vpc-%08x", i%20),
			OwnerID:     account,
			Tags:        []ingress.Tag{{Key: "env", Value: "prod"}},
			Rules:       []ingress.GroupRule{tcp(22), tcp(443)},
		}
	}
	return all
}

// receipt says that every rule of a change came to one outcome.
func receipt(c ingress.Change, o ingress.Outcome) ingress.Receipt {
	r := ingress.Receipt{Group: c.Group}
	for i, w := range c.Send() {
		r.Rules = append(r.Rules, ingress.RuleOutcome{Wanted: w, Outcome: o, RuleID: fmt.Sprintf("sgr-%s-%d", c.Group.ID, i)})
	}
	if o == ingress.Refused {
		r.Failure = &ingress.Failure{Code: "RulesPerSecurityGroupLimitExceeded", Message: "The maximum number of rules per security group has been reached."}
	}
	return r
}
