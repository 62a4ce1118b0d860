package ingress

import "slices"

// Draft is a form's worth of rules as text: nothing in it is checked until it
// is parsed, and nothing that was typed is lost. It is a value; Edit, Choose,
// Add and Remove return a new one.
type Draft struct{ entries []Entry }

// Entry is one rule on a draft, field by field. The rule line and the other
// fields say the same thing: editing one side rewrites the other.
type Entry struct {
	text  [fieldCount]string
	more  []string // what a line with several protocols says beyond the fields, a protocol each
	typed bool     // the line is the person's own text, not made from the fields

	// A port is no ICMP type, so each kind of range has its own texts: those on
	// show are in text, those of the other kinds wait in kept.
	kind RangeKind
	kept [rangeKindCount][2]string
}

// NewDraft is a draft of one empty rule.
func NewDraft() Draft { return Draft{entries: make([]Entry, 1)} }

// Entries are the rules on the draft; do not change them.
func (d Draft) Entries() []Entry { return d.entries }

// Text is what stands in a field.
func (e Entry) Text(f Field) string { return e.text[f] }

// Also are the further protocols of a line such as "tcp/22 udp/53 from …": the
// fields show the first one. Those that cannot be read are left out.
func (e Entry) Also() []Spec {
	var also []Spec
	for _, word := range e.more {
		specs, _ := readProtocol(word)
		also = append(also, specs...)
	}
	return also
}

// Empty reports whether nothing was typed.
func (e Entry) Empty() bool { return e.text == [fieldCount]string{} }

func (d Draft) empty() bool {
	return !slices.ContainsFunc(d.entries, func(e Entry) bool { return !e.Empty() })
}

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
// field rewrites the line. Between ports and ICMP types the from and to fields
// change places with what was last typed for the other. A to port that only
// repeats the from port goes when that is edited.
func (d Draft) Edit(i int, f Field, text string) Draft {
	entries := slices.Clone(d.entries)
	entries[i].edit(f, text)
	return Draft{entries}
}

func (e *Entry) edit(f Field, text string) {
	before := e.text[f]
	e.text[f] = text
	switch f {
	case FieldLine:
		e.fillFromLine()
		return
	case FieldPreset:
		if preset, ok := PresetNamed(text); ok {
			e.fillFromPreset(preset)
		}
	case FieldProtocol:
		e.setProtocol(text)
		e.namePreset()
	case FieldFrom:
		if e.kind == RangePorts && e.text[FieldTo] == before {
			e.text[FieldTo] = ""
		}
		e.namePreset()
	case FieldTo:
		e.namePreset()
	}
	e.writeLine()
}

// RangeKind is what the two number fields of an entry hold.
type RangeKind uint8

// Ports for TCP, UDP and while no protocol is chosen; type and code for ICMP;
// nothing for protocols without ports. While a protocol's name is being typed
// the kind stays as it was.
const (
	RangePorts RangeKind = iota
	RangeICMP
	RangeNone
	rangeKindCount
)

// Range says what the from and to fields of the entry are.
func (e Entry) Range() RangeKind { return e.kind }

func rangeOf(p Protocol) RangeKind {
	switch {
	case p.HasPorts():
		return RangePorts
	case p.IsICMP():
		return RangeICMP
	}
	return RangeNone
}
