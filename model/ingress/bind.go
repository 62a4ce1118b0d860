package ingress

import (
	"fmt"
	"slices"
	"strings"
)

// Parse reads the draft for each target group: wanted[i] are the canonical
// rules for targets[i], in the draft's order. known are the groups that names
// are looked up in, and that tell which VPC a source group is in. Where there
// are problems, there are no rules.
//
// EC2-Classic groups take tcp, udp and icmp, and source groups by owner and
// name; VPC groups take any protocol, and source groups of the same VPC by id
// (EC2 API reference, 2011-12-15).
func (d Draft) Parse(targets, known []Group) (wanted [][]Wanted, problems Problems) {
	wanted = make([][]Wanted, len(targets))
	for i, e := range d.entries {
		if e.Empty() && len(d.entries) > 1 {
			continue
		}
		if found := e.check(); len(found) > 0 {
			for _, p := range found {
				p.Entry = i
				problems = append(problems, p)
			}
			continue
		}
		for t, target := range targets {
			rules, found := e.bind(target, known)
			wanted[t] = append(wanted[t], rules...)
			for _, p := range found {
				p.Entry = i
				if len(targets) > 1 {
					p.Group = target.Name
				}
				if !slices.Contains(problems, p) {
					problems = append(problems, p)
				}
			}
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return wanted, nil
}

// Problems are what the text of entry i alone shows, whatever the group: a form
// shows them while one types.
func (d Draft) Problems(i int) Problems { return d.entries[i].check() }

// check finds the problems that are the text's own.
func (e Entry) check() Problems {
	if e.Empty() {
		return Problems{{Field: FieldLine, Text: "what to open? Such as tcp/22 from 203.0.113.7, or fill the fields below"}}
	}
	if e.typed {
		if line := readLine(e.text[FieldLine]); line.problem != "" {
			return Problems{{Field: FieldLine, Text: line.problem}}
		}
	}
	var problems Problems
	if text := strings.TrimSpace(e.text[FieldPreset]); text != "" {
		if _, ok := PresetNamed(text); !ok {
			problems = append(problems, Problem{Field: FieldPreset, Text: fmt.Sprintf("%q is no type: choose one with the arrows, or fill the protocol", text)})
		}
	}
	if _, problem := e.spec(); problem != nil {
		problems = append(problems, *problem)
	}
	if _, err := e.sources(); err != nil {
		problems = append(problems, Problem{Field: FieldSource, Text: err.Error()})
	}
	if problem := checkNote(strings.TrimSpace(e.text[FieldNote])); problem != nil {
		problems = append(problems, *problem)
	}
	return problems
}

func (e Entry) sources() ([]sourceText, error) {
	texts := splitSources(e.text[FieldSource])
	if len(texts) == 0 {
		return nil, fmt.Errorf("where from? A CIDR, an address, sg-…, pl-… or account/name")
	}
	sources := make([]sourceText, len(texts))
	for i, text := range texts {
		var err error
		if sources[i], err = readSource(text); err != nil {
			return nil, err
		}
	}
	return sources, nil
}

// bind makes the entry's rules for one group: every protocol with every source.
func (e Entry) bind(target Group, known []Group) (rules []Wanted, problems Problems) {
	spec, _ := e.spec()
	sources, _ := e.sources()
	description := strings.TrimSpace(e.text[FieldNote])
	codeNote := e.forcedCode()
	for _, s := range append([]Spec{spec}, e.also...) {
		if target.Classic() && s.Protocol != TCP && s.Protocol != UDP && s.Protocol != ICMP {
			problems = append(problems, Problem{Field: FieldProtocol, Text: "an EC2-Classic group takes tcp, udp and icmp only"})
			continue
		}
		for _, text := range sources {
			w, err := text.bind(target, known)
			if err != nil {
				problems = append(problems, Problem{Field: FieldSource, Text: err.Error()})
				continue
			}
			rule, err := NewRule(s.Protocol, s.From, s.To, w.source)
			if err != nil {
				problem := err.(Problem)
				problems = append(problems, problem)
				continue
			}
			w.Rule, w.Description = rule, description
			w.Notes = append(w.Notes, portNotes(rule)...)
			if codeNote != "" && s == spec {
				w.Notes = append(w.Notes, codeNote)
			}
			rules = append(rules, w)
		}
	}
	return rules, problems
}

// forcedCode says that a typed code fell to -1 because the type is all.
func (e Entry) forcedCode() string {
	s, problem := e.spec()
	if problem == nil && s.Protocol.IsICMP() && s.From == anyNumber && s.To != anyNumber {
		return fmt.Sprintf("code -1: all types mean all codes, you typed %d", s.To)
	}
	return ""
}

func portNotes(r Rule) []string {
	switch {
	case r.protocol == AllProtocols:
		return []string{"every protocol and all ports open"}
	case r.OpensAllPorts():
		return []string{fmt.Sprintf("all ports open: %s has no ports", r.protocol)}
	}
	return nil
}

// bind makes a source of the text for one group.
func (s sourceText) bind(target Group, known []Group) (w Wanted, err error) {
	if s.note != "" {
		w.Notes = []string{s.note}
	}
	switch {
	case target.Classic():
		w.source, err = s.bindClassic(target, known)
	case s.name != "":
		w.source, w.SourceOwner, err = s.bindName(target, known)
	case s.source.kind == SourceGroup:
		w.source = s.source
		w.SourceOwner, err = checkSameVPC(s.source.ref, target, known)
	default:
		w.source = s.source
	}
	return w, err
}

func (s sourceText) bindClassic(target Group, known []Group) (Source, error) {
	switch s.source.kind {
	case SourceIPv6:
		return Source{}, fmt.Errorf("%s: EC2-Classic has no IPv6", s.text)
	case SourcePrefixListID:
		return Source{}, fmt.Errorf("%s: an EC2-Classic group takes no prefix list", s.text)
	case SourceGroup:
		g, ok := groupByID(known, s.source.ref)
		if !ok || !g.Classic() {
			return Source{}, fmt.Errorf("%s: an EC2-Classic group takes source groups of EC2-Classic as account/name, such as 999988887777/web", s.text)
		}
		return FromNamedGroup(g.OwnerID, g.Name)
	case NoSource:
		account := s.account
		if account == "" {
			account = target.OwnerID
		}
		return FromNamedGroup(account, s.name)
	}
	return s.source, nil
}

// bindName finds a VPC's source group by its name: EC2 takes only its id.
func (s sourceText) bindName(target Group, known []Group) (Source, string, error) {
	if s.account != "" && s.account != target.OwnerID {
		return Source{}, "", fmt.Errorf("%s: a VPC group takes a source group by its id, sg-…; account and name are for EC2-Classic", s.text)
	}
	for _, g := range known {
		if g.VPCID == target.VPCID && g.Name == s.name {
			source, err := FromGroup(g.ID)
			return source, g.OwnerID, err
		}
	}
	return Source{}, "", fmt.Errorf("%s: no group of that name in %s; give a CIDR, or the group's id, sg-…", s.text, target.VPCID)
}

// checkSameVPC holds a source group to the target's VPC where it is known which
// one it is in; EC2 answers for groups that are not known here.
func checkSameVPC(id string, target Group, known []Group) (owner string, err error) {
	g, ok := groupByID(known, id)
	switch {
	case !ok:
		return "", nil
	case g.Classic():
		return "", fmt.Errorf("%s (%s) is an EC2-Classic group: a VPC group takes source groups of its own VPC", id, g.Name)
	case g.VPCID != target.VPCID:
		return "", fmt.Errorf("%s (%s) is in %s, not in %s: source groups must be in the same VPC", id, g.Name, g.VPCID, target.VPCID)
	}
	return g.OwnerID, nil
}

func groupByID(known []Group, id string) (Group, bool) {
	i := slices.IndexFunc(known, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return Group{}, false
	}
	return known[i], true
}
