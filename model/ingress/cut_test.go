package ingress

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

// smallBoxes are boxes of one plane in 12 kinds of traffic and 16 addresses,
// whose blocks need not be prefixes.
func smallBoxes() *rapid.Generator[[]box] {
	one := rapid.Map(rapid.Uint32(), func(n uint32) box {
		lo, first := n%12, uint64(n>>8%16)
		first %= 16
		return box{span{lo, min(11, lo+n>>16%6)}, block{address{lo: first}, address{lo: min(15, first+uint64(n>>24%12))}}, plane4, int32(n >> 28)}
	})
	return rapid.SliceOfN(one, 0, 8)
}

// grid says of every point whether some box holds it.
func grid(boxes []box) (points [12][16]bool) {
	for traffic := range points {
		for addr := range points[traffic] {
			at := box{span{uint32(traffic), uint32(traffic)}, block{address{lo: uint64(addr)}, address{lo: uint64(addr)}}, plane4, 0}
			for _, b := range boxes {
				points[traffic][addr] = points[traffic][addr] || b.holds(&at)
			}
		}
	}
	return points
}

// Where boxes hold addresses together, against asking about every point: 100
// checks of 200 sets of boxes.
func TestFilledAgainstPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for range 200 {
			boxes := smallBoxes().Draw(t, "boxes")
			need := []block{{address{lo: 2}, address{lo: 6}}, {address{lo: 9}, address{lo: 12}}}
			points := grid(boxes)
			open, alone := filled(need, boxes, plane4)
			for traffic := range uint32(12) {
				all := true
				for _, addr := range []int{2, 3, 4, 5, 6, 9, 10, 11, 12} {
					all = all && points[traffic][addr]
				}
				if at := (span{traffic, traffic}); open.touches(at) != all || alone.touches(at) && !all {
					t.Fatalf("%v at %d: filled %t, by one box %t; want %t", boxes, traffic, open.touches(at), alone.touches(at), all)
				}
			}
		}
	})
}

// Boxes cover a box where they hold all its points, and those that are named do.
func TestCoverAgainstPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for range 200 {
			boxes := smallBoxes().Draw(t, "boxes")
			for i := range boxes {
				boxes[i].rule = int32(i)
			}
			target := box{span{3, 5}, block{address{lo: 4}, address{lo: 7}}, plane4, 99}
			rules := cover(target, boxes)
			if want := holdsGrid(boxes, target); (rules != nil) != want {
				t.Fatalf("%v: covered %t, want %t", boxes, rules != nil, want)
			}
			var named []box
			for _, rule := range rules {
				named = append(named, boxes[rule])
			}
			if rules != nil && !holdsGrid(named, target) {
				t.Fatalf("%v: %v do not cover it", boxes, rules)
			}
		}
	})
}

func holdsGrid(boxes []box, target box) bool {
	points := grid(boxes)
	for traffic := target.lo; traffic <= target.hi; traffic++ {
		for addr := target.from.first.lo; addr <= target.from.last.lo; addr++ {
			if !points[traffic][addr] {
				return false
			}
		}
	}
	return true
}

func TestBlocks(t *testing.T) {
	tests := []struct {
		prefix string
		want   block
		size   float64
	}{
		{"10.0.0.0/8", block{address{0, 0x0a000000}, address{0, 0x0affffff}}, 1 << 24},
		{"0.0.0.0/0", block{address{}, address{0, 0xffffffff}}, 1 << 32},
		{"255.255.255.255/32", block{address{0, 0xffffffff}, address{0, 0xffffffff}}, 1},
		{"::/0", block{address{}, address{^uint64(0), ^uint64(0)}}, 0x1p128},
		{"2000::/3", block{address{0x2000 << 48, 0}, address{0x4000<<48 - 1, ^uint64(0)}}, 0x1p125},
		{"2001:db8::/64", block{address{0x20010db8 << 32, 0}, address{0x20010db8 << 32, ^uint64(0)}}, 0x1p64},
		{"2001:db8::1/128", block{address{0x20010db8 << 32, 1}, address{0x20010db8 << 32, 1}}, 1},
		{"8000::/1", block{address{1 << 63, 0}, address{^uint64(0), ^uint64(0)}}, 0x1p127},
	}
	for _, tt := range tests {
		if b := blockOf(netip.MustParsePrefix(tt.prefix)); b != tt.want || b.size() != tt.size {
			t.Errorf("%s: %x of %g addresses, want %x of %g", tt.prefix, b, b.size(), tt.want, tt.size)
		}
	}
}

// The public addresses and the special ones are all there are, and apart.
func TestPublicAddresses(t *testing.T) {
	tests := []struct {
		addr   string
		public bool
	}{
		{"0.255.255.255", false}, {"1.0.0.0", true}, {"9.255.255.255", true}, {"10.0.0.0", false}, {"11.0.0.0", true},
		{"100.63.255.255", true}, {"100.64.0.0", false}, {"100.128.0.0", true}, {"127.0.0.1", false}, {"169.254.169.254", false},
		{"172.15.255.255", true}, {"172.16.0.0", false}, {"172.31.255.255", false}, {"172.32.0.0", true}, {"192.0.0.1", false},
		{"192.0.1.0", true}, {"192.0.2.1", false}, {"192.167.255.255", true}, {"192.168.0.0", false}, {"192.169.0.0", true},
		{"198.18.0.0", false}, {"198.51.100.1", false}, {"203.0.113.7", false}, {"203.0.114.0", true}, {"223.255.255.255", true},
		{"224.0.0.1", false}, {"255.255.255.255", false},
		{"::1", false}, {"1fff::", false}, {"2000::", true}, {"2600::1", true}, {"3fff:ffff::", true}, {"4000::", false}, {"fe80::1", false}, {"fd00::1", false},
	}
	for _, tt := range tests {
		addr := netip.MustParseAddr(tt.addr)
		e := exposure{Assessor: NewAssessor(DefaultSettings(), nil)}
		b := box{from: blockOf(netip.PrefixFrom(addr, addr.BitLen()))}
		if addr.Is6() {
			b.plane = plane6
		}
		if got := e.isPublic(&b); got != tt.public {
			t.Errorf("%s: public %t", tt.addr, got)
		}
	}
}
