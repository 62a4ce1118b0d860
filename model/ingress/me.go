package ingress

import (
	"net/netip"
	"slices"
	"strings"
)

// me is how a source names the user's own address.
const me = "me"

// NamesMe reports whether a source of the draft is "me": the user's own address,
// which has to be found before the draft can be read.
func (d Draft) NamesMe() bool {
	return slices.ContainsFunc(d.entries, func(e Entry) bool {
		return slices.ContainsFunc(splitSources(e.text[FieldSource]), isMe)
	})
}

func isMe(source string) bool { return strings.EqualFold(source, me) }

// WithMe puts the user's own address in the place of every "me", as /32 or /128,
// so that it is seen before it is used.
func (d Draft) WithMe(address netip.Addr) Draft {
	address = address.Unmap().WithZone("")
	cidr := netip.PrefixFrom(address, address.BitLen()).String()
	for i, e := range d.entries {
		sources := splitSources(e.text[FieldSource])
		if !slices.ContainsFunc(sources, isMe) {
			continue
		}
		for j, s := range sources {
			if isMe(s) {
				sources[j] = cidr
			}
		}
		d = d.Edit(i, FieldSource, strings.Join(sources, ", "))
	}
	return d
}
