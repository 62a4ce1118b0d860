package ingress

import (
	"cmp"
	"slices"
	"strings"
)

// span is an interval of traffic, both ends included. Every kind of traffic has
// a number: the protocol times 65536, plus the port, or the ICMP type times 256
// plus the code. So what a rule opens is always one span, and "all ICMP types",
// "all ports" and "all protocols" are spans like any other.
type span struct{ lo, hi uint32 }

// protocolSize is how many numbers a protocol has.
const protocolSize = 1 << 16

// allTraffic is every protocol with every port, type and code.
func allTraffic() span { return span{0, 256*protocolSize - 1} }

// wholeProtocol is everything of one protocol.
func wholeProtocol(p Protocol) span {
	base := uint32(p) * protocolSize
	return span{base, base + protocolSize - 1}
}

// span is the traffic that a spec names.
func (s Spec) span() span {
	if s.Protocol == AllProtocols {
		return allTraffic()
	}
	whole := wholeProtocol(s.Protocol)
	switch {
	case s.Protocol.HasPorts():
		return span{whole.lo + uint32(s.From), whole.lo + uint32(s.To)}
	case s.Protocol.IsICMP() && s.From != anyNumber && s.To != anyNumber:
		n := whole.lo + uint32(s.From)<<8 + uint32(s.To)
		return span{n, n}
	case s.Protocol.IsICMP() && s.From != anyNumber:
		n := whole.lo + uint32(s.From)<<8
		return span{n, n + 255}
	}
	return whole
}

func (s span) holds(t span) bool   { return s.lo <= t.lo && t.hi <= s.hi }
func (s span) touches(t span) bool { return s.lo <= t.hi && t.lo <= s.hi }
func (s span) size() float64       { return float64(s.hi) - float64(s.lo) + 1 }

// and is what two spans that touch have in common.
func (s span) and(t span) span { return span{max(s.lo, t.lo), min(s.hi, t.hi)} }

// spans are in order, and neither touch nor meet one another.
type spans []span

// merged puts spans in order and joins those that touch or meet. It takes the
// slice over.
func merged(all []span) spans {
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	joined := all[:0]
	for _, s := range all {
		if last := len(joined) - 1; last >= 0 && s.lo <= joined[last].hi+1 {
			joined[last].hi = max(joined[last].hi, s.hi)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// and is what two sets of spans have in common.
func (ss spans) and(ts spans) spans {
	var common spans
	for i, j := 0, 0; i < len(ss) && j < len(ts); {
		if ss[i].touches(ts[j]) {
			common = append(common, ss[i].and(ts[j]))
		}
		if ss[i].hi < ts[j].hi {
			i++
		} else {
			j++
		}
	}
	return common
}

// minus is what is in ss and not in ts.
func (ss spans) minus(ts spans) spans {
	var left spans
	for _, s := range ss {
		for _, t := range ts {
			if !s.touches(t) {
				continue
			}
			if t.lo > s.lo {
				left = append(left, span{s.lo, t.lo - 1})
			}
			if t.hi >= s.hi {
				s = span{1, 0}
				break
			}
			s.lo = t.hi + 1
		}
		if s.lo <= s.hi {
			left = append(left, s)
		}
	}
	return left
}

func (ss spans) touches(t span) bool { return slices.ContainsFunc(ss, t.touches) }

// protocols are the protocols that are in the spans whole.
func (ss spans) protocols() spans {
	var whole spans
	for _, s := range ss {
		first, end := (s.lo+protocolSize-1)/protocolSize, (s.hi+1)/protocolSize
		if first < end {
			whole = append(whole, span{first * protocolSize, end*protocolSize - 1})
		}
	}
	return whole
}

// specs are the spans as protocols with ports, protocol by protocol. Where
// every protocol that has no types is there whole, that is all traffic.
func (ss spans) specs() []Spec {
	if len(spans.minus(allButICMP(), ss)) == 0 {
		return []Spec{{AllProtocols, anyNumber, anyNumber}}
	}
	var specs []Spec
	for _, s := range ss {
		for p := s.lo / protocolSize; p <= s.hi/protocolSize; p++ {
			specs = append(specs, specOf(Protocol(p), s.and(wholeProtocol(Protocol(p)))))
		}
	}
	return specs
}

// allButICMP is the traffic of every protocol whose rules name no type.
func allButICMP() spans {
	return spans{allTraffic()}.minus(spans{wholeProtocol(ICMP), wholeProtocol(ICMPv6)})
}

// specOf is a span within one protocol. Types that are not named whole come out
// as the type and code that they begin with.
func specOf(p Protocol, s span) Spec {
	from, to := int(s.lo%protocolSize), int(s.hi%protocolSize)
	switch {
	case p.HasPorts():
		return Spec{p, from, to}
	case p.IsICMP() && s != wholeProtocol(p) && s.lo == s.hi:
		return Spec{p, from >> 8, from & 255}
	case p.IsICMP() && s != wholeProtocol(p):
		return Spec{p, from >> 8, anyNumber}
	}
	return Spec{p, anyNumber, anyNumber}
}

// specsText is specs in words, the ports of a protocol together: TCP 22, 80-90;
// UDP 53; All traffic.
func specsText(specs []Spec) string {
	var text strings.Builder
	for i, s := range specs {
		ports := Rule{protocol: s.Protocol, from: int32(s.From), to: int32(s.To)}.PortText()
		switch {
		case i > 0 && specs[i-1].Protocol == s.Protocol:
			text.WriteString(", " + ports)
			continue
		case i > 0:
			text.WriteString("; ")
		}
		text.WriteString(s.Protocol.String())
		if s.Protocol.HasPorts() || s.Protocol.IsICMP() {
			text.WriteString(" " + ports)
		}
	}
	return text.String()
}
