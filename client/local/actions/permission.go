package actions

import (
	"sluice/client/local/wire"
)

// ipPermission is one IpPermissions.n of a request: a protocol with its ports, and any number of sources.
type ipPermission struct {
	IpProtocol    *string
	FromPort      *int
	ToPort        *int
	Groups        []groupPair
	IpRanges      []ipRange
	Ipv6Ranges    []ipv6Range      `query:",since=2016-11-15"`
	PrefixListIds []prefixListPair `query:",since=2016-11-15"`
}

type groupPair struct {
	UserId                 string
	GroupName              string
	GroupId                string
	Description            *string `query:",since=2016-11-15"`
	VpcId                  string  `query:",since=2016-11-15"`
	VpcPeeringConnectionId string  `query:",since=2016-11-15"`
	PeeringStatus          string  `query:",since=2016-11-15"`
}

type ipRange struct {
	CidrIp      string
	Description *string `query:",since=2016-11-15"`
}

type ipv6Range struct {
	CidrIpv6    string
	Description *string
}

type prefixListPair struct {
	PrefixListId string
	Description  *string
}

// flatPermission is the older form of a request for one permission.
type flatPermission struct {
	CidrIp                     string  `query:",since=2016-11-15"`
	IpProtocol                 *string `query:",since=2016-11-15"`
	FromPort                   *int    `query:",since=2016-11-15"`
	ToPort                     *int    `query:",since=2016-11-15"`
	SourceSecurityGroupName    string  `query:",since=2016-11-15"`
	SourceSecurityGroupOwnerId string  `query:",since=2016-11-15"`
}

func (f flatPermission) given() bool {
	return f != flatPermission{}
}

// permissions are the flat parameters as IP permissions. A source group by name "grants full ICMP, UDP and TCP
// access" (API reference): three permissions.
func (f flatPermission) permissions() ([]ipPermission, error) {
	if f.SourceSecurityGroupName == "" {
		if f.SourceSecurityGroupOwnerId != "" {
			return nil, wire.MissingParameter("SourceSecurityGroupName")
		}
		p := ipPermission{IpProtocol: f.IpProtocol, FromPort: f.FromPort, ToPort: f.ToPort}
		if f.CidrIp != "" {
			p.IpRanges = []ipRange{{CidrIp: f.CidrIp}}
		}
		return []ipPermission{p}, nil
	}
	if f.CidrIp != "" || f.IpProtocol != nil || f.FromPort != nil || f.ToPort != nil {
		return nil, wire.Refuse("InvalidParameterCombination", "The parameter SourceSecurityGroupName cannot be used with CidrIp, IpProtocol, FromPort or ToPort; use IpPermissions")
	}
	pairs := []groupPair{{GroupName: f.SourceSecurityGroupName, UserId: f.SourceSecurityGroupOwnerId}}
	full := func(protocol string, from, to int) ipPermission {
		return ipPermission{IpProtocol: &protocol, FromPort: &from, ToPort: &to, Groups: pairs}
	}
	return []ipPermission{full("tcp", 1, 65535), full("udp", 1, 65535), full("icmp", -1, -1)}, nil
}

// requested are the permissions of a request in either form, which exclude each other.
func requested(listed []ipPermission, flat flatPermission) ([]ipPermission, error) {
	if !flat.given() {
		return listed, nil
	}
	if len(listed) > 0 {
		return nil, wire.Refuse("InvalidParameterCombination", "The parameter IpPermissions cannot be used with CidrIp, IpProtocol, FromPort, ToPort or SourceSecurityGroupName")
	}
	return flat.permissions()
}
