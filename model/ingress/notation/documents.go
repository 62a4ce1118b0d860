package notation

import (
	"errors"
	"slices"
)

// documents reads JSON values one after another.
func (r *reader) documents(text passage) {
	p := &parser{passage: text}
	for {
		p.space()
		if p.end() {
			return
		}
		start := p.i
		v, err := p.json(0)
		if err != nil {
			r.broken(err, text.span(start, len(text.text)))
			return
		}
		r.document(v)
	}
}

// broken names the piece that cannot be read for an error inside it.
func (r *reader) broken(err error, piece span) {
	at := piece.from
	if b, ok := errors.AsType[broken](err); ok {
		at = min(b.at, len(r.text))
	}
	r.lost(at, piece, "%s", err)
}

// document reads a JSON value for what it is by its fields: an answer of
// describe-security-groups or describe-security-group-rules, a request, or
// permissions.
func (r *reader) document(v value) {
	switch {
	case v.kind == list:
		for _, item := range v.items {
			r.document(item)
		}
	case v.has("SecurityGroups", "SecurityGroupRules"):
		r.answer(v)
	case v.has("SecurityGroupRuleId", "CidrIpv4", "ReferencedGroupInfo", "IsEgress"):
		r.storedRule(v)
	case v.has("IpPermissions", "GroupId", "GroupName", "CidrIp", "SourceSecurityGroupName"):
		r.request(v)
	case v.has("IpProtocol", "IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"):
		r.permission(target{}, v, permissionTerms())
	default:
		r.problem(v.span, "%s holds no rules: IpPermissions, an IP permission, or an answer of describe-security-groups is read", r.brief(v.span))
	}
}

// answer reads what EC2 answers about groups or rules.
func (r *reader) answer(v value) {
	f, ok := r.fields(v, schema{
		what:   "an answer",
		read:   []string{"SecurityGroups", "SecurityGroupRules"},
		passed: []string{"Return", "NextToken", "ResponseMetadata"},
	})
	if !ok {
		return
	}
	for _, group := range f["SecurityGroups"].listed() {
		r.request(group)
	}
	for _, rule := range f["SecurityGroupRules"].listed() {
		r.storedRule(rule)
	}
}

// storedRule reads a SecurityGroupRule: a rule as EC2 keeps it, one source each.
func (r *reader) storedRule(v value) {
	f, ok := r.fields(v, schema{
		what: "a security group rule",
		read: []string{"GroupId", "IsEgress", "IpProtocol", "FromPort", "ToPort", "CidrIpv4", "CidrIpv6", "PrefixListId",
			"ReferencedGroupInfo", "Description"},
		passed: []string{"SecurityGroupRuleId", "SecurityGroupRuleArn", "GroupOwnerId", "Tags"},
	})
	if !ok {
		return
	}
	if f["IsEgress"].word == "true" {
		r.notice(v.span, "an egress rule is passed over: only ingress is read")
		return
	}
	spec, ok := r.spec(v.span, permissionTerms(), f["IpProtocol"], f["FromPort"], f["ToPort"])
	if !ok {
		return
	}
	sources := r.storedSources(f, v)
	r.rules(Target{ID: r.targetID(f["GroupId"])}, spec, sources, v.span)
}

// storedSources are the sources of a rule as EC2 keeps it.
func (r *reader) storedSources(f map[string]value, v value) []origin {
	var sources []origin
	note := r.note(f["Description"])
	add := func(w string, ok bool) {
		if ok {
			sources = append(sources, origin{w, note})
		}
	}
	given := []string{"CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupInfo"}
	given = slices.DeleteFunc(given, func(name string) bool { return f[name].empty() })
	for _, name := range given {
		switch name {
		case "PrefixListId":
			add(r.prefixListID(f[name], name, v.span))
		case "ReferencedGroupInfo":
			if pair, ok := r.fields(f[name], r.pair(target{}).schema); ok {
				add(r.pair(target{}).read(pair, f[name]))
			}
		default:
			add(r.address(f[name], name, v.span))
		}
	}
	if len(given) == 0 {
		r.problem(v.span, "from where? Give one of CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo")
	}
	return sources
}
