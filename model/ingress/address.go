package ingress

import (
	"cmp"
	"encoding/binary"
	"net/netip"
)

// address is an IP address as a number of 128 bits. IPv4 uses the lower 32: the
// families are never compared with each other.
type address struct{ hi, lo uint64 }

func (a address) compare(b address) int {
	return cmp.Or(cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo))
}

func (a address) atMost(b address) bool {
	return a.hi < b.hi || a.hi == b.hi && a.lo <= b.lo
}

// next is the address after a; the last of all has address 0 after it.
func (a address) next() address {
	a.lo++
	if a.lo == 0 {
		a.hi++
	}
	return a
}

// previous is the address before a, which is not the first of all.
func (a address) previous() address {
	if a.lo == 0 {
		a.hi--
	}
	a.lo--
	return a
}

// block is a range of addresses, both ends included.
type block struct{ first, last address }

// blockOf is the range of a canonical prefix.
func blockOf(p netip.Prefix) block {
	host := p.Addr().BitLen() - p.Bits()
	var first address
	if p.Addr().Is4() {
		bytes := p.Addr().As4()
		first.lo = uint64(binary.BigEndian.Uint32(bytes[:]))
	} else {
		bytes := p.Addr().As16()
		first = address{binary.BigEndian.Uint64(bytes[:8]), binary.BigEndian.Uint64(bytes[8:])}
	}
	// Shifts by 64 and more give 0, and 0-1 is all ones.
	lower, upper := uint64(1)<<min(host, 64)-1, uint64(1)<<max(host-64, 0)-1
	return block{first, address{first.hi | upper, first.lo | lower}}
}

func (b block) holds(c block) bool {
	return b.first.atMost(c.first) && c.last.atMost(b.last)
}

func (b block) touches(c block) bool {
	return b.first.atMost(c.last) && c.first.atMost(b.last)
}

// and is what two blocks that touch have in common.
func (b block) and(c block) block {
	if b.first.atMost(c.first) {
		b.first = c.first
	}
	if c.last.atMost(b.last) {
		b.last = c.last
	}
	return b
}

// size is the number of addresses, to the 53 bits that comparing sizes needs.
func (b block) size() float64 {
	const word = 1 << 64
	return (float64(b.last.hi)-float64(b.first.hi))*word + (float64(b.last.lo) - float64(b.first.lo)) + 1
}

func sizeOf(blocks []block) float64 {
	var size float64
	for _, b := range blocks {
		size += b.size()
	}
	return size
}

// public4 is the IPv4 internet: the addresses that the IANA IPv4
// Special-Purpose Address Registry does not keep from being globally reachable,
// multicast and the class E addresses left out too. Rules that admit all of it
// admit the world, whatever they leave out of the rest.
func public4() []block {
	special := []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "224.0.0.0/3",
	}
	var public []block
	var next address
	for _, text := range special {
		reserved := blockOf(netip.MustParsePrefix(text))
		if next.compare(reserved.first) < 0 {
			before := reserved.first
			before.lo--
			public = append(public, block{next, before})
		}
		next = reserved.last.next()
	}
	return public
}

// public6 is the IPv6 internet: the global unicast addresses (IANA IPv6 Address
// Space registry), of which all public ones are.
func public6() []block { return []block{blockOf(netip.MustParsePrefix("2000::/3"))} }
