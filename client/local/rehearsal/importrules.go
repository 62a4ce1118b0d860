package rehearsal

import (
	"fmt"

	"sluice/client/local/store"
)

// permission takes in one IP permission of a group: a rule for each of its sources.
func (i *importer) permission(path string, g store.Group, egress bool, p describedPermission) error {
	t, err := ruleTraffic(path, p.IpProtocol, p.FromPort, p.ToPort, g.Classic())
	if err != nil {
		return err
	}
	add := func(path string, r store.Rule, err error) error {
		if err != nil {
			return err
		}
		r.ID, r.Egress, r.Traffic = i.newID("sgr-"), egress, t
		i.brought.Rules++
		return stored(path, store.InsertRule(i.db, g.Key, r))
	}
	for n, x := range p.IpRanges {
		path := fmt.Sprintf("%s.IpRanges[%d]", path, n)
		cidr, err := checkCIDR(path+".CidrIp", x.CidrIp, store.KindIPv4)
		if err := add(path, store.Rule{Kind: store.KindIPv4, Source: cidr, Description: x.Description}, err); err != nil {
			return err
		}
	}
	for n, x := range p.Ipv6Ranges {
		path := fmt.Sprintf("%s.Ipv6Ranges[%d]", path, n)
		cidr, err := checkCIDR(path+".CidrIpv6", x.CidrIpv6, store.KindIPv6)
		if err := add(path, store.Rule{Kind: store.KindIPv6, Source: cidr, Description: x.Description}, err); err != nil {
			return err
		}
	}
	for n, x := range p.PrefixListIds {
		path := fmt.Sprintf("%s.PrefixListIds[%d]", path, n)
		err := i.namedList(path+".PrefixListId", g.Home, x.PrefixListId)
		if err := add(path, store.Rule{Kind: store.KindPrefix, Source: x.PrefixListId, Description: x.Description}, err); err != nil {
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
func (i *importer) pair(path string, g store.Group, x describedPair) (store.Rule, error) {
	r := store.Rule{Kind: store.KindGroup, Source: x.GroupId, SourceAccount: x.UserId, Description: x.Description}
	if r.SourceAccount == "" {
		r.SourceAccount = g.Account
	}
	if x.GroupId == "" && x.GroupName != "" {
		source, found, err := store.GroupByName(i.db, store.Home{Region: g.Region, Account: r.SourceAccount}, g.VPC, x.GroupName)
		if err != nil {
			return r, err
		}
		if !found {
			return r, wrong(path+".GroupName", "there is no group %q of account %s, and the pair has no GroupId", x.GroupName, r.SourceAccount)
		}
		r.Source = source.ID
	}
	if err := checkID(path+".GroupId", r.Source, "sg-"); err != nil {
		return r, err
	}
	if g.Classic() {
		r.SourceName = x.GroupName
	}
	if x.VpcPeeringConnectionId == "" {
		return r, nil
	}
	r.SourceVPC, r.Peering = x.VpcId, x.VpcPeeringConnectionId
	return r, i.namedPeering(path, g, r, x.PeeringStatus)
}
