package notation

import (
	"slices"
	"strings"

	"sluice/model/ingress"
)

// arguments are what the options of a command say.
type arguments struct {
	*reader
	span       span
	request    value // the parameters of the request
	permission value // the one rule of --protocol, --port, --cidr and --source-group
	pair       value // the source group of that rule
	given      bool  // --ip-permissions stood there
}

// option takes one option. What it does not know it names.
func (a *arguments) option(o option) {
	_, passed := passedOptions()[o.name]
	switch {
	case o.name == "--ip-permissions":
		a.permissions(o)
	case o.name == "--profile" || o.name == "--region" || o.name == "--endpoint-url":
		a.notice(o.span, "%s is passed over: the rules go where this program works", a.brief(o.span))
	case passed:
		a.notice(o.span, "%s is passed over: it is no part of an ingress rule", o.name)
	case !slices.Contains(readOptions(), o.name):
		a.problem(o.span, "%s is no option that is read: take it out, or write its rules with --ip-permissions", o.name)
	case len(o.values) == 0:
		a.problem(o.span, "%s needs a value", o.name)
	case isFile(o.values[0]):
		a.inFile(o.values[0].passage, o.span)
	default:
		a.value(o, o.values[0])
	}
}

// isFile reports whether the AWS CLI would read the value from a file or page.
func isFile(w shellWord) bool {
	scheme, _, ok := strings.Cut(w.text, "://")
	return ok && slices.Contains([]string{"file", "fileb", "http", "https"}, scheme)
}

func (a *arguments) inFile(p passage, piece span) {
	a.lost(p.place(0), piece, "%s is not in this text: paste what it holds", p.text)
}

// value takes an option that has one value.
func (a *arguments) value(o option, w shellWord) {
	v := wordValue(w.text, w.span)
	switch o.name {
	case "--group-id":
		a.set(&a.request, "GroupId", v, o.span)
	case "--group-name":
		a.set(&a.request, "GroupName", v, o.span)
	case "--protocol":
		a.set(&a.permission, "IpProtocol", v, o.span)
	case "--port":
		from, to := ports(w)
		a.set(&a.permission, "FromPort", from, o.span)
		a.set(&a.permission, "ToPort", to, o.span)
	case "--cidr":
		v = value{kind: object, fields: []field{{"CidrIp", v, w.span}}, span: w.span}
		a.set(&a.permission, "IpRanges", v, o.span)
	case "--source-group":
		name := "GroupName"
		if strings.HasPrefix(strings.ToLower(w.text), "sg-") {
			name = "GroupId"
		}
		a.set(&a.pair, name, v, o.span)
		a.pair.span = o.span
	case "--group-owner":
		a.set(&a.pair, "UserId", v, o.span)
		a.pair.span = o.span
	case "--cli-input-json":
		a.input(w)
	default:
		a.set(&a.request, strings.ReplaceAll(o.name, "-", ""), v, o.span) // a parameter of that name, in any case
	}
}

// set puts a field on an object, which spans the command unless it says more.
func (a *arguments) set(v *value, name string, of value, s span) {
	if v.kind == absent {
		v.kind, v.span = object, a.span
	}
	v.fields = append(v.fields, field{name, of, s})
}

// ports reads --port: one port, a range with a dash, or all; for ICMP the type,
// or type and code.
func ports(w shellWord) (from, to value) {
	first, last := w.text, w.text
	if i := strings.IndexByte(w.text, '-'); i > 0 {
		first, last = w.text[:i], w.text[i+1:]
	}
	return wordValue(first, w.span), wordValue(last, w.span)
}

// read reads the rules of all options together.
func (a *arguments) read() {
	simple := slices.Concat(a.permission.fields, a.pair.fields)
	flat := a.request.has(flatFields()...)
	switch rules := a.request.has("IpPermissions"); {
	case len(simple) > 0 && a.given:
		for _, f := range simple {
			a.problem(f.span, "%s cannot stand beside --ip-permissions: put it in there", a.brief(f.span))
		}
	case len(simple) > 0 && (rules || flat):
		a.problem(a.span, "--protocol, --port and --cidr go without other ways to name a rule: write --ip-permissions")
		return
	case len(simple) > 0:
		a.simple()
		return
	case !rules && !a.given && !flat:
		a.problem(a.span, "there is no rule in it: give --protocol, --port and --cidr, or --ip-permissions")
		return
	case !rules && a.given:
		return // what stood there is named
	}
	a.reader.request(a.request)
}

// simple reads the one rule of --protocol, --port, --cidr and --source-group.
func (a *arguments) simple() {
	f, ok := a.fields(a.request, requestSchema())
	if !ok {
		return
	}
	if a.pair.kind != absent {
		a.set(&a.permission, "UserIdGroupPairs", a.pair, a.pair.span)
	}
	for i, v := range a.permission.fields {
		if strings.HasSuffix(v.name, "Port") && v.value.word == "all" {
			a.permission.fields[i].value.word = a.allPorts(v.name)
		}
	}
	a.reader.permission(a.requestTarget(f), a.permission, terms{"--protocol", "--port", "--port", "--cidr, --source-group"})
}

// allPorts is what --port all stands for, which the AWS CLI documents as every
// port, or as every type and code.
func (a *arguments) allPorts(name string) string {
	for _, f := range a.permission.fields {
		p, err := ingress.ParseProtocol(f.value.word)
		if f.name == "IpProtocol" && err == nil && p.HasPorts() {
			return map[string]string{"FromPort": "0", "ToPort": "65535"}[name]
		}
	}
	return "-1"
}

// input reads --cli-input-json: the whole request.
func (a *arguments) input(w shellWord) {
	p := &parser{passage: w.passage}
	v, err := p.json(0)
	switch p.space(); {
	case err == nil && v.kind != object:
		err = broken{w.span.from, "--cli-input-json takes one object"}
	case err == nil && !p.end():
		err = p.expected("the end of the JSON")
	}
	if err != nil {
		a.broken(err, w.span)
		a.given = true
		return
	}
	a.request.fields = append(a.request.fields, v.fields...)
}
