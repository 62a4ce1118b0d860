package ingress

import "net/netip"

// PrefixList is a managed prefix list as EC2 tells it.
type PrefixList struct {
	ID   string
	Name string
	// Family is IPv4 or IPv6 (DescribeManagedPrefixLists, AddressFamily), or ""
	// where it is not known.
	Family string
	// Weight is what a rule that names the list counts towards a group's quota:
	// the most entries of a customer's list, the published weight of one of
	// AWS's own (VPC user guide, prefix lists). 0 where it is not known.
	Weight int
	// Entries are the CIDRs that it holds now; nil where they cannot be read.
	Entries []netip.Prefix
}

// PrefixLists are those that are known, by id. A list that is not known is told
// from others by its id, and counts as one.
type PrefixLists map[string]PrefixList

// of is the list that a source names.
func (ls PrefixLists) of(s Source) (PrefixList, bool) {
	list, ok := ls[s.PrefixListID()]
	return list, ok && s.kind == SourcePrefixListID
}
