package notation

import (
	"slices"
	"strings"
)

// schema is the fields that an object of some kind has.
type schema struct {
	what   string            // an IP permission
	read   []string          // the fields that are read
	passed []string          // those that say nothing of a rule: they are named and passed over
	also   map[string]string // other names of fields, lower case
}

// fields are the values of an object by their names. Those that the schema does
// not know are problems of their own, and so are repeated ones: the first
// counts. EC2's names are found in any case.
func (r *reader) fields(v value, s schema) (map[string]value, bool) {
	if v.kind == unknown {
		r.problem(v.span, "%s", r.elsewhere(v))
		return nil, false
	}
	if v.kind != object {
		r.problem(v.span, "%s is not %s: it has %s", r.brief(v.span), s.what, strings.Join(s.read, ", "))
		return nil, false
	}
	values := map[string]value{}
	for _, f := range v.fields {
		name, known := s.name(f.name)
		_, repeated := values[name]
		switch {
		case !known && s.passes(f.name):
			r.pass(f)
		case !known:
			r.problem(f.span, "%s is no part of %s: it has %s", f.name, s.what, strings.Join(s.read, ", "))
		case repeated:
			r.problem(f.span, "%s is given twice: take one out", f.name)
		default:
			values[name] = f.value
		}
	}
	return values, true
}

func (s schema) name(given string) (name string, known bool) {
	if name, known = s.also[strings.ToLower(given)]; known {
		return name, true
	}
	i := slices.IndexFunc(s.read, func(name string) bool { return strings.EqualFold(name, given) })
	if i < 0 {
		return "", false
	}
	return s.read[i], true
}

func (s schema) passes(given string) bool {
	return slices.ContainsFunc(s.passed, func(name string) bool { return strings.EqualFold(name, given) })
}

// pass names a field that says nothing of a rule, unless nothing is in it.
func (r *reader) pass(f field) {
	if !f.value.empty() {
		r.notice(f.span, "%s is passed over: it is no part of an ingress rule", f.name)
	}
}
