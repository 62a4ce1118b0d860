package ingress

import (
	"cmp"
	"slices"
)

// Reach is an index over the rules of groups, to ask who can reach. It is
// read-only; make a new one when the groups change.
type Reach struct {
	groups     []Group
	owner      []int32          // of each rule, counted over all groups, its group
	trees      [2]tree          // by plane
	references []reference      // in the order of the rules
	sources    map[Source]int32 // of a source group, its place in groups
	unread     map[string]spans // of prefix lists that are not known, the traffic of rules that name them
}

// reference is a rule that names a source group.
type reference struct {
	span
	group, rule int32
}

// NewReach indexes groups, which it shares, and the prefix lists that are known,
// which may be nil. It takes the time of sorting the rules.
func NewReach(groups []Group, lists PrefixLists) *Reach {
	r := &Reach{groups: groups, sources: make(map[Source]int32, len(groups)), unread: map[string]spans{}}
	count := 0
	for i, g := range groups {
		count += len(g.Rules)
		r.sources[groupSource(g)] = int32(i)
	}
	r.owner = make([]int32, 0, count)
	space := newSpace(lists, count)
	for i := range groups {
		for j := range groups[i].Rules {
			rule := &groups[i].Rules[j].Rule
			r.refer(rule, lists)
			r.owner = append(r.owner, int32(i))
			space.add(*rule)
			if rule.Useless() != "" {
				space.boxes = space.boxes[:len(space.boxes)-1]
			}
		}
	}
	for id, traffic := range r.unread {
		r.unread[id] = merged(traffic)
	}
	slices.SortFunc(space.boxes, compareBoxes)
	for plane := range r.trees {
		first, _ := slices.BinarySearchFunc(space.boxes, int32(plane), comparePlane)
		end, _ := slices.BinarySearchFunc(space.boxes, int32(plane)+1, comparePlane)
		r.trees[plane] = newTree(space.boxes[first:end])
	}
	return r
}

// refer remembers a rule, the next one, whose source is no address.
func (r *Reach) refer(rule *Rule, lists PrefixLists) {
	traffic := rule.Spec().span()
	if group, known := r.sources[rule.source]; known && rule.source.isGroup() {
		r.references = append(r.references, reference{traffic, group, int32(len(r.owner))})
	}
	if list, _ := lists.of(rule.source); rule.source.kind == SourcePrefixListID && len(list.Entries) == 0 {
		id := rule.source.ref
		r.unread[id] = append(r.unread[id], traffic)
	}
}

func comparePlane(b box, plane int32) int { return cmp.Compare(b.plane, plane) }

// compareBoxes orders boxes by plane and first address, wide before narrow: a
// block comes before those inside it.
func compareBoxes(a, b box) int {
	if c := cmp.Compare(a.plane, b.plane); c != 0 {
		return c
	}
	return a.from.compare(b.from)
}

// compare orders blocks by first address, wide before narrow.
func (b block) compare(c block) int {
	if by := b.first.compare(c.first); by != 0 {
		return by
	}
	return c.last.compare(b.last)
}

// tree is boxes by their blocks. The blocks are prefixes, so of two that touch
// one holds the other: they are trees, written out in order.
type tree struct {
	boxes []box // in order
	nodes []node
}

// node is a block, with the place of its first box, and of the node of the
// narrowest block around it; -1 is none.
type node struct {
	block
	box, around int32
}

func newTree(boxes []box) tree {
	t := tree{boxes: boxes}
	around := int32(-1)
	for i := range boxes {
		from := boxes[i].from
		if last := len(t.nodes) - 1; last >= 0 && t.nodes[last].block == from {
			continue
		}
		for around >= 0 && !t.nodes[around].holds(from) {
			around = t.nodes[around].around
		}
		t.nodes = append(t.nodes, node{from, int32(i), around})
		around = int32(len(t.nodes) - 1)
	}
	return t
}

// visit goes over the boxes whose addresses touch the block of a prefix.
func (t *tree) visit(from block, see func(*box)) {
	inside, _ := slices.BinarySearchFunc(t.nodes, from, func(n node, b block) int { return n.compare(b) })
	end, _ := slices.BinarySearchFunc(t.nodes[inside:], from, func(n node, b block) int {
		if n.first.atMost(b.last) {
			return -1
		}
		return 1
	})
	t.see(inside, inside+end, see)
	for i := int32(inside) - 1; i >= 0; i = t.nodes[i].around {
		if t.nodes[i].holds(from) {
			t.see(int(i), int(i)+1, see)
		}
	}
}

// see goes over the boxes of nodes.
func (t *tree) see(node, end int, see func(*box)) {
	if node == end {
		return
	}
	last := len(t.boxes)
	if end < len(t.nodes) {
		last = int(t.nodes[end].box)
	}
	for i := int(t.nodes[node].box); i < last; i++ {
		see(&t.boxes[i])
	}
}
