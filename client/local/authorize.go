package local

import (
	"fmt"
	"strings"
)

// ingressActions open groups to the outside, and close them.
func ingressActions() map[string]action {
	return map[string]action{
		"AuthorizeSecurityGroupIngress": {run: writing(authorizeIngress)},
		"RevokeSecurityGroupIngress":    {run: writing(revokeIngress)},
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
func authorizeIngress(c *call, request authorizeRequest) (answer, error) {
	g, err := c.ownGroup(request.GroupId, request.GroupName)
	if err != nil {
		return nil, err
	}
	permissions, err := requested(request.IpPermissions, request.flatPermission)
	if err != nil {
		return nil, err
	}
	return resolver{call: c, group: g}.add(permissions, request.TagSpecification, request.DryRun)
}

// add carries out an authorization: the rules that the permissions describe are added to the group, in the
// direction of r, with the tags of the specifications.
func (r resolver) add(permissions []ipPermission, specifications []tagSpecification, dryRun bool) (answer, error) {
	tags, err := tagsFor(typeRule, specifications)
	if err != nil {
		return nil, err
	}
	rules, err := r.rules(permissions)
	if err != nil {
		return nil, err
	}
	if dryRun {
		return nil, dryRunPassed()
	}
	if err := r.authorize(r.group, rules, tags); err != nil {
		return nil, err
	}
	return func(d *document) {
		returnsTrue(d)
		if d.since(Version2016) {
			list(d, "securityGroupRuleSet", rules, func(one rule) { d.groupRule(r.call, r.group, one) })
		}
	}, nil
}

// authorize stores new rules of one direction, giving each its id and the tags.
func (c *call) authorize(g securityGroup, rules []rule, tags []tag) error {
	present, err := rulesOf(c.db, g.key, rules[0].egress)
	if err != nil {
		return err
	}
	known := make(map[identity]bool, len(present))
	for _, r := range present {
		known[r.identity()] = true
	}
	for _, r := range rules {
		if known[r.identity()] {
			return duplicate(g, r)
		}
	}
	if err := c.checkQuota(g, present, rules); err != nil {
		return err
	}
	for i := range rules {
		rules[i].id, rules[i].tags = c.newID("sgr-"), tags
		if err := insertRule(c.db, g.key, rules[i]); err != nil {
			return err
		}
		if err := setTags(c.db, c.home(), typeRule, rules[i].id, tags); err != nil {
			return err
		}
	}
	return nil
}

// duplicate says that the group has the rule, in the words that AWS uses for each network.
func duplicate(g securityGroup, r rule) *failure {
	if g.classic() {
		source := r.source
		if r.kind == kindGroup {
			source = r.sourceAccount + "/" + r.sourceName
		}
		return refuse("InvalidPermission.Duplicate", "The permission '%s-%s-%d-%d' has already been authorized on the specified group",
			source, r.protocol, r.from, r.to)
	}
	return refuse("InvalidPermission.Duplicate", "the specified rule \"peer: %s, %s, ALLOW\" already exists", r.source, r.traffic.peerText())
}

// peerText is the traffic as messages about duplicates have it.
func (t traffic) peerText() string {
	switch {
	case t.protocol == "-1":
		return "ALL"
	case t.protocol == "icmp" || t.protocol == "icmpv6":
		return fmt.Sprintf("%s, type: %d, code: %d", strings.ToUpper(t.protocol), t.from, t.to)
	case t.hasPorts():
		return fmt.Sprintf("%s, from port: %d, to port: %d", strings.ToUpper(t.protocol), t.from, t.to)
	}
	return "protocol: " + t.protocol
}
