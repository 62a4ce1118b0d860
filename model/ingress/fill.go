package ingress

import (
	"strconv"
	"strings"
)

// fillFromLine makes the other fields say what the line says. Where the line
// cannot be read, its words stand in the fields as they were typed.
func (e *Entry) fillFromLine() {
	line := readLine(e.text[FieldLine])
	*e = Entry{text: [fieldCount]string{FieldLine: e.text[FieldLine]}, typed: true}
	if len(line.protocols) > 0 {
		e.fillFromWord(line.protocols[0])
		e.more = line.protocols[1:]
	}
	e.text[FieldSource] = strings.Join(line.sources, ", ")
	e.text[FieldExpires] = expiryField(line.expires)
	e.text[FieldNote] = line.note
}

// fillFromWord puts one protocol of a rule line into the fields.
func (e *Entry) fillFromWord(word string) {
	if specs, err := readProtocol(word); err == nil && len(specs) == 1 {
		e.fillFromSpec(specs[0])
		return
	}
	name, detail, _ := strings.Cut(word, "/")
	switch p, err := ParseProtocol(name); {
	case err == nil && p.HasPorts():
		e.setProtocol(name)
		e.text[FieldFrom] = detail
	case err == nil && p.IsICMP():
		e.setProtocol(name)
		e.text[FieldFrom], e.text[FieldTo], _ = strings.Cut(detail, ":")
	default:
		e.setProtocol(word)
	}
	e.namePreset()
}

func (e *Entry) fillFromSpec(s Spec) {
	e.setProtocol(s.Protocol.text())
	switch e.kind {
	case RangePorts:
		e.text[FieldFrom], e.text[FieldTo] = strconv.Itoa(s.From), strconv.Itoa(s.To)
	case RangeICMP:
		e.text[FieldFrom], e.text[FieldTo] = icmpTypeText(s.Protocol, s.From), icmpCodeText(s.Protocol, s.From, s.To)
	}
	e.text[FieldPreset] = presetFor(s).Name
}

// fillFromPreset fills protocol and ports; a custom preset leaves the ports as
// they are.
func (e *Entry) fillFromPreset(p Preset) {
	switch {
	case !p.Custom:
		e.fillFromSpec(p.Spec)
	case p.Spec.Protocol == AllProtocols:
		e.setProtocol("")
	default:
		e.setProtocol(p.Spec.Protocol.text())
	}
	e.text[FieldPreset] = p.Name
}

// setProtocol changes the protocol, and with its kind what from and to hold.
func (e *Entry) setProtocol(text string) {
	e.text[FieldProtocol] = text
	kind := e.kind
	if p, err := ParseProtocol(text); err == nil {
		kind = rangeOf(p)
	} else if strings.TrimSpace(text) == "" {
		kind = RangePorts
	}
	if kind == e.kind {
		return
	}
	e.kept[e.kind] = [2]string{e.text[FieldFrom], e.text[FieldTo]}
	e.text[FieldFrom], e.text[FieldTo] = e.kept[kind][0], e.kept[kind][1]
	e.kind = kind
}

// namePreset makes the preset say what protocol and ports say.
func (e *Entry) namePreset() {
	p, err := ParseProtocol(e.text[FieldProtocol])
	if err != nil {
		e.text[FieldPreset] = ""
		return
	}
	e.text[FieldPreset] = customPreset(p).Name
	if specs, problem := e.fieldSpecs(); problem == nil && len(specs) == 1 {
		e.text[FieldPreset] = presetFor(specs[0]).Name
	}
}

// writeLine makes the line say what the fields say.
func (e *Entry) writeLine() {
	e.typed = false
	var words []string
	if protocol := e.protocolWord(); protocol != "" {
		words = append(words, protocol)
	}
	words = append(words, e.more...)
	if sources := splitSources(e.text[FieldSource]); len(sources) > 0 {
		words = append(words, "from")
		words = append(words, sources...)
	}
	if expires := expiryWords(e.text[FieldExpires]); expires != "" {
		words = append(words, expires)
	}
	if note := e.trimmed(FieldNote); note != "" {
		words = append(words, "#", note)
	}
	e.text[FieldLine] = strings.Join(words, " ")
}

// expiryField is the end of a line as its field holds it: a duration alone.
func expiryField(words string) string {
	if word, rest, _ := strings.Cut(words, " "); strings.EqualFold(word, "for") {
		if _, err := readDuration(strings.Fields(rest)); err == nil {
			return rest
		}
	}
	return words
}

// expiryWords is what a field says of the end as a line spells it, as typed where
// it cannot be read.
func expiryWords(field string) string {
	words := strings.Join(strings.Fields(field), " ")
	first, _, _ := strings.Cut(words, " ")
	life, err := ReadLifetime(words)
	switch {
	case isExpiry(first):
		return words
	case err != nil || life.kind == lasting:
		return "for " + words
	case life.Never():
		return ""
	}
	return "until " + words
}

// protocolWord is the protocol of the fields as a rule line spells it, as typed
// where it cannot be read.
func (e Entry) protocolWord() string {
	if specs, problem := e.fieldSpecs(); problem == nil {
		return joinSpecs(specs)
	}
	word, from, to := e.trimmed(FieldProtocol), e.trimmed(FieldFrom), e.trimmed(FieldTo)
	if from != "" || to != "" {
		word += "/" + from
	}
	switch {
	case to == "" || to == from && e.kind == RangePorts:
		return word
	case e.kind == RangeICMP:
		return word + ":" + to
	}
	return word + "-" + to
}

// joinSpecs spells specs of one protocol: tcp/22,443.
func joinSpecs(specs []Spec) string {
	words := []string{specs[0].String()}
	for _, s := range specs[1:] {
		_, ports, _ := strings.Cut(s.String(), "/")
		words = append(words, ports)
	}
	return strings.Join(words, ",")
}
