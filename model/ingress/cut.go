package ingress

import (
	"cmp"
	"slices"
)

// cutting takes boxes away from a box, one after the other, and looks at what is
// left of it.
type cutting struct {
	by   []box
	used []bool         // of each box, whether it took something away
	left func(box) bool // takes a part that no box holds; false ends the cutting
}

// cut takes the boxes from one on away from a part. It goes on with each piece
// by itself, so that the first that is left can end it.
func (c *cutting) cut(part box, from int) bool {
	for i := from; i < len(c.by); i++ {
		b := &c.by[i]
		if !b.touches(&part) {
			continue
		}
		c.used[i] = true
		pieces, n := part.minus(b)
		for _, piece := range pieces[:n] {
			if !c.cut(piece, i+1) {
				return false
			}
		}
		return true
	}
	return c.left(part)
}

// minus is what a box that c touches has beside it, in n pieces.
func (b box) minus(c *box) (pieces [4]box, n int) {
	add := func(traffic span, from block) {
		pieces[n] = box{traffic, from, b.plane, b.rule}
		n++
	}
	if b.lo < c.lo {
		add(span{b.lo, c.lo - 1}, b.from)
	}
	if b.hi > c.hi {
		add(span{c.hi + 1, b.hi}, b.from)
	}
	traffic := b.span.and(c.span)
	if !c.from.first.atMost(b.from.first) {
		add(traffic, block{b.from.first, c.from.first.previous()})
	}
	if !b.from.last.atMost(c.from.last) {
		add(traffic, block{c.from.last.next(), b.from.last})
	}
	return pieces, n
}

// slack is what sizes may be short of each other by rounding. A sum of sizes
// only says where a closer look is worth it.
const slack = 1e-9

// cover finds boxes among near that hold all of b together, by their rules: the
// largest that serve. It is nil where they do not.
func cover(b box, near []box) []int32 {
	var by []box
	var area float64
	for i := range near {
		if b.touches(&near[i]) {
			area += near[i].within(&b).area()
		}
	}
	if area < b.area()*(1-slack) {
		return nil
	}
	for i := range near {
		if b.touches(&near[i]) {
			by = append(by, near[i].within(&b))
		}
	}
	slices.SortStableFunc(by, func(x, y box) int { return cmp.Compare(y.area(), x.area()) })
	c := cutting{by: by, used: make([]bool, len(by)), left: func(box) bool { return false }}
	if !c.cut(b, 0) {
		return nil
	}
	var rules []int32
	for i, used := range c.used {
		if used {
			rules = append(rules, by[i].rule)
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

// filled is the traffic for which boxes of a plane hold all of the addresses that
// are needed, and that for which some box does so alone.
func filled(need []block, boxes []box, plane int32) (open, alone spans) {
	hull := block{need[0].first, need[len(need)-1].last}
	var size float64
	for i := range boxes {
		switch b := &boxes[i]; {
		case b.plane != plane:
		case b.from.holds(hull):
			alone = append(alone, b.span)
		default:
			size += b.from.size()
		}
	}
	alone = merged(alone)
	if size < sizeOf(need)*(1-slack) {
		return alone, alone
	}
	var rest []box
	for i := range boxes {
		if b := &boxes[i]; b.plane == plane && !b.from.holds(hull) {
			rest = append(rest, *b)
		}
	}
	return merged(slices.Concat(alone, filledTogether(need, rest))), alone
}

// filledTogether is the traffic for which boxes, none of them alone, hold all of
// the addresses that are needed.
func filledTogether(need []block, boxes []box) spans {
	slices.SortStableFunc(boxes, func(x, y box) int { return cmp.Compare(y.area(), x.area()) })
	var lacking []span
	c := cutting{by: boxes, used: make([]bool, len(boxes)), left: func(part box) bool {
		lacking = append(lacking, part.span)
		return true
	}}
	for _, block := range need {
		c.cut(box{allTraffic(), block, boxes[0].plane, 0}, 0)
	}
	return spans{allTraffic()}.minus(merged(lacking))
}
