package ingress

import (
	"errors"
	"fmt"
	"slices"
)

// Query asks who can reach: traffic from an address or a CIDR.
type Query struct {
	From Source // a CIDR
	Spec Spec
}

// NewQuery reads an address or CIDR, and one protocol with its ports as a rule
// line has it: 203.0.113.7 and tcp/22. The error says which is wrong and how to
// mend it.
func NewQuery(from, protocol string) (Query, error) {
	source, _, err := readCIDR(from)
	if err != nil {
		return Query{}, fmt.Errorf("address: %w", err)
	}
	specs, err := readProtocol(protocol)
	switch {
	case err != nil:
		return Query{}, fmt.Errorf("protocol: %w", err)
	case len(specs) != 1:
		return Query{}, errors.New("protocol: ask about one port or range at a time, such as tcp/22")
	}
	return Query{source, specs[0]}, nil
}

// String is the query as it is typed: 203.0.113.7/32 tcp/22.
func (q Query) String() string { return q.From.String() + " " + q.Spec.String() }

// Hit is a rule that admits what a query asks about.
type Hit struct {
	Group *Group
	Rule  *GroupRule
	// Via is the source group that the rule names, where the address is admitted
	// by way of it: some rule of that group admits the address, to whatever port,
	// and this rule admits the group. It is one step: groups that admit the
	// address only by way of others are not followed. nil where the rule names
	// the address itself.
	Via *Group
	// Part says that the rule admits only some of the addresses, the ports, or
	// the types that were asked about.
	Part bool
}

// Words are the rule, and the way to it: TCP 22 from sg-0a5d8e02 via bastion.
func (h Hit) Words() string {
	words := h.Rule.Rule.Words()
	if h.Via != nil {
		words += " via " + h.Via.Name
	}
	if h.Part {
		words += ", in part"
	}
	return words
}

// Answer is what came of a query.
type Answer struct {
	Hits []Hit // in the order of the groups and of their rules
	// Unread are the ids of prefix lists whose entries are not known, and that
	// rules for the traffic name: they may admit the address too.
	Unread []string
}

// Groups is the number of groups that the hits are of.
func (a Answer) Groups() int {
	n := 0
	for i := range a.Hits {
		if i == 0 || a.Hits[i].Group != a.Hits[i-1].Group {
			n++
		}
	}
	return n
}

// extent is how much of what is asked about is admitted.
type extent uint8

const (
	nothing extent = iota
	some
	all
)

func extentOf(held bool) extent {
	if held {
		return all
	}
	return some
}

// Ask finds the rules that admit the traffic. Rules that match no traffic, such
// as icmp from an IPv6 address, admit nothing.
func (r *Reach) Ask(q Query) Answer {
	asked, from := q.Spec.span(), blockOf(q.From.prefix)
	rules := make([]extent, len(r.owner))   // of each rule, by itself
	groups := make([]extent, len(r.groups)) // of each group, for any traffic
	tree := &r.trees[plane4]
	if q.From.kind == SourceIPv6 {
		tree = &r.trees[plane6]
	}
	tree.visit(from, func(b *box) {
		held := b.from.holds(from)
		owner := r.owner[b.rule]
		groups[owner] = max(groups[owner], extentOf(held))
		if b.span.touches(asked) {
			rules[b.rule] = max(rules[b.rule], extentOf(held && b.span.holds(asked)))
		}
	})
	for _, n := range r.references {
		if admitted := groups[n.group]; admitted != nothing && n.span.touches(asked) {
			rules[n.rule] = max(rules[n.rule], min(admitted, extentOf(n.span.holds(asked))))
		}
	}
	return Answer{Hits: r.hits(rules), Unread: r.unreadFor(asked)}
}

// hits are the rules that admit something.
func (r *Reach) hits(rules []extent) []Hit {
	n := 0
	for _, e := range rules {
		if e != nothing {
			n++
		}
	}
	hits := make([]Hit, 0, n)
	rule, references := int32(0), r.references
	for i := range r.groups {
		g := &r.groups[i]
		for j := range g.Rules {
			if rules[rule] != nothing {
				hit := Hit{Group: g, Rule: &g.Rules[j], Part: rules[rule] == some}
				for len(references) > 0 && references[0].rule < rule {
					references = references[1:]
				}
				if len(references) > 0 && references[0].rule == rule {
					hit.Via = &r.groups[references[0].group]
				}
				hits = append(hits, hit)
			}
			rule++
		}
	}
	return hits
}

// unreadFor are the prefix lists that are not known, of rules for the traffic.
func (r *Reach) unreadFor(asked span) []string {
	var ids []string
	for id, traffic := range r.unread {
		if traffic.touches(asked) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
