package notation

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sluice/model/ingress"
)

// spec reads a protocol with its ports, or its ICMP type and code, as a rule
// line spells them. What is missing is asked for: a spec is never wider than
// the text says. Where it cannot be read, the piece is lost.
func (r *reader) spec(piece span, names terms, protocol, from, to value) (string, bool) {
	name, ok := r.word(protocol, names.protocol, piece)
	if !ok {
		return "", false
	}
	if name == "" {
		r.problem(piece, "which protocol? %s is missing: tcp, udp, icmp, icmpv6, a number, or -1 for all", names.protocol)
		return "", false
	}
	p, err := ingress.ParseProtocol(name)
	if err != nil {
		r.lost(protocol.span.from, piece, "%s: %s", names.protocol, err)
		return "", false
	}
	switch {
	case p == ingress.ICMPv6 && from.empty() && to.empty():
		return p.Wire(), true // EC2 takes a missing type and code of ICMPv6 for all
	case p.HasPorts() || p.IsICMP():
		return r.ranged(piece, names, p, from, to)
	}
	r.passPorts(names, p, from, to)
	return ingress.Spec{Protocol: p, From: -1, To: -1}.String(), true
}

// ranged reads a spec whose protocol has ports or ICMP types.
func (r *reader) ranged(piece span, names terms, p ingress.Protocol, from, to value) (string, bool) {
	if from.empty() || to.empty() {
		all := everyPort
		if p.IsICMP() {
			all = "-1 for both"
		}
		r.problem(piece, "%s needs %s; for all write %s", p, names.both(), all)
		return "", false
	}
	first, ok := r.number(from, names.from, piece)
	if !ok {
		return "", false
	}
	last, ok := r.number(to, names.to, piece)
	if !ok {
		return "", false
	}
	anywhere := ingress.FromPrefix(netip.PrefixFrom(netip.IPv4Unspecified(), 0))
	if _, err := ingress.NewRule(p, first, last, anywhere); err != nil {
		at, name := from.span.from, names.from
		if problem, ok := errors.AsType[ingress.Problem](err); ok && problem.Field == ingress.FieldTo {
			at, name = to.span.from, names.to
		}
		_, text, _ := strings.Cut(err.Error(), ": ")
		if p.HasPorts() && (first == -1 || last == -1) {
			text += "; for all write " + everyPort
		}
		r.lost(at, piece, "%s: %s", name, text)
		return "", false
	}
	if p.IsICMP() && first == -1 && last != -1 {
		return fmt.Sprintf("%s/-1:%d", p.Wire(), last), true // a draft says that all types mean all codes
	}
	return ingress.Spec{Protocol: p, From: first, To: last}.String(), true
}

const everyPort = "0 and 65535"

func (n terms) both() string {
	if n.from == n.to {
		return n.from
	}
	return n.from + " and " + n.to
}

// passPorts names the ports that a text gives a protocol without ports. EC2
// ignores them too: what looks like one port opens them all.
func (r *reader) passPorts(names terms, p ingress.Protocol, from, to value) {
	all := []string{"", "0", "-1", "65535"}
	for _, v := range []value{from, to} {
		if !slices.Contains(all, strings.TrimSpace(v.word)) || v.kind > word {
			r.notice(v.span, "%s has no ports, and EC2 ignores %s: everything of the protocol opens", p, names.both())
			return
		}
	}
}
