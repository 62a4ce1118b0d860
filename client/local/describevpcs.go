package local

import "strings"

// vpcActions are about VPCs.
func vpcActions() map[string]action {
	return map[string]action{
		"CreateVpc":        {run: writing(createVPC)},
		"CreateDefaultVpc": {run: writing(createDefaultVPC), since: Version2016},
		"DeleteVpc":        {run: writing(deleteVPC)},
		"DescribeVpcs":     {run: reading(describeVPCs)},
	}
}

type describeVPCsRequest struct {
	VpcId  []string
	Filter []filter
	DryRun bool `query:",since=2016-11-15"`
	paging
}

// vpcFacts are the filters of DescribeVpcs, besides those on tags.
func vpcFacts() map[string]facts[*vpc] {
	cidr := fact(func(v *vpc) string { return v.cidr })
	ofIPv6 := func(of func(*vpc) string) facts[*vpc] {
		return func(v *vpc) []string {
			if v.ipv6CIDR == "" {
				return nil
			}
			return []string{of(v)}
		}
	}
	return map[string]facts[*vpc]{
		"cidr": cidr, "cidr-block": cidr, "cidrBlock": cidr,
		"dhcp-options-id": fact(func(v *vpc) string { return v.dhcpOptions }), "dhcpOptionsId": fact(func(v *vpc) string { return v.dhcpOptions }),
		"is-default": fact((*vpc).isDefaultText), "isDefault": fact((*vpc).isDefaultText),
		"owner-id":                              fact(func(v *vpc) string { return v.account }),
		"state":                                 fact(func(*vpc) string { return "available" }),
		"vpc-id":                                fact(func(v *vpc) string { return v.id }),
		"cidr-block-association.association-id": fact((*vpc).cidrAssociation),
		"cidr-block-association.cidr-block":     cidr,
		"cidr-block-association.state":          fact(func(*vpc) string { return "associated" }),
		"ipv6-cidr-block-association.association-id":  ofIPv6((*vpc).ipv6Association),
		"ipv6-cidr-block-association.ipv6-cidr-block": ofIPv6(func(v *vpc) string { return v.ipv6CIDR }),
		"ipv6-cidr-block-association.ipv6-pool":       ofIPv6(func(*vpc) string { return "Amazon" }),
		"ipv6-cidr-block-association.state":           ofIPv6(func(*vpc) string { return "associated" }),
	}
}

func (v *vpc) isDefaultText() string {
	if v.isDefault {
		return "true"
	}
	return "false"
}

// The associations of the VPC's ranges have no life of their own here: their ids follow from the VPC's.
func (v *vpc) cidrAssociation() string { return "vpc-cidr-assoc-" + strings.TrimPrefix(v.id, "vpc-") }
func (v *vpc) ipv6Association() string { return "vpc-cidr-assoc-6" + strings.TrimPrefix(v.id, "vpc-") }

func describeVPCs(c *call, request describeVPCsRequest) (answer, error) {
	wanted, err := criteriaOf(request.Filter, vpcFacts(), func(v *vpc) []tag { return v.tags })
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
		return nil, dryRunPassed()
	}
	read := c.allVPCs
	if listed != nil {
		read = fromList(listed, (*vpc).number)
	}
	vpcs, next, err := collect(c, at, wanted, read, (*vpc).number)
	if err != nil {
		return nil, err
	}
	return func(d *document) {
		list(d, "vpcSet", vpcs, func(v *vpc) { d.vpc(v, "available", "associated") })
		d.optional("nextToken", next)
	}, nil
}

func (v *vpc) number() int64 { return v.key }

// listedVPCs are the caller's VPCs with the ids, in the order of their keys; an id that is not there is a failure.
func (c *call) listedVPCs(ids []string) (vpcs []*vpc, err error) {
	for _, id := range ids {
		v, err := c.ownVPC(id)
		if err != nil {
			return nil, err
		}
		if v.tags, err = tagsOf(c.db, c.home(), v.id); err != nil {
			return nil, err
		}
		vpcs = append(vpcs, &v)
	}
	return inOrder(vpcs, (*vpc).number), nil
}

// allVPCs reads the caller's VPCs whose keys are above after, in the order of their keys.
func (c *call) allVPCs(after int64, limit int) (vpcs []*vpc, err error) {
	err = c.db.each(func(r row) error {
		v := new(vpc)
		vpcs = append(vpcs, v)
		return v.scan(r)
	}, "SELECT "+vpcColumns+" FROM vpc WHERE region = ? AND account = ? AND key > ? ORDER BY key LIMIT ?", c.region, c.account, after, limit)
	for _, v := range vpcs {
		if err != nil {
			break
		}
		v.tags, err = tagsOf(c.db, c.home(), v.id)
	}
	return vpcs, err
}

// vpc writes a VPC in a state, with the state of its IPv6 range. Whether it is the default one came after 2011-12-15.
func (d *document) vpc(v *vpc, state, ipv6State string) {
	d.text("vpcId", v.id)
	d.text("state", state)
	d.text("cidrBlock", v.cidr)
	d.text("dhcpOptionsId", v.dhcpOptions)
	d.tagSet(v.tags)
	d.text("instanceTenancy", v.tenancy)
	if !d.since(Version2016) {
		return
	}
	d.text("ownerId", v.account)
	d.boolean("isDefault", v.isDefault)
	list(d, "cidrBlockAssociationSet", []string{v.cidr}, func(cidr string) {
		d.text("associationId", v.cidrAssociation())
		d.text("cidrBlock", cidr)
		d.element("cidrBlockState", func() { d.text("state", "associated") })
	})
	if v.ipv6CIDR == "" {
		return
	}
	list(d, "ipv6CidrBlockAssociationSet", []string{v.ipv6CIDR}, func(cidr string) {
		d.text("associationId", v.ipv6Association())
		d.text("ipv6CidrBlock", cidr)
		d.element("ipv6CidrBlockState", func() { d.text("state", ipv6State) })
		d.text("ipv6Pool", "Amazon")
	})
}
