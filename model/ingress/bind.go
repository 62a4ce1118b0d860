package ingress

import (
	"fmt"
	"slices"
	"time"
)

// Wanted is a rule that a person asked for, canonical, with what is not part of
// its identity.
type Wanted struct {
	Rule
	Description string
	// SourceOwner is the account of a source group given by id, where known.
	// EC2 takes it beside the id (EC2 API reference, 2011-12-15, third example).
	SourceOwner string
	// Lifetime is how long the rule was asked to last. A [Planner] makes Expires of
	// it.
	Lifetime Lifetime
	// Expires is when the rule is to be revoked, to the second; the zero time for
	// never. It is no part of the rule: EC2 keeps it as a tag.
	Expires time.Time
	// Notes say where the rule differs from what was typed, in words.
	Notes []string
}

// Parse reads the draft for each target group: wanted[i] are the canonical
// rules for targets[i], in the draft's order. known are the groups that names
// are looked up in, and that tell which VPC a source group is in. Where there
// are problems, there are no rules. Empty rules are passed over, unless there
// is no other.
//
// EC2-Classic groups take tcp, udp and icmp, and source groups by owner and
// name; VPC groups take any protocol, and source groups of the same VPC by id
// (EC2 API reference, 2011-12-15).
//
// All rules of a draft end together: the tags of one call are those of all its
// rules (EC2 API reference, TagSpecification).
func (d Draft) Parse(targets, known []Group) (wanted [][]Wanted, problems Problems) {
	if d.empty() {
		return nil, Entry{}.check()
	}
	wanted = make([][]Wanted, len(targets))
	for i, e := range d.entries {
		if e.Empty() {
			continue
		}
		found := e.check()
		if len(found) == 0 {
			found = e.bindAll(targets, known, wanted)
		}
		for _, p := range found {
			p.Entry = i
			problems = append(problems, p)
		}
	}
	problems = append(problems, d.lifetimeProblems()...)
	if len(problems) > 0 {
		return nil, problems
	}
	return wanted, nil
}

// Problems are what the text of entry i alone shows, whatever the group: a form
// shows them while one types.
func (d Draft) Problems(i int) Problems {
	problems := d.entries[i].check()
	for p := range problems {
		problems[p].Entry = i
	}
	return problems
}

// bindAll adds the entry's rules for each target to wanted.
func (e Entry) bindAll(targets, known []Group, wanted [][]Wanted) (problems Problems) {
	for t, target := range targets {
		rules, found := e.bind(target, known)
		wanted[t] = append(wanted[t], rules...)
		for _, p := range found {
			if len(targets) > 1 {
				p.Group = target.Name
			}
			if !slices.Contains(problems, p) {
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// bind makes the rules of a checked entry for one group: every protocol with
// every source.
func (e Entry) bind(target Group, known []Group) (rules []Wanted, problems Problems) {
	specs, _ := e.specs()
	for _, s := range specs {
		if target.Classic() && !s.Protocol.inClassic() {
			problems = append(problems, Problem{Field: FieldProtocol, Text: fmt.Sprintf("%s: an EC2-Classic group takes tcp, udp and icmp only", s)})
		}
	}
	lifetime, _ := ReadLifetime(e.text[FieldExpires])
	texts, _ := readSources(e.text[FieldSource])
	sources := make([]Wanted, len(texts))
	for i, text := range texts {
		var err error
		if sources[i], err = text.bind(target, known); err != nil {
			problems = append(problems, Problem{Field: FieldSource, Text: err.Error()})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	for _, s := range specs {
		for _, w := range sources {
			rule, err := NewRule(s.Protocol, s.From, s.To, w.source)
			if err != nil {
				return nil, Problems{err.(Problem)}
			}
			w.Rule, w.Description, w.Lifetime = rule, e.trimmed(FieldNote), lifetime
			w.Notes = slices.Concat(w.Notes, s.notes(), familyNotes(rule))
			rules = append(rules, w)
		}
	}
	return rules, nil
}

// notes say what EC2 makes of the protocol and its numbers.
func (s Spec) notes() []string {
	switch {
	case s.Protocol == AllProtocols:
		return []string{"every protocol and all ports open"}
	case s.Protocol.IsICMP() && s.From == anyNumber && s.To != anyNumber:
		return []string{fmt.Sprintf("code -1: all types mean all codes, you typed %d", s.To)}
	case s.Protocol.HasPorts() || s.Protocol.IsICMP():
		return nil
	case s.Protocol.name() == "" && s.Protocol != 0:
		return []string{fmt.Sprintf("all ports open: protocol %d has no ports; for port %d write tcp/%d", s.Protocol, s.Protocol, s.Protocol)}
	}
	return []string{fmt.Sprintf("all ports open: %s has no ports", s.Protocol)}
}

// familyNotes say where an ICMP rule meets addresses of the other family: EC2
// takes it, and it never matches a ping.
func familyNotes(r Rule) []string {
	if useless := r.Useless(); useless != "" {
		return []string{useless}
	}
	return nil
}
