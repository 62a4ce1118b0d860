package actions

import (
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// filter is one Filter.n of a describe request.
type filter struct {
	Name  string
	Value []string
}

// maxFilterValues is how many values all filters of a request may have.
const maxFilterValues = 200

// criteria are the filters of a request, ready to be applied to things of type T: a thing matches if it
// matches every filter, and it matches a filter if it has one of its values.
type criteria[T any] []criterion[T]

type criterion[T any] struct {
	name   string
	values []string
	facts  facts[T]
}

// facts are the values that a thing has for one filter.
type facts[T any] func(thing T) []string

// fact is for filters on what a thing has exactly one of.
func fact[T any](of func(T) string) facts[T] {
	return func(thing T) []string { return []string{of(thing)} }
}

// criteriaOf finds the facts for each filter among the known ones. tags are the facts' source for
// tag:KEY, tag-key and tag-value.
func criteriaOf[T any](filters []filter, known map[string]facts[T], tags func(T) []store.Tag) (criteria[T], error) {
	var all criteria[T]
	total := 0
	for _, f := range filters {
		if total += len(f.Value); total > maxFilterValues {
			return nil, wire.Refuse("FilterLimitExceeded", "The maximum number of filter values specified on a single call is %d", maxFilterValues)
		}
		of, ok := known[f.Name]
		if !ok {
			of, ok = tagFacts(f.Name, tags)
		}
		switch {
		case f.Name == "":
			return nil, wire.InvalidValue("The filter 'null' is invalid")
		case !ok:
			return nil, wire.InvalidValue("The filter '%s' is invalid", f.Name)
		case len(f.Value) == 0:
			return nil, wire.InvalidValue("The filter '%s' has no values", f.Name)
		}
		all = append(all, criterion[T]{f.Name, f.Value, of})
	}
	return all, nil
}

func tagFacts[T any](name string, tags func(T) []store.Tag) (facts[T], bool) {
	if tags == nil {
		return nil, false
	}
	key, one := strings.CutPrefix(name, "tag:")
	if !one && name != "tag-key" && name != "tag-value" {
		return nil, false
	}
	return func(thing T) (values []string) {
		for _, t := range tags(thing) {
			switch {
			case one && t.Key == key, name == "tag-value":
				values = append(values, t.Value)
			case name == "tag-key":
				values = append(values, t.Key)
			}
		}
		return values
	}, true
}

// match says whether the thing matches every filter.
func (all criteria[T]) match(thing T) bool {
	for _, c := range all {
		if !c.match(thing) {
			return false
		}
	}
	return true
}

func (c criterion[T]) match(thing T) bool {
	for _, fact := range c.facts(thing) {
		for _, pattern := range c.values {
			if Matches(pattern, fact) {
				return true
			}
		}
	}
	return false
}

// exactly gives the values of the named filter if none of them has a wildcard: then an index can find them.
func (all criteria[T]) exactly(name string) ([]string, bool) {
	for _, c := range all {
		if c.name == name && !strings.ContainsAny(strings.Join(c.values, ""), `*?\`) {
			return c.values, true
		}
	}
	return nil, false
}

// Matches says whether text is the pattern, in which * stands for any characters, ? for exactly one, and a
// backslash takes the next character as it is. It takes time in the product of the lengths at most.
func Matches(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, mark := -1, 0 // where to go on after a mismatch: the last *, and the text it has swallowed so far
	i, j := 0, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && p[i] == '?':
			i, j = i+1, j+1
		case i < len(p) && literal(p, i) == t[j]:
			i, j = i+width(p, i), j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// literal is the character that position i of the pattern stands for.
func literal(p []rune, i int) rune { return p[i+width(p, i)-1] }

// width is 2 for a backslash and what follows it, else 1.
func width(p []rune, i int) int {
	if p[i] == '\\' && i+1 < len(p) {
		return 2
	}
	return 1
}
