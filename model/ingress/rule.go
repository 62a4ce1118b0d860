package ingress

import (
	"fmt"
	"strconv"
)

// Rule is one ingress rule: a protocol, its ports or its ICMP type and code,
// and one source. It is opaque, comparable and canonical by construction: two
// rules are duplicates to EC2 exactly when they are ==. The description and the
// tags are not part of a rule's identity.
type Rule struct {
	protocol Protocol
	from, to int32
	source   Source
}

// NewRule makes a rule as EC2 stores it. For TCP and UDP from and to are ports,
// 0 to 65535, from <= to; for ICMP and ICMPv6 they are type and code, -1 to
// 255, and type -1 forces code -1; other protocols have no ports, and what is
// given is dropped. The error is a [Problem] that names the field.
func NewRule(p Protocol, from, to int, s Source) (Rule, error) {
	if p < AllProtocols || p > 255 {
		return Rule{}, Problem{Field: FieldProtocol, Text: fmt.Sprintf("%d: a protocol number is 0 to 255, or -1 for all", p)}
	}
	if s.kind == NoSource {
		return Rule{}, Problem{Field: FieldSource, Text: "where from? Give a CIDR, a source group or a prefix list"}
	}
	switch {
	case p.HasPorts():
		if problem := checkPorts(from, to); problem != nil {
			return Rule{}, *problem
		}
	case p.IsICMP():
		if problem := checkICMP(from, to); problem != nil {
			return Rule{}, *problem
		}
		if from == anyNumber {
			to = anyNumber
		}
	default:
		from, to = anyNumber, anyNumber
	}
	return Rule{protocol: p, from: int32(from), to: int32(to), source: s}, nil
}

// Protocol is the rule's IP protocol.
func (r Rule) Protocol() Protocol { return r.protocol }

// Ports are the first and last port, 0 to 65535; ok is false for protocols
// that have none.
func (r Rule) Ports() (from, to int, ok bool) {
	return int(r.from), int(r.to), r.protocol.HasPorts()
}

// ICMP is the type and the code, -1 for all; ok is false for other protocols.
func (r Rule) ICMP() (typ, code int, ok bool) {
	return int(r.from), int(r.to), r.protocol.IsICMP()
}

// Source is where the rule lets traffic in from.
func (r Rule) Source() Source { return r.source }

// OpensAllPorts reports whether the protocol has no ports for a rule to name,
// so that the rule admits everything of it.
func (r Rule) OpensAllPorts() bool { return !r.protocol.HasPorts() && !r.protocol.IsICMP() }

// PortText is what stands in a table's port column: 22, 8080-8081, all,
// Echo Request, Destination Unreachable/3.
func (r Rule) PortText() string {
	switch {
	case r.protocol.HasPorts() && r.from == 0 && r.to == maxPort:
		return "all"
	case r.protocol.HasPorts():
		return portRange(int(r.from), int(r.to))
	case r.protocol.IsICMP() && r.from == anyNumber:
		return "all"
	case r.protocol.IsICMP():
		return icmpText(r.protocol, int(r.from), int(r.to))
	}
	return "all"
}

func icmpText(p Protocol, typ, code int) string {
	text := "type " + strconv.Itoa(typ)
	for _, t := range icmpTypes(p) {
		if t.number == typ {
			text = t.name
		}
	}
	if code != anyNumber {
		text += "/" + strconv.Itoa(code)
	}
	return text
}

// ProtocolSpec is the rule's protocol and ports as a rule line spells them:
// tcp/22, udp/8080-8081, icmp/8:0, icmpv6, all, 50.
func (r Rule) ProtocolSpec() string { return r.Spec().String() }

// Spec is everything but the source.
func (r Rule) Spec() Spec { return Spec{r.protocol, int(r.from), int(r.to)} }

// String is the rule as a rule line: tcp/22 from 10.0.0.0/8.
func (r Rule) String() string { return r.ProtocolSpec() + " from " + r.source.String() }
