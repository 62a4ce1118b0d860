package ingress

import (
	"slices"
	"strconv"
	"strings"
)

// Draft is a form's worth of rules as text: nothing in it is checked until it
// is planned, and nothing that was typed is lost. It is a value; Edit, Add and
// Remove return a new one.
type Draft struct{ entries []Entry }

// Entry is one rule on a draft, field by field. The rule line and the other
// fields say the same thing: editing one side rewrites the other.
type Entry struct {
	text  [fieldCount]string
	also  []Spec // what a line with several protocols says beyond the fields
	typed bool   // the line is the person's own text, not made from the fields
}

// NewDraft is a draft of one empty rule.
func NewDraft() Draft { return Draft{entries: make([]Entry, 1)} }

// Entries are the rules on the draft; do not change them.
func (d Draft) Entries() []Entry { return d.entries }

// Text is what stands in a field.
func (e Entry) Text(f Field) string { return e.text[f] }

// Also are the further protocols of a line such as "tcp/22,443 udp/53 from …":
// the fields show the first one.
func (e Entry) Also() []Spec { return e.also }

// Empty reports whether nothing was typed.
func (e Entry) Empty() bool { return e.text == [fieldCount]string{} }

// Add appends an empty rule.
func (d Draft) Add() Draft { return Draft{append(slices.Clone(d.entries), Entry{})} }

// Remove takes rule i off the draft; the last one leaves an empty rule.
func (d Draft) Remove(i int) Draft {
	if len(d.entries) <= 1 {
		return NewDraft()
	}
	return Draft{slices.Delete(slices.Clone(d.entries), i, i+1)}
}

// Edit sets the text of a field of rule i, and rewrites the fields that say the
// same: a rule line fills all, a preset fills protocol and ports, every other
// field rewrites the line.
func (d Draft) Edit(i int, f Field, text string) Draft {
	entries := slices.Clone(d.entries)
	e := entries[i]
	before := e.protocolKind()
	e.text[f] = text
	switch f {
	case FieldLine:
		e.fillFromLine()
	case FieldPreset:
		if preset, ok := PresetNamed(text); ok {
			e.fillFromPreset(preset)
		}
		e.writeLine()
	case FieldProtocol:
		if e.protocolKind() != before {
			// A port is no ICMP type: numbers of the other kind do not carry over.
			e.text[FieldFrom], e.text[FieldTo] = "", ""
		}
		e.namePreset()
		e.writeLine()
	case FieldFrom, FieldTo:
		e.namePreset()
		e.writeLine()
	default:
		e.writeLine()
	}
	entries[i] = e
	return Draft{entries}
}

// RangeKind is what the two number fields of an entry hold.
type RangeKind uint8

// Ports for TCP, UDP and while no protocol is chosen; type and code for ICMP;
// nothing for protocols without ports.
const (
	RangePorts RangeKind = iota
	RangeICMP
	RangeNone
)

// Range says what the from and to fields of the entry are.
func (e Entry) Range() RangeKind { return e.protocolKind() }

func (e Entry) protocolKind() RangeKind {
	p, err := ParseProtocol(e.text[FieldProtocol])
	switch {
	case err != nil || p.HasPorts():
		return RangePorts
	case p.IsICMP():
		return RangeICMP
	}
	return RangeNone
}

func (e *Entry) fillFromLine() {
	line := readLine(e.text[FieldLine])
	e.typed = true
	e.also = nil
	e.text[FieldPreset], e.text[FieldProtocol], e.text[FieldFrom], e.text[FieldTo] = "", "", "", ""
	if len(line.specs) > 0 {
		e.fillFromSpec(line.specs[0])
		e.also = line.specs[1:]
	}
	if line.preset != "" {
		e.text[FieldPreset] = line.preset
	}
	e.text[FieldSource] = strings.Join(line.sources, ", ")
	e.text[FieldNote] = line.note
}

func (e *Entry) fillFromSpec(s Spec) {
	e.text[FieldPreset] = presetFor(s).Name
	e.text[FieldProtocol] = protocolText(s.Protocol)
	e.text[FieldFrom], e.text[FieldTo] = "", ""
	switch {
	case s.Protocol.HasPorts():
		e.text[FieldFrom], e.text[FieldTo] = strconv.Itoa(s.From), strconv.Itoa(s.To)
	case s.Protocol.IsICMP():
		e.text[FieldFrom] = icmpTypeName(s.Protocol, s.From)
		e.text[FieldTo] = icmpCodeName(s.Protocol, s.From, s.To)
		if strings.HasPrefix(e.text[FieldFrom], "type ") {
			e.text[FieldFrom] = strconv.Itoa(s.From)
		}
		if strings.HasPrefix(e.text[FieldTo], "code ") {
			e.text[FieldTo] = strconv.Itoa(s.To)
		}
	}
}

// protocolText is a protocol as the field shows it, in a form that it reads.
func protocolText(p Protocol) string {
	switch p {
	case AllProtocols:
		return "all"
	case TCP, UDP, ICMP, ICMPv6:
		return p.Wire()
	}
	for _, named := range namedProtocols() {
		if named.number == p {
			return named.name
		}
	}
	return p.Wire()
}

func (e *Entry) fillFromPreset(p Preset) {
	e.text[FieldPreset] = p.Name
	custom, keep := p.Custom, e.protocolKind()
	from, to := e.text[FieldFrom], e.text[FieldTo]
	e.also = nil
	e.fillFromSpec(p.Spec)
	e.text[FieldPreset] = p.Name
	if !custom {
		return
	}
	e.text[FieldFrom], e.text[FieldTo] = "", ""
	if p.Name == "Custom protocol" {
		e.text[FieldProtocol] = ""
	}
	if e.protocolKind() == keep {
		e.text[FieldFrom], e.text[FieldTo] = from, to
	}
}

func (e *Entry) namePreset() {
	spec, problem := e.spec()
	if problem != nil {
		if p, err := ParseProtocol(e.text[FieldProtocol]); err == nil {
			spec = Spec{p, -2, -2}
		} else {
			e.text[FieldPreset] = ""
			return
		}
	}
	e.text[FieldPreset] = presetFor(spec).Name
}

// writeLine makes the line say what the fields say.
func (e *Entry) writeLine() {
	e.typed = false
	var words []string
	if protocol := e.protocolWord(); protocol != "" {
		words = append(words, protocol)
	}
	for _, s := range e.also {
		words = append(words, s.word())
	}
	if sources := splitSources(e.text[FieldSource]); len(sources) > 0 {
		words = append(words, "from")
		words = append(words, sources...)
	}
	if note := strings.TrimSpace(e.text[FieldNote]); note != "" {
		words = append(words, "#", note)
	}
	e.text[FieldLine] = strings.Join(words, " ")
}

func (e *Entry) protocolWord() string {
	if spec, problem := e.spec(); problem == nil {
		return spec.word()
	}
	name := strings.TrimSpace(e.text[FieldProtocol])
	from, to := strings.TrimSpace(e.text[FieldFrom]), strings.TrimSpace(e.text[FieldTo])
	switch {
	case from == "" && to == "":
		return name
	case to == "" || to == from:
		return name + "/" + from
	}
	return name + "/" + from + "-" + to
}

// word is the spec as a rule line spells it.
func (s Spec) word() string {
	return Rule{protocol: s.Protocol, from: int32(s.From), to: int32(s.To)}.ProtocolSpec()
}

// String is the spec as a rule line spells it: tcp/22, icmp/8:0, all.
func (s Spec) String() string { return s.word() }
