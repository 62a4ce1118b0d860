package ingress

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Choice is one thing that a field can hold: the text to put there, and what it
// means in words.
type Choice struct{ Text, Label string }

// maxChoices is the most choices that a list offers: typing narrows it.
const maxChoices = 50

// Choices are what a list under a field of rule i offers, at most 50: those
// whose text or label holds what is typed so far, in any case. An empty field,
// and one that holds exactly one of the choices, offers them all. Of a list of
// sources, what is typed is the last one. Fields of free text offer nothing.
//
// Source groups are those of the targets' VPC, or by account and name for
// EC2-Classic targets; targets in different networks share none. Prefix lists
// are those that rules of the known groups name.
func (d Draft) Choices(i int, f Field, targets, known []Group) []Choice {
	typed := d.entries[i].text[f]
	if f == FieldSource {
		_, typed = lastSource(typed)
		typed = strings.Trim(typed, `"`)
	}
	typed = strings.ToLower(strings.TrimSpace(typed))
	var all, matching []Choice
	for c := range d.entries[i].choices(f, typed, targets, known) {
		text := strings.ToLower(c.Text)
		if len(all) < maxChoices {
			all = append(all, c)
		}
		if text == typed {
			typed = ""
		}
		if len(all) == maxChoices && (typed == "" || len(matching) == maxChoices) {
			break
		}
		if len(matching) < maxChoices && (strings.Contains(text, typed) || strings.Contains(strings.ToLower(c.Label), typed)) {
			matching = append(matching, c)
		}
	}
	if typed == "" || f == FieldSource && len(matching) == maxChoices && isSource(typed, targets, known) {
		return all
	}
	return matching
}

// Choose puts a choice into a field of rule i. Of a list of sources it replaces
// the last one, the one being typed.
func (d Draft) Choose(i int, f Field, c Choice) Draft {
	if f == FieldSource {
		before, _ := lastSource(d.entries[i].text[f])
		return d.Edit(i, f, before+c.Text)
	}
	return d.Edit(i, f, c.Text)
}

// choices are those of a field, all of the first and then at least those that
// hold what is typed, in lower case.
func (e Entry) choices(f Field, typed string, targets, known []Group) iter.Seq[Choice] {
	classic := slices.ContainsFunc(targets, Group.Classic)
	switch protocol, _ := ParseProtocol(e.text[FieldProtocol]); {
	case f == FieldPreset:
		return presetChoices(classic)
	case f == FieldProtocol:
		return protocolChoices(classic)
	case f == FieldFrom && protocol.IsICMP():
		return icmpTypeChoices(protocol)
	case f == FieldTo && protocol.IsICMP():
		return icmpCodeChoices(protocol, e.text[FieldFrom])
	case f == FieldSource:
		return sourceChoices(typed, targets, known)
	case f == FieldExpires:
		return slices.Values(expiryChoices())
	}
	return func(func(Choice) bool) {}
}

func expiryChoices() []Choice {
	return []Choice{{"30m", "30 minutes"}, {"1h", "1 hour"}, {"2h", "2 hours"}, {"8h", "8 hours"}, {"1d", "1 day"}}
}

func presetChoices(classic bool) iter.Seq[Choice] {
	return func(yield func(Choice) bool) {
		for _, p := range Presets() {
			if classic && !p.Spec.Protocol.inClassic() {
				continue
			}
			label := p.Spec.String()
			switch {
			case p.Spec.Protocol.HasPorts() && p.Custom:
				label = p.Spec.Protocol.Wire() + ", ports of your choice"
			case p.Spec.Protocol.IsICMP() && p.Custom:
				label = p.Spec.Protocol.Wire() + ", type and code of your choice"
			case p.Custom:
				label = "by name or number, all ports"
			}
			if !yield(Choice{p.Name, label}) {
				return
			}
		}
	}
}

