package rehearsal

import (
	"fmt"
	"slices"

	"sluice/client/local/store"
)

// replace puts an exported state in the place of what there is.
func (i *importer) replace(state exported) error {
	if err := store.Clear(i.db); err != nil {
		return err
	}
	homes := make(map[store.Home]bool)
	for n, h := range state.Homes {
		path := fmt.Sprintf("homes[%d]", n)
		if err := checkHome(path, h.Region, h.Account); err != nil {
			return err
		}
		if err := stored(path, store.RecordHome(i.db, store.Home{Region: h.Region, Account: h.Account}, h.Classic)); err != nil {
			return err
		}
		homes[store.Home{Region: h.Region, Account: h.Account}] = true
		i.brought.Homes = append(i.brought.Homes, store.Home{Region: h.Region, Account: h.Account})
	}
	vpcs := make(map[string]bool)
	for n, v := range state.VPCs {
		if err := i.vpc(fmt.Sprintf("vpcs[%d]", n), v, homes); err != nil {
			return err
		}
		vpcs[v.ID] = true
	}
	for n, g := range state.SecurityGroups {
		if err := i.group(fmt.Sprintf("securityGroups[%d]", n), g, homes, vpcs); err != nil {
			return err
		}
	}
	for n, l := range state.PrefixLists {
		if err := i.prefixList(fmt.Sprintf("prefixLists[%d]", n), l); err != nil {
			return err
		}
	}
	for n, p := range state.Peerings {
		if err := i.peering(fmt.Sprintf("peerings[%d]", n), p); err != nil {
			return err
		}
	}
	for n, t := range state.Tags {
		if err := i.tag(fmt.Sprintf("tags[%d]", n), t); err != nil {
			return err
		}
	}
	return nil
}

// checkKnownHome refuses a home that is not among those of the input.
func checkKnownHome(path, region, account string, homes map[store.Home]bool) error {
	if !homes[store.Home{Region: region, Account: account}] {
		return wrong(path, "account %q in region %q is not among the homes", account, region)
	}
	return nil
}

func (i *importer) vpc(path string, x exportedVPC, homes map[store.Home]bool) error {
	if err := checkID(path+".id", x.ID, "vpc-"); err != nil {
		return err
	}
	if err := checkKnownHome(path, x.Region, x.Account, homes); err != nil {
		return err
	}
	v := store.VPC{ID: x.ID, Home: store.Home{Region: x.Region, Account: x.Account}, IsDefault: x.Default, Tenancy: x.Tenancy, DHCPOptions: x.DHCPOptions}
	var err error
	if v.CIDR, err = checkCIDR(path+".cidr", x.CIDR, store.KindIPv4); err != nil {
		return err
	}
	if x.IPv6CIDR != "" {
		if v.IPv6CIDR, err = checkCIDR(path+".ipv6Cidr", x.IPv6CIDR, store.KindIPv6); err != nil {
			return err
		}
	}
	return stored(path, store.InsertVPC(i.db, &v))
}

func (i *importer) group(path string, x exportedGroup, homes map[store.Home]bool, vpcs map[string]bool) error {
	if err := checkID(path+".id", x.ID, "sg-"); err != nil {
		return err
	}
	if err := checkKnownHome(path, x.Region, x.Account, homes); err != nil {
		return err
	}
	if x.VPC != "" && !vpcs[x.VPC] {
		return wrong(path+".vpc", "%q is not among the vpcs", x.VPC)
	}
	if x.Name == "" {
		return wrong(path+".name", "a group has a name")
	}
	g := store.Group{ID: x.ID, Home: store.Home{Region: x.Region, Account: x.Account}, VPC: x.VPC, Name: x.Name, Description: x.Description}
	if err := stored(path, store.InsertGroup(i.db, &g)); err != nil {
		return err
	}
	i.brought.Groups++
	for n, x := range x.Rules {
		path := fmt.Sprintf("%s.rules[%d]", path, n)
		r, err := x.rule(path, g.Classic())
		if err != nil {
			return err
		}
		if err := stored(path, store.InsertRule(i.db, g.Key, r)); err != nil {
			return err
		}
		i.brought.Rules++
	}
	return nil
}

