package ingress

import "strings"

// Field is a field of the form, in the order that the form shows them.
type Field uint8

// The fields of a rule on a draft.
const (
	FieldLine     Field = iota // the compact rule line
	FieldPreset                // the type preset: SSH, HTTPS, …
	FieldProtocol              // the protocol, by name or number
	FieldFrom                  // the first port, or the ICMP type
	FieldTo                    // the last port, or the ICMP code
	FieldSource                // CIDRs, source groups, prefix lists
	FieldExpires               // when the rule ends
	FieldNote                  // the description
	fieldCount
)

// Fields are the form's fields in order.
func Fields() []Field {
	fields := make([]Field, fieldCount)
	for i := range fields {
		fields[i] = Field(i)
	}
	return fields
}

// String names the field as errors name it.
func (f Field) String() string {
	switch f {
	case FieldLine:
		return "rule"
	case FieldPreset:
		return "type"
	case FieldProtocol:
		return "protocol"
	case FieldFrom:
		return "from port"
	case FieldTo:
		return "to port"
	case FieldSource:
		return "source"
	case FieldExpires:
		return "expires"
	case FieldNote:
		return "description"
	}
	return "field"
}

// Problem is what stands between a field's text and a rule, in words that say
// how to mend it.
type Problem struct {
	Entry int    // the rule on the draft, from 0
	Field Field  // the field that holds the text
	Group string // the group's name where the problem is with one target only
	Text  string
}

// Error is the problem as one sentence: field, then text.
func (p Problem) Error() string {
	if p.Group != "" {
		return p.Field.String() + ": " + p.Text + " (" + p.Group + ")"
	}
	return p.Field.String() + ": " + p.Text
}

// Problems is what a draft has of them; as an error it lists them all.
type Problems []Problem

// Error joins the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}
