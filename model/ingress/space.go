package ingress

// box is what a rule lets in, as a rectangle: traffic one way, addresses the
// other.
type box struct {
	span
	from  block
	plane int32 // boxes of different planes have nothing in common
	rule  int32
}

// The planes of addresses; those of other sources come after them.
const (
	plane4 int32 = iota
	plane6
	namedPlanes
)

func (b *box) holds(c *box) bool {
	return b.plane == c.plane && b.span.holds(c.span) && b.from.holds(c.from)
}

func (b *box) touches(c *box) bool {
	return b.plane == c.plane && b.span.touches(c.span) && b.from.touches(c.from)
}

func (b box) area() float64 { return b.span.size() * b.from.size() }

// within is the part of b that is in c; they touch.
func (b box) within(c *box) box {
	return box{b.span.and(c.span), b.from.and(c.from), b.plane, b.rule}
}

// space holds the boxes of rules, numbered as they were added. A CIDR is a
// block of its family. A source group, or a prefix list whose entries are not
// known, is a plane of its own: it is the same as itself, and nothing is known
// of what else it holds. A prefix list whose entries are known is those blocks.
type space struct {
	lists PrefixLists
	named map[Source]int32
	boxes []box
	first []int // of each rule, its first box
}

func newSpace(lists PrefixLists, rules int) *space {
	return &space{lists: lists, boxes: make([]box, 0, rules), first: make([]int, 0, rules)}
}

func (s *space) add(r Rule) {
	rule, traffic := int32(len(s.first)), r.Spec().span()
	s.first = append(s.first, len(s.boxes))
	switch r.source.kind {
	case SourceIPv4:
		s.boxes = append(s.boxes, box{traffic, blockOf(r.source.prefix), plane4, rule})
		return
	case SourceIPv6:
		s.boxes = append(s.boxes, box{traffic, blockOf(r.source.prefix), plane6, rule})
		return
	}
	list, _ := s.lists.of(r.source)
	for _, p := range list.Entries {
		source := FromPrefix(p)
		plane := plane4
		if source.kind == SourceIPv6 {
			plane = plane6
		}
		if source.kind != NoSource {
			s.boxes = append(s.boxes, box{traffic, blockOf(source.prefix), plane, rule})
		}
	}
	if len(s.boxes) == s.first[rule] {
		s.boxes = append(s.boxes, box{traffic, block{}, s.planeOf(r.source), rule})
	}
}

// planeOf is the plane of a source that is told by its name only.
func (s *space) planeOf(source Source) int32 {
	plane, known := s.named[source]
	if !known {
		if s.named == nil {
			s.named = map[Source]int32{}
		}
		plane = namedPlanes + int32(len(s.named))
		s.named[source] = plane
	}
	return plane
}

// of are the boxes of a rule.
func (s *space) of(rule int) []box {
	if rule+1 < len(s.first) {
		return s.boxes[s.first[rule]:s.first[rule+1]]
	}
	return s.boxes[s.first[rule]:]
}

// near adds the boxes of other rules that touch a rule's.
func (s *space) near(near []box, rule int) []box {
	own := s.of(rule)
	for i := range s.boxes {
		b := &s.boxes[i]
		for j := range own {
			if b.touches(&own[j]) && b.rule != int32(rule) {
				near = append(near, *b)
				break
			}
		}
	}
	return near
}
