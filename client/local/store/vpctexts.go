package store

import "strings"

// IsDefaultText is how filters name whether it is the default VPC.
func (v *VPC) IsDefaultText() string {
	if v.IsDefault {
		return "true"
	}
	return "false"
}

// CIDRAssociation is the id of the association of the IPv4 range. The associations of the VPC's ranges have no life of their own here: their ids follow from the VPC's.
func (v *VPC) CIDRAssociation() string { return "vpc-cidr-assoc-" + strings.TrimPrefix(v.ID, "vpc-") }

// IPv6Association is the id of that of the IPv6 range.
func (v *VPC) IPv6Association() string { return "vpc-cidr-assoc-6" + strings.TrimPrefix(v.ID, "vpc-") }

// Number is its key, for pages.
func (v *VPC) Number() int64 { return v.key }
