package wire

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Node is one step of a dotted parameter name: IpPermissions.1.IpRanges.2.CidrIp is four nodes below the root
// that have children and one that has a value.
type Node struct {
	path     string // the dotted name so far, for messages
	value    string
	set      bool // a value was given, possibly empty
	children map[string]*Node
}

// Decoding is bounded so that a request cannot ask for more work than its size justifies.
const (
	maxParameterDepth = 8
	maxParameters     = 20000
)

// ParseQuery makes the tree of the parameters, leaving out those that belong to the request as a whole.
// It refuses a parameter given twice, and text that no answer could carry back.
func ParseQuery(values url.Values) (*Node, error) {
	root := &Node{}
	if len(values) > maxParameters {
		return nil, malformedQuery("more than " + strconv.Itoa(maxParameters) + " parameters")
	}
	for name, given := range values {
		if isEnvelope(name) {
			continue
		}
		if len(given) > 1 {
			return nil, InvalidValue("The parameter %s may only be specified once", name)
		}
		if !LegalText(name) || !LegalText(given[0]) {
			return nil, InvalidValue("The parameter %s contains a character that is not allowed: control characters and invalid UTF-8 are not", name)
		}
		if err := root.put(name, given[0]); err != nil {
			return nil, err
		}
	}
	return root, nil
}

// put adds one parameter below the root.
func (n *Node) put(name, value string) error {
	steps := strings.Split(name, ".")
	if len(steps) > maxParameterDepth || slices.Contains(steps, "") {
		return unknownParameter(name)
	}
	for i, step := range steps {
		child := n.children[step]
		if child == nil {
			child = &Node{path: strings.Join(steps[:i+1], ".")}
			if n.children == nil {
				n.children = make(map[string]*Node)
			}
			n.children[step] = child
		}
		n = child
	}
	n.value, n.set = value, true
	return nil
}

// names are the names of the children, in order, so that of several errors always the same one is reported.
func (n *Node) names() []string {
	names := make([]string, 0, len(n.children))
	for name := range n.children {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// items are the children of a list parameter in the order of their numbers, which may have gaps.
func (n *Node) items() ([]*Node, error) {
	type numbered struct {
		number int
		node   *Node
	}
	found := make([]numbered, 0, len(n.children))
	for _, name := range n.names() {
		number, err := strconv.ParseUint(name, 10, 31)
		if err != nil || name[0] == '0' && name != "0" {
			return nil, unknownParameter(n.children[name].path)
		}
		found = append(found, numbered{int(number), n.children[name]})
	}
	slices.SortFunc(found, func(a, b numbered) int { return a.number - b.number })
	items := make([]*Node, len(found))
	for i, f := range found {
		items[i] = f.node
	}
	return items, nil
}

// isEnvelope says whether the parameter belongs to the request as a whole (which action, which version,
// who signed it: query authentication of signature versions 2 and 4) and not to the action.
func isEnvelope(name string) bool {
	switch name {
	case "Action", "Version", "AWSAccessKeyId", "SignatureVersion", "SignatureMethod", "Timestamp", "Expires",
		"Signature", "SecurityToken":
		return true
	}
	return strings.HasPrefix(name, "X-Amz-")
}

// Has says whether there is a child of the name.
func (n *Node) Has(name string) bool { return n.children[name] != nil }
