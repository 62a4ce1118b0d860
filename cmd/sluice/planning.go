package main

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// proposal is a plan, and what is to be told beside it.
type proposal struct {
	at      place
	plan    ingress.Plan
	permits map[string]ingress.Permit // by group, what the dry runs answered
	notes   []string
	undoes  string          // the operation that the plan takes back, or ""
	waiting ingress.Waiting // the plan that this one is, made anew to be approved; or none
}

// propose makes the plan that a command line asks for, as the TUI makes it: from
// the groups as they are now.
func (p program) propose(ctx context.Context, at place, a asked, f planFlags) (proposal, error) {
	config, err := p.config()
	if err != nil {
		return proposal{}, err
	}
	if a, err = a.withMe(ctx, f.finder(at, config)); err != nil {
		return proposal{}, err
	}
	l := lookup{reader: at.reader}
	if err := l.find(ctx, f.groups); err != nil {
		return proposal{}, err
	}
	wanted, err := l.parse(ctx, a)
	if err != nil {
		return proposal{}, err
	}
	d := proposal{at: at, notes: append(slices.Clone(a.notes), otherTargets(a.targets, l.targets)...)}
	planner := ingress.Planner{Limits: at.limits, Settings: config.settings, IncludeCovered: f.covered, Now: time.Now(), By: at.by, Grant: at.grant}
	if f.place.rulesPerGroup == 0 { // else it is the user's own word
		if rules, err := at.reader.RulesPerGroup(ctx); err == nil {
			planner.Limits.VPC = rules
		}
	}
	planner.Lists = d.prefixLists(ctx, l.targets, wanted)
	d.plan = planner.Plan(newOperation(), l.targets, wanted)
	d.askPermits(ctx)
	return d, nil
}

// finder is how the user's own address is found in a place.
func (f planFlags) finder(at place, c config) func(context.Context) (netip.Addr, string, error) {
	switch {
	case at.address != nil:
		return at.address
	case f.existing != "":
		return offlineAddress
	case at.where.Sandbox:
		return sandboxAddress
	}
	return findAddress(c.myIPURL)
}

func offlineAddress(context.Context) (netip.Addr, string, error) {
	return netip.Addr{}, "", fmt.Errorf("--existing asks nobody")
}

// otherTargets notes the groups that a text is for and the plan is not.
func otherTargets(named []notation.Target, groups []ingress.Group) (notes []string) {
	for _, target := range named {
		if !slices.ContainsFunc(groups, func(g ingress.Group) bool { return g.ID == target.ID || g.Name == target.Name }) {
			notes = append(notes, "the text names the group "+target.ID+target.Name+": its rules are planned for --group all the same")
		}
	}
	return notes
}

// prefixLists reads those that the groups and the wanted rules name, and notes
// those that could not be read.
func (d *proposal) prefixLists(ctx context.Context, groups []ingress.Group, wanted [][]ingress.Wanted) ingress.PrefixLists {
	named := map[string]bool{}
	for _, g := range groups {
		for _, r := range g.Rules {
			named[r.Source().PrefixListID()] = true
		}
	}
	for _, w := range slices.Concat(wanted...) {
		named[w.Source().PrefixListID()] = true
	}
	delete(named, "")
	if len(named) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(named))
	lists, _ := d.at.reader.PrefixLists(ctx, ids) // those that are missing are noted
	known := ingress.PrefixLists{}
	for _, list := range lists {
		known[list.ID] = list
	}
	for _, id := range ids {
		if _, ok := known[id]; !ok {
			d.notes = append(d.notes, "the prefix list "+id+" could not be read: it counts as one rule, and what it lets in is not known")
		}
	}
	return known
}

// askPermits asks by dry runs whether the plan may be sent, where there is
// anything that could send it and nothing else that forbids it.
func (d *proposal) askPermits(ctx context.Context) {
	if d.at.writer == nil || d.plan.Blocked() != "" {
		return
	}
	d.permits = map[string]ingress.Permit{}
	for _, c := range d.plan.Changes {
		if len(c.Send()) > 0 {
			d.permits[c.Group.ID] = d.at.writer.Permit(ctx, c)
		}
	}
}

// refusal says why the plan cannot be sent, or is "".
func (d proposal) refusal() string {
	if w := d.waiting; w.ID != "" && !d.at.approvals.Me().Other(w.By) {
		return "you asked for this plan: another person has to approve it"
	}
	if blocked := d.plan.Blocked(); blocked != "" {
		return blocked
	}
	for _, c := range d.plan.Changes {
		permit := d.permits[c.Group.ID]
		if permit.Untaggable(c) {
			return c.Group.Name + ": denied for the tags alone: sluice apply can send the rules without, with --untagged"
		}
		if permit.Leave == ingress.Denied {
			return c.Group.Name + ": denied: " + permit.Failure.Error()
		}
	}
	return ""
}
