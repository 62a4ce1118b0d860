package notation

import (
	"slices"
	"strings"
)

// hclSchema is a schema of Terraform's for one rule.
type hclSchema struct {
	schema
	terms terms
}

// newHCLSchema is a schema whose rules name their protocol and their sources so.
func newHCLSchema(what, protocol string, sources []string, others ...string) hclSchema {
	return hclSchema{
		schema: schema{
			what:   what,
			read:   slices.Concat([]string{protocol, "from_port", "to_port", "description"}, sources, others),
			passed: []string{"tags", "depends_on", "provider", "region"},
		},
		terms: terms{protocol, "from_port", "to_port", strings.Join(sources, ", ")},
	}
}

// resource is the attributes of a block; what stands in blocks of its own is
// named.
func (r *reader) resource(body value, blocks []hclBlock, s schema) (map[string]value, bool) {
	for _, b := range blocks {
		switch b.name {
		case "lifecycle", "timeouts":
			r.notice(b.span, "%s is passed over: it is no part of an ingress rule", b.name)
		case "dynamic":
			r.problem(b.span, "dynamic: what it makes is not in the text: write its rules out")
		default:
			r.problem(b.span, "the block %s is no part of %s", b.name, s.what)
		}
	}
	f, ok := r.fields(body, s)
	for _, name := range []string{"count", "for_each"} {
		if v := f[name]; !v.empty() {
			r.problem(v.span, "%s: how many there will be is not in the text: it is read as one", name)
		}
	}
	return f, ok
}

// hclRule reads the rules of one resource or ingress block.
func (r *reader) hclRule(t target, body value, blocks []hclBlock, s hclSchema) {
	f, ok := r.resource(body, blocks, s.schema)
	if !ok {
		return
	}
	if id := f["security_group_id"]; id.kind != absent {
		t.ID = r.targetID(id)
	}
	spec, ok := r.spec(body.span, s.terms, f[s.terms.protocol], f["from_port"], f["to_port"])
	lost := len(r.found)
	sources, given := r.hclSources(t, f)
	switch {
	case !ok:
		return
	case !given:
		r.problem(body.span, "from where? Give one of %s", s.terms.sources)
	case len(sources) == 0:
		r.keepAll(lost, body.span)
	}
	note := r.note(f["description"])
	for i := range sources {
		sources[i].note = note
	}
	r.rules(t.Target, spec, sources, body.span)
}

// hclSourceNames are the attributes that say where from, in the order of EC2's
// lists.
func hclSourceNames() []string {
	return []string{"cidr_ipv4", "cidr_blocks", "cidr_ipv6", "ipv6_cidr_blocks", "prefix_list_id", "prefix_list_ids",
		"referenced_security_group_id", "source_security_group_id", "security_groups", "self"}
}

// hclSources are the sources of a rule; given is false where it has none.
func (r *reader) hclSources(t target, f map[string]value) (sources []origin, given bool) {
	for _, name := range hclSourceNames() {
		for _, v := range f[name].listed() {
			if v.empty() || name == "self" && v.word == "false" {
				continue
			}
			given = true
			if w, ok := r.hclSource(t, name, v); ok {
				sources = append(sources, origin{word: w})
			}
		}
	}
	return sources, given
}

func (r *reader) hclSource(t target, name string, v value) (string, bool) {
	switch name {
	case "prefix_list_id", "prefix_list_ids":
		return r.prefixListID(v, name, v.span)
	case "referenced_security_group_id", "source_security_group_id", "security_groups":
		return r.hclGroup(t, name, v)
	case "self":
		return r.self(t, v)
	}
	return r.address(v, name, v.span)
}

// hclGroup is a source group as the AWS provider names it: an id, a name in
// EC2-Classic, and either with its account and a slash before it.
func (r *reader) hclGroup(t target, name string, v value) (string, bool) {
	w, ok := r.word(v, name, v.span)
	if !ok {
		return "", false
	}
	owner, group, hasOwner := strings.Cut(w, "/")
	if !hasOwner {
		owner, group = "", w
	}
	part := func(text string) value {
		if text == "" {
			return value{}
		}
		return value{kind: word, word: text, span: v.span}
	}
	if strings.HasPrefix(strings.ToLower(group), "sg-") {
		return r.group(t, part(group), value{}, part(owner), v.span)
	}
	return r.group(t, value{}, part(group), part(owner), v.span)
}

// self is the target group as the source of its own rule.
func (r *reader) self(t target, v value) (string, bool) {
	switch w, ok := r.word(v, "self", v.span); {
	case !ok:
		return "", false
	case w != "true":
		r.problem(v.span, "self: %q is neither true nor false", w)
	case t.ID != "":
		return t.ID, true // held to an id's form when it was read
	case t.Name != "":
		return quoteName(t.Name), true
	default:
		r.problem(v.span, "self: the group itself is not named in the text: write its id as the source")
	}
	return "", false
}
