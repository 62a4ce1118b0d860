package actions

import (
	"crypto/sha256"
	"net/netip"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type createVPCRequest struct {
	CidrBlock       string
	InstanceTenancy string

	AmazonProvidedIpv6CidrBlock     bool               `query:",since=2016-11-15"`
	Ipv6CidrBlockNetworkBorderGroup string             `query:",since=2016-11-15"`
	Ipv6CidrBlock                   string             `query:",since=2016-11-15"`
	Ipv6Pool                        string             `query:",since=2016-11-15"`
	Ipv4IpamPoolId                  string             `query:",since=2016-11-15"`
	Ipv4NetmaskLength               *int               `query:",since=2016-11-15"`
	Ipv6IpamPoolId                  string             `query:",since=2016-11-15"`
	Ipv6NetmaskLength               *int               `query:",since=2016-11-15"`
	TagSpecification                []tagSpecification `query:",since=2016-11-15"`
	DryRun                          bool               `query:",since=2016-11-15"`
}

// createVPC makes a VPC with its default group.
func createVPC(c *Call, request createVPCRequest) (wire.Answer, error) {
	if err := refusePools(request); err != nil {
		return nil, err
	}
	v := store.VPC{Home: c.Home(), Tenancy: request.InstanceTenancy}
	var err error
	if v.CIDR, err = parseVPCRange(request.CidrBlock); err != nil {
		return nil, err
	}
	switch v.Tenancy {
	case "":
		v.Tenancy = "default"
	case "default", "dedicated":
	default:
		return nil, wire.InvalidValue("Value (%s) for parameter instanceTenancy is invalid: it is default or dedicated.", v.Tenancy)
	}
	if border := request.Ipv6CidrBlockNetworkBorderGroup; border != "" && (!request.AmazonProvidedIpv6CidrBlock || border != c.Region) {
		return nil, wire.Refuse("InvalidParameterCombination", "Ipv6CidrBlockNetworkBorderGroup needs AmazonProvidedIpv6CidrBlock, and to be %s", c.Region)
	}
	if v.Tags, err = tagsFor(store.TypeVPC, request.TagSpecification); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	return c.addVPC(v, request.AmazonProvidedIpv6CidrBlock)
}

type createDefaultVPCRequest struct{ DryRun bool }

// createDefaultVPC makes the default VPC anew after it was deleted.
func createDefaultVPC(c *Call, request createDefaultVPCRequest) (wire.Answer, error) {
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	_, found, err := store.DefaultVPC(c.db, c.Home())
	if err != nil {
		return nil, err
	}
	if found {
		return nil, wire.Refuse("DefaultVpcAlreadyExists", "A Default VPC already exists for this account in this region.")
	}
	return c.addVPC(store.VPC{Home: c.Home(), CIDR: store.DefaultVPCCIDR, IsDefault: true, Tenancy: "default"}, false)
}

// addVPC stores a VPC with its tags, and an IPv6 range if it is to have one. Its answer still calls it pending.
func (c *Call) addVPC(v store.VPC, ipv6 bool) (wire.Answer, error) {
	v.ID = c.newID("vpc-")
	if ipv6 {
		v.IPv6CIDR = amazonRange(v.ID)
	}
	// All VPCs of a home share the DHCP options that AWS made for it.
	options, found, err := store.DHCPOptionsOf(c.db, v.Home)
	if err != nil {
		return nil, err
	}
	if v.DHCPOptions = options; !found {
		v.DHCPOptions = c.newID("dopt-")
	}
	if v, err = store.MakeVPC(c.db, v, c.newID); err != nil {
		return nil, err
	}
	if err := store.SetTags(c.db, c.Home(), store.TypeVPC, v.ID, v.Tags); err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		d.Element("vpc", func() { writeVPC(d, &v, "pending", "associating") })
	}, nil
}

// refusePools refuses ranges from address pools, of which the account has none.
func refusePools(request createVPCRequest) error {
	switch {
	case request.Ipv4IpamPoolId != "":
		return noSuchPool("InvalidIpamPoolId.NotFound", request.Ipv4IpamPoolId)
	case request.Ipv6IpamPoolId != "":
		return noSuchPool("InvalidIpamPoolId.NotFound", request.Ipv6IpamPoolId)
	case request.Ipv6Pool != "":
		return noSuchPool("InvalidPoolID.NotFound", request.Ipv6Pool)
	case request.Ipv6CidrBlock != "" || request.Ipv4NetmaskLength != nil || request.Ipv6NetmaskLength != nil:
		return wire.Refuse("InvalidParameterCombination", "Ipv6CidrBlock, Ipv4NetmaskLength and Ipv6NetmaskLength need the pool that the range is from")
	}
	return nil
}

func noSuchPool(code, id string) *wire.Failure {
	return wire.Refuse(code, "The pool ID '%s' does not exist", id)
}

// parseVPCRange is the range of a VPC in canonical text: IPv4, of /16 to /28 (API reference, CreateVpc).
func parseVPCRange(text string) (string, error) {
	if text == "" {
		return "", wire.MissingParameter("cidrBlock")
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil || !prefix.Addr().Is4() {
		return "", wire.InvalidValue("Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block.", text)
	}
	if prefix.Bits() < 16 || prefix.Bits() > 28 {
		return "", wire.Refuse("InvalidVpc.Range", "The CIDR '%s' is invalid.", text)
	}
	return prefix.Masked().String(), nil
}

// amazonRange is an IPv6 range as Amazon hands them out, a /56, from the addresses for documentation (RFC 3849).
// It follows from the VPC's id.
func amazonRange(vpc string) string {
	sum := sha256.Sum256([]byte(vpc))
	address := [16]byte{0x20, 0x01, 0x0d, 0xb8, sum[0], sum[1], sum[2]}
	return netip.PrefixFrom(netip.AddrFrom16(address), 56).String()
}
