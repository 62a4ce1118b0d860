package actions

import (
	"fmt"
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// ingressActions open groups to the outside, and close them.
func ingressActions() map[string]Action {
	return map[string]Action{
		"AuthorizeSecurityGroupIngress": {Run: writing(authorizeIngress)},
		"RevokeSecurityGroupIngress":    {Run: writing(revokeIngress)},
	}
}

type authorizeRequest struct {
	UserId           string `query:",until=2011-12-15"` // deprecated even then: accepted and ignored
	GroupId          string
	GroupName        string
	IpPermissions    []ipPermission
	TagSpecification []tagSpecification `query:",since=2016-11-15"`
	DryRun           bool               `query:",since=2016-11-15"`
	flatPermission
}

// authorizeIngress adds rules to a group: all of them, or none.
func authorizeIngress(c *Call, request authorizeRequest) (wire.Answer, error) {
	g, err := c.ownGroup(request.GroupId, request.GroupName)
	if err != nil {
		return nil, err
	}
	permissions, err := requested(request.IpPermissions, request.flatPermission)
	if err != nil {
		return nil, err
	}
	return resolver{Call: c, group: g}.add(permissions, request.TagSpecification, request.DryRun)
}

// add carries out an authorization: the rules that the permissions describe are added to the group, in the
// direction of r, with the tags of the specifications.
func (r resolver) add(permissions []ipPermission, specifications []tagSpecification, dryRun bool) (wire.Answer, error) {
	tags, err := tagsFor(store.TypeRule, specifications)
	if err != nil {
		return nil, err
	}
	rules, err := r.rules(permissions)
	if err != nil {
		return nil, err
	}
	if dryRun {
		return nil, wire.DryRunPassed()
	}
	if err := r.authorize(r.group, rules, tags); err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		returnsTrue(d)
		if d.Since(wire.Version2016) {
			wire.List(d, "securityGroupRuleSet", rules, func(one store.Rule) { writeRule(d, r.Call, r.group, one) })
		}
	}, nil
}

// authorize stores new rules of one direction, giving each its id and the tags.
func (c *Call) authorize(g store.Group, rules []store.Rule, tags []store.Tag) error {
	present, err := store.RulesOf(c.db, g.Key, rules[0].Egress)
	if err != nil {
		return err
	}
	known := make(map[store.Identity]bool, len(present))
	for _, r := range present {
		known[r.Identity()] = true
	}
	for _, r := range rules {
		if known[r.Identity()] {
			return duplicate(g, r)
		}
	}
	if err := c.checkQuota(g, present, rules); err != nil {
		return err
	}
	for i := range rules {
		rules[i].ID, rules[i].Tags = c.newID("sgr-"), tags
		if err := store.InsertRule(c.db, g.Key, rules[i]); err != nil {
			return err
		}
		if err := store.SetTags(c.db, c.Home(), store.TypeRule, rules[i].ID, tags); err != nil {
			return err
		}
	}
	return nil
}

// duplicate says that the group has the rule, in the words that AWS uses for each network.
func duplicate(g store.Group, r store.Rule) *wire.Failure {
	if g.Classic() {
		source := r.Source
		if r.Kind == store.KindGroup {
			source = r.SourceAccount + "/" + r.SourceName
		}
		return wire.Refuse("InvalidPermission.Duplicate", "The permission '%s-%s-%d-%d' has already been authorized on the specified group",
			source, r.Protocol, r.From, r.To)
	}
	return wire.Refuse("InvalidPermission.Duplicate", "the specified rule \"peer: %s, %s, ALLOW\" already exists", r.Source, peerText(r.Traffic))
}

// peerText is the traffic as messages about duplicates have it.
func peerText(t store.Traffic) string {
	switch {
	case t.Protocol == "-1":
		return "ALL"
	case t.Protocol == "icmp" || t.Protocol == "icmpv6":
		return fmt.Sprintf("%s, type: %d, code: %d", strings.ToUpper(t.Protocol), t.From, t.To)
	case t.HasPorts():
		return fmt.Sprintf("%s, from port: %d, to port: %d", strings.ToUpper(t.Protocol), t.From, t.To)
	}
	return "protocol: " + t.Protocol
}