// rule is the rule of the exported form at path.
func (x exportedRule) rule(path string, classic bool) (r store.Rule, err error) {
	r = store.Rule{ID: x.ID, Egress: x.Egress, Description: x.Description}
	if err := checkID(path+".id", x.ID, "sgr-"); err != nil {
		return r, err
	}
	if r.Traffic, err = ruleTraffic(path, x.Protocol, x.FromPort, x.ToPort, classic); err != nil {
		return r, err
	}
	sources := 0
	if x.CidrIPv4 != "" {
		sources++
		r.Kind = store.KindIPv4
		r.Source, err = checkCIDR(path+".cidrIpv4", x.CidrIPv4, store.KindIPv4)
	}
	if x.CidrIPv6 != "" && err == nil {
		sources++
		r.Kind = store.KindIPv6
		r.Source, err = checkCIDR(path+".cidrIpv6", x.CidrIPv6, store.KindIPv6)
	}
	if x.PrefixList != "" && err == nil {
		sources++
		r.Kind, r.Source, err = store.KindPrefix, x.PrefixList, checkID(path+".prefixListId", x.PrefixList, "pl-")
	}
	if x.Group != nil && err == nil {
		sources++
		r.Kind, r.Source, err = store.KindGroup, x.Group.ID, checkID(path+".referencedGroup.id", x.Group.ID, "sg-")
		r.SourceAccount, r.SourceName, r.SourceVPC, r.Peering = x.Group.Account, x.Group.Name, x.Group.VPC, x.Group.Peering
	}
	if sources != 1 && err == nil {
		err = wrong(path, "a rule has exactly one of cidrIpv4, cidrIpv6, prefixListId and referencedGroup, this has %d", sources)
	}
	return r, err
}

func (i *importer) prefixList(path string, x exportedList) error {
	if err := checkID(path+".id", x.ID, "pl-"); err != nil {
		return err
	}
	if x.Account != store.AWSOwned || !store.IsRegion(x.Region) {
		if err := checkHome(path, x.Region, x.Account); err != nil {
			return err
		}
	}
	kind, known := map[string]store.SourceKind{"IPv4": store.KindIPv4, "IPv6": store.KindIPv6}[x.Family]
	switch {
	case !known:
		return wrong(path+".family", "%q is neither IPv4 nor IPv6", x.Family)
	case x.MaxEntries < 1 || x.MaxEntries > 1000:
		return wrong(path+".maxEntries", "%d is not 1 to 1000", x.MaxEntries)
	case x.Version < 1:
		return wrong(path+".version", "%d: versions count from 1", x.Version)
	}
	l := store.PrefixList{ID: x.ID, Home: store.Home{Region: x.Region, Account: x.Account}, Name: x.Name, Family: x.Family, MaxEntries: x.MaxEntries,
		Version: x.Version, State: x.State, StateMessage: x.StateMessage}
	if err := stored(path, store.InsertPrefixList(i.db, &l, nil)); err != nil {
		return err
	}
	if err := stored(path, store.UpdatePrefixList(i.db, l)); err != nil {
		return err
	}
	for n, entry := range x.Entries {
		path := fmt.Sprintf("%s.entries[%d]", path, n)
		cidr, err := checkCIDR(path+".cidr", entry.CIDR, kind)
		if err != nil {
			return err
		}
		if entry.Added < 1 || entry.Added > x.Version || entry.Removed != nil && (*entry.Removed <= entry.Added || *entry.Removed > x.Version) {
			return wrong(path, "added and removed are versions of the list, 1 to %d, the first below the second", x.Version)
		}
		_, err = i.db.Exec("INSERT INTO prefix_list_entry (list_key, cidr, description, added, removed) VALUES (?, ?, ?, ?, ?)",
			l.Key, cidr, entry.Description, entry.Added, entry.Removed)
		if err := stored(path, err); err != nil {
			return err
		}
	}
	return nil
}

func (i *importer) peering(path string, x exportedPeering) error {
	for _, check := range []error{
		checkID(path+".id", x.ID, "pcx-"), checkID(path+".vpc", x.VPC, "vpc-"), checkID(path+".accepterVpc", x.AccepterVPC, "vpc-"),
		checkHome(path, x.Region, x.Account), checkHome(path+" (accepter)", x.AccepterRegion, x.AccepterAccount),
	} {
		if check != nil {
			return check
		}
	}
	statuses := []string{store.StatusPending, store.StatusActive, store.StatusDeleted, store.StatusFailed, store.StatusExpired, "rejected"}
	if !slices.Contains(statuses, x.Status) {
		return wrong(path+".status", "%q is none of %v", x.Status, statuses)
	}
	return stored(path, store.InsertPeering(i.db, &store.Peering{ID: x.ID, Home: store.Home{Region: x.Region, Account: x.Account}, VPC: x.VPC,
		Accepter: store.Home{Region: x.AccepterRegion, Account: x.AccepterAccount}, AccepterVPC: x.AccepterVPC,
		Status: x.Status, Message: x.Message, Expires: x.Expires}))
}

func (i *importer) tag(path string, x exportedTag) error {
	if err := checkHome(path, x.Region, x.Account); err != nil {
		return err
	}
	if x.Resource == "" || x.Type == "" || x.Key == "" {
		return wrong(path, "a tag has a resource, a type and a key")
	}
	return stored(path, store.SetTags(i.db, store.Home{Region: x.Region, Account: x.Account}, x.Type, x.Resource, []store.Tag{{Key: x.Key, Value: x.Value}}))
}