func protocolChoices(classic bool) iter.Seq[Choice] {
	return func(yield func(Choice) bool) {
		for _, p := range namedProtocols() {
			if (!classic || p.number.inClassic()) && !yield(Choice{p.name, fmt.Sprintf("%d · %s", p.number, p.use)}) {
				return
			}
		}
	}
}

func icmpTypeChoices(p Protocol) iter.Seq[Choice] {
	return func(yield func(Choice) bool) {
		if !yield(Choice{icmpTypeText(p, anyNumber), "every type and code"}) {
			return
		}
		for _, t := range icmpTypes(p) {
			if !yield(Choice{icmpTypeText(p, t.number), ""}) {
				return
			}
		}
	}
}

func icmpCodeChoices(p Protocol, typeText string) iter.Seq[Choice] {
	return func(yield func(Choice) bool) {
		typ, err := parseICMPType(p, typeText)
		if !yield(Choice{icmpCodeText(p, typ, anyNumber), "every code"}) || err != nil {
			return
		}
		for code := range icmpCodes(p, typ) {
			if !yield(Choice{icmpCodeText(p, typ, code), ""}) {
				return
			}
		}
	}
}

// sourceChoices are the source groups that every target takes, then the prefix
// lists in use. There can be very many groups: past the first choices, those are
// left out that do not hold what is typed.
func sourceChoices(typed string, targets, known []Group) iter.Seq[Choice] {
	return func(yield func(Choice) bool) {
		if len(targets) == 0 || slices.ContainsFunc(targets, func(g Group) bool { return g.VPCID != targets[0].VPCID }) {
			return
		}
		offered := map[string]bool{}
		offer := func(source Source, label ...string) bool {
			text := source.String()
			if text == "" || offered[text] {
				return true
			}
			offered[text] = true
			label = slices.DeleteFunc(label, func(s string) bool { return s == "" })
			return yield(Choice{text, strings.Join(label, " · ")})
		}
		for _, g := range known {
			if g.VPCID != targets[0].VPCID || len(offered) >= maxChoices && !g.holds(typed) {
				continue
			}
			if !offer(groupSource(g), groupLabel(g)...) {
				return
			}
		}
		for _, g := range known {
			for _, r := range g.Rules {
				if inUse(r.source, targets[0]) && !offer(r.source, "in use by "+g.Name, r.Description) {
					return
				}
			}
		}
	}
}

// holds reports whether a group's choice may hold a text in lower case. A text
// with a sign of ours may stand across two of the fields.
func (g Group) holds(typed string) bool {
	in := func(field string) bool { return strings.Contains(strings.ToLower(field), typed) }
	return in(g.ID) || in(g.Name) || in(g.Description) || strings.ContainsAny(typed, "/·\"") || g.Classic() && in(g.OwnerID)
}

// isSource reports whether a text, in any case, is one of the sources that are
// offered for the targets.
func isSource(typed string, targets, known []Group) bool {
	return slices.ContainsFunc(known, func(g Group) bool {
		if g.VPCID == targets[0].VPCID && (strings.EqualFold(g.ID, typed) || g.Classic() && strings.EqualFold(groupSource(g).String(), typed)) {
			return true
		}
		return slices.ContainsFunc(g.Rules, func(r GroupRule) bool {
			return inUse(r.source, targets[0]) && strings.EqualFold(r.source.String(), typed)
		})
	})
}

// groupSource is a group as a source for groups of its network.
func groupSource(g Group) Source {
	source, err := FromGroup(g.ID)
	if g.Classic() {
		source, err = FromNamedGroup(g.OwnerID, g.Name)
	}
	if err != nil {
		return Source{}
	}
	return source
}

func groupLabel(g Group) []string {
	if g.Classic() {
		return []string{g.Description}
	}
	return []string{g.Name, g.Description}
}

// inUse reports whether a source of some rule is one to offer for the target
// though it is no group of ours: a prefix list, or another account's group.
func inUse(s Source, target Group) bool {
	if target.Classic() {
		return s.kind == SourceNamedGroup
	}
	return s.kind == SourcePrefixListID
}
