package ingress

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// maxRules is the most rules that EC2 takes in one call.
const maxRules = 1000

// check finds the problems that are the text's own, whatever the group.
func (e Entry) check() Problems {
	if e.Empty() {
		return Problems{{Field: FieldLine, Text: "what to open? Such as tcp/22 from 203.0.113.7, or fill the fields below"}}
	}
	var problems Problems
	add := func(f Field, text string) { problems = append(problems, Problem{Field: f, Text: text}) }
	line := e.lineProblem()
	if line != "" {
		add(FieldLine, line)
	}
	if text := e.trimmed(FieldPreset); text != "" {
		if _, ok := PresetNamed(text); !ok {
			add(FieldPreset, fmt.Sprintf("%q is no type: choose one from the list, or fill the protocol", text))
		}
	}
	specs, problem := e.specs()
	if problem != nil && line == "" {
		problems = append(problems, *problem)
	}
	sources, err := readSources(e.text[FieldSource])
	if err != nil && (!e.typed || e.trimmed(FieldSource) != "") {
		add(FieldSource, err.Error())
	}
	if n := len(specs) * len(sources); n > maxRules {
		add(FieldSource, fmt.Sprintf("%d protocols from %d sources are %d rules: EC2 takes at most %d in one call",
			len(specs), len(sources), n, maxRules))
	}
	if _, err := ReadLifetime(e.text[FieldExpires]); err != nil {
		add(FieldExpires, err.Error())
	}
	if text := noteProblem(e.trimmed(FieldNote)); text != "" {
		add(FieldNote, text)
	}
	return problems
}

// lineProblem is what stands in the way in a line that the person wrote.
func (e Entry) lineProblem() string {
	if !e.typed {
		return ""
	}
	return readLine(e.text[FieldLine]).problem
}

func (e Entry) trimmed(f Field) string { return strings.TrimSpace(e.text[f]) }

// specs reads the protocol side of the entry: its fields, and then the further
// protocols of its line.
func (e Entry) specs() ([]Spec, *Problem) {
	specs, problem := e.fieldSpecs()
	if problem != nil {
		return nil, problem
	}
	for _, word := range e.more {
		further, err := readProtocol(word)
		if err != nil {
			return nil, &Problem{Field: FieldLine, Text: err.Error()}
		}
		specs = append(specs, further...)
	}
	return specs, nil
}

// fieldSpecs reads the protocol and the two fields beside it.
func (e Entry) fieldSpecs() ([]Spec, *Problem) {
	protocol, err := ParseProtocol(e.text[FieldProtocol])
	switch {
	case e.trimmed(FieldProtocol) == "":
		return nil, &Problem{Field: FieldProtocol, Text: "which protocol? tcp, udp, icmp, icmpv6, all, or a number"}
	case err != nil:
		return nil, &Problem{Field: FieldProtocol, Text: err.Error()}
	case protocol.HasPorts():
		return e.portSpecs(protocol)
	case protocol.IsICMP():
		return e.icmpSpec(protocol)
	}
	return []Spec{{protocol, anyNumber, anyNumber}}, nil
}

func (e Entry) portSpecs(p Protocol) ([]Spec, *Problem) {
	specs, err := parsePortList(p, e.text[FieldFrom])
	if err != nil {
		return nil, &Problem{Field: FieldFrom, Text: err.Error()}
	}
	fromText, toText := e.trimmed(FieldFrom), e.trimmed(FieldTo)
	if toText == "" || toText == fromText {
		return specs, nil
	}
	from, isPort := parseNumber(fromText)
	if !isPort {
		return nil, &Problem{Field: FieldTo, Text: fmt.Sprintf("%s already says which ports: leave this empty", fromText)}
	}
	first, last, err := parsePorts(toText)
	switch {
	case err != nil:
		return nil, &Problem{Field: FieldTo, Text: err.Error()}
	case first != last:
		return nil, &Problem{Field: FieldTo, Text: fmt.Sprintf("%s: one port ends the range", toText)}
	}
	return []Spec{{p, from, last}}, checkPorts(from, last)
}

func (e Entry) icmpSpec(p Protocol) ([]Spec, *Problem) {
	typ, err := parseICMPType(p, e.text[FieldFrom])
	if err != nil {
		return nil, &Problem{Field: FieldFrom, Text: err.Error()}
	}
	code, err := parseICMPCode(p, typ, e.text[FieldTo])
	if err != nil {
		return nil, &Problem{Field: FieldTo, Text: err.Error()}
	}
	return []Spec{{p, typ, code}}, nil
}

// maxDescription is the most characters that EC2 takes for a rule's description.
const maxDescription = 255

// noteProblem holds a description to EC2's characters and length (EC2 API
// reference, IpRange.Description); "" where it does.
func noteProblem(note string) string {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-:/()#,@[]+=&;{}!$*"
	for _, r := range note {
		if !strings.ContainsRune(allowed, r) {
			return fmt.Sprintf("a description cannot hold %s: EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*", visible(r))
		}
	}
	if n := len(note); n > maxDescription {
		return fmt.Sprintf("a description has at most %d characters, this one %d", maxDescription, n)
	}
	return ""
}

// visible is a character to show in a sentence.
func visible(r rune) string {
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
		return string(r)
	}
	return strconv.QuoteRune(r)
}
