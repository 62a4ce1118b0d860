package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// vpcActions are about VPCs.
func vpcActions() map[string]Action {
	return map[string]Action{
		"CreateVpc":        {Run: writing(createVPC)},
		"CreateDefaultVpc": {Run: writing(createDefaultVPC), Since: wire.Version2016},
		"DeleteVpc":        {Run: writing(deleteVPC)},
		"DescribeVpcs":     {Run: reading(describeVPCs)},
	}
}

type describeVPCsRequest struct {
	VpcId  []string
	Filter []filter
	DryRun bool `query:",since=2016-11-15"`
	paging
}

// vpcFacts are the filters of DescribeVpcs, besides those on tags.
func vpcFacts() map[string]facts[*store.VPC] {
	cidr := fact(func(v *store.VPC) string { return v.CIDR })
	ofIPv6 := func(of func(*store.VPC) string) facts[*store.VPC] {
		return func(v *store.VPC) []string {
			if v.IPv6CIDR == "" {
				return nil
			}
			return []string{of(v)}
		}
	}
	return map[string]facts[*store.VPC]{
		"cidr": cidr, "cidr-block": cidr, "cidrBlock": cidr,
		"dhcp-options-id": fact(func(v *store.VPC) string { return v.DHCPOptions }), "dhcpOptionsId": fact(func(v *store.VPC) string { return v.DHCPOptions }),
		"is-default": fact((*store.VPC).IsDefaultText), "isDefault": fact((*store.VPC).IsDefaultText),
		"owner-id":                              fact(func(v *store.VPC) string { return v.Account }),
		"state":                                 fact(func(*store.VPC) string { return "available" }),
		"vpc-id":                                fact(func(v *store.VPC) string { return v.ID }),
		"cidr-block-association.association-id": fact((*store.VPC).CIDRAssociation),
		"cidr-block-association.cidr-block":     cidr,
		"cidr-block-association.state":          fact(func(*store.VPC) string { return "associated" }),
		"ipv6-cidr-block-association.association-id":  ofIPv6((*store.VPC).IPv6Association),
		"ipv6-cidr-block-association.ipv6-cidr-block": ofIPv6(func(v *store.VPC) string { return v.IPv6CIDR }),
		"ipv6-cidr-block-association.ipv6-pool":       ofIPv6(func(*store.VPC) string { return "Amazon" }),
		"ipv6-cidr-block-association.state":           ofIPv6(func(*store.VPC) string { return "associated" }),
	}
}

func describeVPCs(c *Call, request describeVPCsRequest) (wire.Answer, error) {
	wanted, err := criteriaOf(request.Filter, vpcFacts(), func(v *store.VPC) []store.Tag { return v.Tags })
	if err != nil {
		return nil, err
	}
	at, err := c.pageOf(request.paging, 5, 1000, []any{request.VpcId, request.Filter})
	if err != nil {
		return nil, err
	}
	listed, err := c.listedVPCs(request.VpcId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	read := ofCaller(c, store.AllVPCs)
	if listed != nil {
		read = fromList(listed, (*store.VPC).Number)
	}
	vpcs, next, err := collect(c, at, wanted, read, (*store.VPC).Number)
	if err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		wire.List(d, "vpcSet", vpcs, func(v *store.VPC) { writeVPC(d, v, "available", "associated") })
		d.Optional("nextToken", next)
	}, nil
}

// listedVPCs are the caller's VPCs with the ids, in the order of their keys; an id that is not there is a failure.
func (c *Call) listedVPCs(ids []string) (vpcs []*store.VPC, err error) {
	for _, id := range ids {
		v, err := c.ownVPC(id)
		if err != nil {
			return nil, err
		}
		if v.Tags, err = store.TagsOf(c.db, c.Home(), v.ID); err != nil {
			return nil, err
		}
		vpcs = append(vpcs, &v)
	}
	return inOrder(vpcs, (*store.VPC).Number), nil
}

// writeVPC writes a VPC in a state, with the state of its IPv6 range. Whether it is the default one came after 2011-12-15.
func writeVPC(d *wire.Document, v *store.VPC, state, ipv6State string) {
	d.Text("vpcId", v.ID)
	d.Text("state", state)
	d.Text("cidrBlock", v.CIDR)
	d.Text("dhcpOptionsId", v.DHCPOptions)
	writeTags(d, v.Tags)
	d.Text("instanceTenancy", v.Tenancy)
	if !d.Since(wire.Version2016) {
		return
	}
	d.Text("ownerId", v.Account)
	d.Boolean("isDefault", v.IsDefault)
	wire.List(d, "cidrBlockAssociationSet", []string{v.CIDR}, func(cidr string) {
		d.Text("associationId", v.CIDRAssociation())
		d.Text("cidrBlock", cidr)
		d.Element("cidrBlockState", func() { d.Text("state", "associated") })
	})
	if v.IPv6CIDR == "" {
		return
	}
	wire.List(d, "ipv6CidrBlockAssociationSet", []string{v.IPv6CIDR}, func(cidr string) {
		d.Text("associationId", v.IPv6Association())
		d.Text("ipv6CidrBlock", cidr)
		d.Element("ipv6CidrBlockState", func() { d.Text("state", ipv6State) })
		d.Text("ipv6Pool", "Amazon")
	})
}

// ownVPC is the caller's VPC with the id.
func (c *Call) ownVPC(id string) (store.VPC, error) {
	v, found, err := store.VPCByID(c.db, c.Region, id)
	if err == nil && (!found || v.Account != c.Account) {
		err = wire.Refuse("InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", id)
	}
	return v, err
}
