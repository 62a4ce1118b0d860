package wire

import (
	"reflect"
	"strconv"
	"strings"
)

// plan is how parameters go into a struct type, made once per action.
//
// A field is known by its Go name, or by the first word of its query tag; since=VERSION or until=VERSION in the tag
// bound the API versions that know it. Fields are string, int, bool, pointers to those (nil: not given),
// structs (Name.Child), and slices of any of these (Name.1, Name.2, …). Anonymous structs lend their fields.
type plan struct {
	fields map[string]plannedField
}

type plannedField struct {
	index        []int
	since, until Version
	inner        *plan // of a struct, or of a slice of structs
}

// PlanOf makes the plan of a struct type.
func PlanOf(t reflect.Type) *plan {
	p := &plan{fields: make(map[string]plannedField)}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous || !f.IsExported() {
			continue
		}
		name, rest, _ := strings.Cut(f.Tag.Get("query"), ",")
		if name == "" {
			name = f.Name
		}
		field := plannedField{index: f.Index}
		for bound := range strings.SplitSeq(rest, ",") {
			if v, ok := strings.CutPrefix(bound, "since="); ok {
				field.since = Version(v)
			}
			if v, ok := strings.CutPrefix(bound, "until="); ok {
				field.until = Version(v)
			}
		}
		element := f.Type
		if element.Kind() == reflect.Slice {
			element = element.Elem()
		}
		if element.Kind() == reflect.Struct {
			field.inner = PlanOf(element)
		}
		p.fields[name] = field
	}
	return p
}

// knows says whether the version has the field.
func (f plannedField) knows(v Version) bool {
	return (f.since == "" || v >= f.since) && (f.until == "" || v <= f.until)
}

// Decode fills the struct into from the children of n. A parameter that the struct, in this version,
// does not know is a failure: UnknownParameter.
func (p *plan) Decode(n *Node, into reflect.Value, v Version) error {
	for _, name := range n.names() {
		child := n.children[name]
		field, ok := p.fields[name]
		if !ok || !field.knows(v) {
			return unknownParameter(child.firstGiven())
		}
		if err := field.decode(child, into.FieldByIndex(field.index), v); err != nil {
			return err
		}
	}
	return nil
}

func (f plannedField) decode(n *Node, into reflect.Value, v Version) error {
	if into.Kind() != reflect.Slice {
		return f.decodeOne(n, into, v)
	}
	if n.set && n.value != "" { // an empty value is how some clients write an empty list
		return unknownParameter(n.path)
	}
	items, err := n.items()
	if err != nil {
		return err
	}
	into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
	for i, item := range items {
		if err := f.decodeOne(item, into.Index(i), v); err != nil {
			return err
		}
	}
	return nil
}

func (f plannedField) decodeOne(n *Node, into reflect.Value, v Version) error {
	if into.Kind() == reflect.Struct {
		if n.set && n.value != "" {
			return unknownParameter(n.path)
		}
		return f.inner.Decode(n, into, v)
	}
	if len(n.children) > 0 {
		return unknownParameter(n.firstGiven())
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	return setScalar(n, into)
}

func setScalar(n *Node, into reflect.Value) error {
	switch into.Kind() {
	case reflect.Int:
		number, err := strconv.ParseInt(n.value, 10, 32)
		if err != nil {
			return InvalidValue("Invalid value '%s' for %s. The value must be a whole number.", n.value, n.path)
		}
		into.SetInt(number)
	case reflect.Bool:
		switch strings.ToLower(n.value) {
		case "true":
			into.SetBool(true)
		case "false":
			into.SetBool(false)
		default:
			return InvalidValue("Invalid value '%s' for %s. The value must be true or false.", n.value, n.path)
		}
	default:
		into.SetString(n.value)
	}
	return nil
}

// firstGiven is the full name of a parameter that was given at or below n.
func (n *Node) firstGiven() string {
	for !n.set && len(n.children) > 0 {
		n = n.children[n.names()[0]]
	}
	return n.path
}
