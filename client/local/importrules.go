package local

import "fmt"

// permission takes in one IP permission of a group: a rule for each of its sources.
func (i *importer) permission(path string, g securityGroup, egress bool, p describedPermission) error {
	t, err := ruleTraffic(path, p.IpProtocol, p.FromPort, p.ToPort, g.classic())
	if err != nil {
		return err
	}
	add := func(path string, r rule, err error) error {
		if err != nil {
			return err
		}
		r.id, r.egress, r.traffic = i.newID("sgr-"), egress, t
		i.brought.Rules++
		return stored(path, insertRule(i.db, g.key, r))
	}
	for n, x := range p.IpRanges {
		path := fmt.Sprintf("%s.IpRanges[%d]", path, n)
		cidr, err := checkCIDR(path+".CidrIp", x.CidrIp, kindIPv4)
		if err := add(path, rule{kind: kindIPv4, source: cidr, description: x.Description}, err); err != nil {
			return err
		}
	}
	for n, x := range p.Ipv6Ranges {
		path := fmt.Sprintf("%s.Ipv6Ranges[%d]", path, n)
		cidr, err := checkCIDR(path+".CidrIpv6", x.CidrIpv6, kindIPv6)
		if err := add(path, rule{kind: kindIPv6, source: cidr, description: x.Description}, err); err != nil {
			return err
		}
	}
	for n, x := range p.PrefixListIds {
		path := fmt.Sprintf("%s.PrefixListIds[%d]", path, n)
		err := i.namedList(path+".PrefixListId", g.home, x.PrefixListId)
		if err := add(path, rule{kind: kindPrefix, source: x.PrefixListId, description: x.Description}, err); err != nil {
			return err
		}
	}
	for n, x := range p.UserIdGroupPairs {
		path := fmt.Sprintf("%s.UserIdGroupPairs[%d]", path, n)
		r, err := i.pair(path, g, x)
		if err := add(path, r, err); err != nil {
			return err
		}
	}
	return nil
}

// pair is the source group that a pair names, which need not be there.
func (i *importer) pair(path string, g securityGroup, x describedPair) (rule, error) {
	r := rule{kind: kindGroup, source: x.GroupId, sourceAccount: x.UserId, description: x.Description}
	if r.sourceAccount == "" {
		r.sourceAccount = g.account
	}
	if x.GroupId == "" && x.GroupName != "" {
		source, found, err := groupByName(i.db, home{g.region, r.sourceAccount}, g.vpc, x.GroupName)
		if err != nil {
			return r, err
		}
		if !found {
			return r, wrong(path+".GroupName", "there is no group %q of account %s, and the pair has no GroupId", x.GroupName, r.sourceAccount)
		}
		r.source = source.id
	}
	if err := checkID(path+".GroupId", r.source, "sg-"); err != nil {
		return r, err
	}
	if g.classic() {
		r.sourceName = x.GroupName
	}
	if x.VpcPeeringConnectionId == "" {
		return r, nil
	}
	r.sourceVPC, r.peering = x.VpcId, x.VpcPeeringConnectionId
	return r, i.namedPeering(path, g, r, x.PeeringStatus)
}
