package notation

import (
	"slices"
	"strconv"
)

// node is a step of a dotted parameter name: IpPermissions.1.FromPort is three.
type node struct {
	span     span // of the parameter that set it first
	word     string
	set      bool
	children map[string]*node
}

// put sets a parameter; false where it, or one above or below it, is set.
func (n *node) put(steps []string, w string, piece span) bool {
	for _, step := range steps {
		if n.set {
			return false
		}
		if n.children == nil {
			n.children = map[string]*node{}
		}
		if n.children[step] == nil {
			n.children[step] = &node{span: piece}
		}
		n = n.children[step]
		n.span.to = max(n.span.to, piece.to)
	}
	if n.set || n.children != nil {
		return false
	}
	n.word, n.set = w, true
	return true
}

// value is the tree as a value: a node whose steps are all numbers is a list in
// their order, gaps allowed.
func (r *reader) value(n *node) value {
	if n.set {
		return wordValue(n.word, n.span)
	}
	v := value{kind: object, span: n.span}
	type numbered struct {
		number int
		field
	}
	var fields []numbered
	numbers := true
	for name, child := range n.children {
		number, err := strconv.ParseUint(name, 10, 31)
		numbers = numbers && err == nil
		fields = append(fields, numbered{int(number), field{name, r.value(child), child.span}})
	}
	slices.SortFunc(fields, func(a, b numbered) int {
		if numbers && a.number != b.number {
			return a.number - b.number
		}
		return a.span.from - b.span.from
	})
	for _, f := range fields {
		v.fields = append(v.fields, f.field)
	}
	if !numbers {
		return v
	}
	v.kind, v.fields = list, nil
	for _, f := range fields {
		v.items = append(v.items, f.value)
	}
	return v
}
