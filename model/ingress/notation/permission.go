package notation

import (
	"slices"
	"strings"

	"sluice/model/ingress"
)

// permissionSchema is EC2's IpPermission. Groups is what the Query API calls
// the source groups.
func permissionSchema() schema {
	return schema{
		what: "an IP permission",
		read: []string{"IpProtocol", "FromPort", "ToPort", "IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"},
		also: map[string]string{"groups": "UserIdGroupPairs"},
	}
}

// permission reads an IP permission: one protocol and its ports with all their
// sources. names are what the text calls its parts.
func (r *reader) permission(t target, v value, names terms) {
	f, ok := r.fields(v, permissionSchema())
	if !ok {
		return
	}
	spec, ok := r.spec(v.span, names, f["IpProtocol"], f["FromPort"], f["ToPort"])
	lost := len(r.found)
	sources := slices.Concat(
		r.sources(f["IpRanges"], r.cidr("CidrIp")),
		r.sources(f["Ipv6Ranges"], r.cidr("CidrIpv6")),
		r.sources(f["PrefixListIds"], r.prefixList()),
		r.sources(f["UserIdGroupPairs"], r.pair(t)),
	)
	if !ok {
		return
	}
	given := slices.ContainsFunc([]string{"IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"}, func(name string) bool {
		return !f[name].empty()
	})
	if !given {
		r.problem(v.span, "from where? Give one of %s", names.sources)
		return
	}
	if len(sources) == 0 {
		r.keepAll(lost, v.span)
	}
	r.rules(t.Target, spec, sources, v.span)
}

// origin is one source as a rule line spells it, with its description.
type origin struct {
	word, note string
}

// rules writes the lines of one spec: sources that follow each other with the
// same description share a line.
func (r *reader) rules(t Target, spec string, sources []origin, piece span) {
	for len(sources) > 0 {
		end := 1
		for end < len(sources) && sources[end].note == sources[0].note {
			end++
		}
		line := spec + " from"
		for _, s := range sources[:end] {
			line += " " + s.word
		}
		if note := sources[0].note; note != "" {
			line += " # " + note
		}
		r.add(t, line, piece)
		sources = sources[end:]
	}
}

// terms are what a text calls the parts of a rule.
type terms struct{ protocol, from, to, sources string }

// permissionTerms are those of an IP permission.
func permissionTerms() terms {
	return terms{"IpProtocol", "FromPort", "ToPort", "IpRanges, Ipv6Ranges, UserIdGroupPairs, PrefixListIds"}
}

// note is a description that a rule line can carry. One that EC2 would refuse
// is a problem of its own, and the rule goes without it.
func (r *reader) note(v value) string {
	w, ok := r.word(v, "Description", v.span)
	if !ok || w == "" {
		return ""
	}
	draft := ingress.NewDraft().Edit(0, ingress.FieldNote, w)
	for _, p := range draft.Problems(0) {
		if p.Field == ingress.FieldNote {
			r.problem(v.span, "%s; the rule is read without it", p.Text)
			return ""
		}
	}
	return strings.TrimSpace(w)
}
