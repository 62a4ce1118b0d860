package notation

import "sluice/model/ingress"

// The fields of an IP permission as the AWS CLI and the SDKs name them, in the
// order of the EC2 API reference's examples.
type (
	ipPermission struct {
		IpProtocol       string
		FromPort         *int              `json:",omitempty"`
		ToPort           *int              `json:",omitempty"`
		UserIdGroupPairs []userIDGroupPair `json:",omitempty"`
		IpRanges         []ipRange         `json:",omitempty"`
		Ipv6Ranges       []ipv6Range       `json:",omitempty"`
		PrefixListIds    []prefixListID    `json:",omitempty"`
	}
	userIDGroupPair struct {
		GroupName   string `json:",omitempty"`
		GroupId     string `json:",omitempty"`
		UserId      string `json:",omitempty"`
		Description string `json:",omitempty"`
	}
	ipRange struct {
		CidrIp      string
		Description string `json:",omitempty"`
	}
	ipv6Range struct {
		CidrIpv6    string
		Description string `json:",omitempty"`
	}
	prefixListID struct {
		PrefixListId string
		Description  string `json:",omitempty"`
	}
)

// ipPermissions are rules as requests carry them.
func ipPermissions(rules []ingress.Wanted) []ipPermission {
	var permissions []ipPermission
	for _, p := range ingress.Permissions(rules) {
		wire := ipPermission{IpProtocol: p.Protocol.Wire()}
		if p.HasRange() {
			wire.FromPort, wire.ToPort = &p.From, &p.To
		}
		for _, w := range p.Rules {
			wire.add(w)
		}
		permissions = append(permissions, wire)
	}
	return permissions
}

func (p *ipPermission) add(w ingress.Wanted) {
	source, note := w.Source(), w.Description
	switch source.Kind() {
	case ingress.SourceIPv4:
		p.IpRanges = append(p.IpRanges, ipRange{source.Prefix().String(), note})
	case ingress.SourceIPv6:
		p.Ipv6Ranges = append(p.Ipv6Ranges, ipv6Range{source.Prefix().String(), note})
	case ingress.SourcePrefixListID:
		p.PrefixListIds = append(p.PrefixListIds, prefixListID{source.PrefixListID(), note})
	case ingress.SourceGroup:
		p.UserIdGroupPairs = append(p.UserIdGroupPairs, userIDGroupPair{GroupId: source.GroupID(), UserId: w.SourceOwner, Description: note})
	case ingress.SourceNamedGroup:
		owner, name := source.NamedGroup()
		p.UserIdGroupPairs = append(p.UserIdGroupPairs, userIDGroupPair{GroupName: name, UserId: owner, Description: note})
	}
}

// parameter is a name and a value of a request, in the Query API's spelling.
type parameter struct{ name, value string }

// parameters are those of the permission, without what is empty.
func (p ipPermission) parameters() []parameter {
	parameters := []parameter{{"IpProtocol", p.IpProtocol}}
	if p.FromPort != nil {
		parameters = append(parameters, parameter{"FromPort", decimal(*p.FromPort)}, parameter{"ToPort", decimal(*p.ToPort)})
	}
	add := func(list string, i int, given ...parameter) {
		for _, g := range given {
			if g.value != "" {
				parameters = append(parameters, parameter{list + "." + decimal(i+1) + "." + g.name, g.value})
			}
		}
	}
	for i, g := range p.UserIdGroupPairs {
		add("Groups", i, parameter{"GroupName", g.GroupName}, parameter{"GroupId", g.GroupId}, parameter{"UserId", g.UserId}, parameter{"Description", g.Description})
	}
	for i, r := range p.IpRanges {
		add("IpRanges", i, parameter{"CidrIp", r.CidrIp}, parameter{"Description", r.Description})
	}
	for i, r := range p.Ipv6Ranges {
		add("Ipv6Ranges", i, parameter{"CidrIpv6", r.CidrIpv6}, parameter{"Description", r.Description})
	}
	for i, l := range p.PrefixListIds {
		add("PrefixListIds", i, parameter{"PrefixListId", l.PrefixListId}, parameter{"Description", l.Description})
	}
	return parameters
}
