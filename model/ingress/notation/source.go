package notation

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sluice/model/ingress"
)

// sourceReader reads one entry of a list of sources.
type sourceReader struct {
	schema schema
	// read makes the source as a rule line spells it. What it cannot read it
	// has named.
	read func(f map[string]value, entry value) (string, bool)
}

// sources reads a list of sources with their descriptions.
func (r *reader) sources(v value, kind sourceReader) []origin {
	var sources []origin
	for _, entry := range v.listed() {
		f, ok := r.fields(entry, kind.schema)
		if !ok {
			continue
		}
		if w, ok := kind.read(f, entry); ok {
			sources = append(sources, origin{w, r.note(f["Description"])})
		}
	}
	return sources
}

// cidr reads an IpRange or an Ipv6Range.
func (r *reader) cidr(name string) sourceReader {
	return sourceReader{
		schema{what: "an address range", read: []string{name, "Description"}},
		func(f map[string]value, entry value) (string, bool) { return r.address(f[name], name, entry.span) },
	}
}

// prefixList reads a PrefixListId.
func (r *reader) prefixList() sourceReader {
	return sourceReader{
		schema{what: "a prefix list", read: []string{"PrefixListId", "Description"}},
		func(f map[string]value, entry value) (string, bool) {
			return r.prefixListID(f["PrefixListId"], "PrefixListId", entry.span)
		},
	}
}

// pair reads a UserIdGroupPair.
func (r *reader) pair(t target) sourceReader {
	return sourceReader{
		schema{
			what:   "a source group",
			read:   []string{"GroupId", "GroupName", "UserId", "Description"},
			passed: []string{"VpcId", "VpcPeeringConnectionId", "PeeringStatus"},
		},
		func(f map[string]value, entry value) (string, bool) {
			return r.group(t, f["GroupId"], f["GroupName"], f["UserId"], entry.span)
		},
	}
}

// address is a CIDR, or an address, as it stands: a draft says what EC2 makes
// of it.
func (r *reader) address(v value, name string, piece span) (string, bool) {
	w, ok := r.word(v, name, piece)
	if !ok {
		return "", false
	}
	if w = strings.TrimSpace(w); w == "" {
		r.lost(v.at(piece), piece, "%s is missing", name)
		return "", false
	}
	_, err := netip.ParsePrefix(w)
	if addr, addrErr := netip.ParseAddr(w); err != nil && (addrErr != nil || addr.Zone() != "") {
		r.lost(v.at(piece), piece, "%s: %q is no CIDR, such as 203.0.113.0/24 or 2001:db8::/32", name, w)
		return "", false
	}
	return w, true
}

func (r *reader) prefixListID(v value, name string, piece span) (string, bool) {
	w, ok := r.word(v, name, piece)
	if !ok {
		return "", false
	}
	source, err := ingress.FromPrefixList(strings.TrimSpace(w))
	if err != nil {
		r.lost(v.at(piece), piece, "%s: %s", name, err)
		return "", false
	}
	return source.String(), true
}

// group is a source group: by its id, or by its owner and name. EC2 takes one
// or the other, and its answers tell both; for EC2-Classic the name counts.
func (r *reader) group(t target, id, name, owner value, piece span) (string, bool) {
	var words [3]string
	for i, v := range []value{id, name, owner} {
		w, ok := r.word(v, "source group", piece)
		if !ok {
			return "", false
		}
		words[i] = w
	}
	account := strings.TrimSpace(words[2])
	if words[0] == "" || t.classic && words[1] != "" && account != "" {
		if words[0] != "" {
			r.notice(id.span, "%s is passed over: EC2-Classic knows the group by its name", words[0])
		}
		return r.namedGroup(account, words[1], piece)
	}
	source, err := ingress.FromGroup(strings.TrimSpace(words[0]))
	if err != nil {
		r.lost(id.span.from, piece, "%s", err)
		return "", false
	}
	for _, v := range []value{name, owner} {
		if !v.empty() {
			r.notice(v.span, "%s is passed over: the id alone says which group", r.brief(v.span))
		}
	}
	return source.String(), true
}

// namedGroup is a source group by its owner, where given, and its name.
func (r *reader) namedGroup(account, name string, piece span) (string, bool) {
	owner := account
	if owner == "" {
		owner = "amazon" // only to check the name
	}
	source, err := ingress.FromNamedGroup(owner, name)
	switch {
	case name == "":
		r.problem(piece, "which source group? Give its id, or its account and name")
	case err != nil:
		r.problem(piece, "%s", err)
	case account == "":
		return quoteName(name), true
	default:
		return source.String(), true
	}
	return "", false
}

// quoteName writes a name without its account. One that could be read as
// something else is quoted.
func quoteName(name string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	reserved := []string{"from", "for", "until", "me", "any", "all", "anywhere", "everywhere"}
	lower := strings.ToLower(name)
	switch {
	case strings.Trim(lower[:1], "0123456789-") == "",
		strings.Trim(name, plain) != "",
		slices.Contains(reserved, lower),
		strings.HasPrefix(lower, "sg-"), strings.HasPrefix(lower, "pl-"):
		return fmt.Sprintf(`"%s"`, strings.ReplaceAll(name, `"`, `""`))
	}
	return name
}

// at is where a value is; one that is not there is where its piece begins.
func (v value) at(piece span) int {
	if v.kind == absent {
		return piece.from
	}
	return v.span.from
}
