package ingress

import (
	"cmp"
	"iter"
	"slices"
)

// sweep goes over boxes of one plane along the traffic, and finds where they
// hold all of some addresses together. Between two edges of boxes nothing
// changes, so one look at the blocks that are open there is enough.
type sweep struct {
	boxes []box
	need  []block // in order and apart: the addresses to be held
	used  []bool  // of each box, whether it was needed so far
	open  []int   // the boxes open here, by first address, the widest first
}

// slack is what sizes may be short of each other by rounding. A sum of sizes
// only says where a look is worth it.
const slack = 1e-9

// strips yields the traffic between the edges, in order, and whether the
// addresses are all held there.
func (w *sweep) strips() iter.Seq2[span, bool] {
	type edge struct {
		at    uint32
		box   int
		opens bool
	}
	edges := make([]edge, 0, 2*len(w.boxes))
	for i := range w.boxes {
		edges = append(edges, edge{w.boxes[i].lo, i, true}, edge{w.boxes[i].hi + 1, i, false})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	return func(yield func(span, bool) bool) {
		for i, e := range edges {
			if i > 0 && e.at > edges[i-1].at && !yield(span{edges[i-1].at, e.at - 1}, w.held()) {
				return
			}
			w.move(e.box, e.opens)
		}
	}
}

// move opens or closes a box.
func (w *sweep) move(b int, opens bool) {
	at, _ := slices.BinarySearchFunc(w.open, b, func(open, b int) int {
		x, y := &w.boxes[open].from, &w.boxes[b].from
		return cmp.Or(x.first.compare(y.first), y.last.compare(x.last), cmp.Compare(open, b))
	})
	if opens {
		w.open = slices.Insert(w.open, at, b)
	} else {
		w.open = slices.Delete(w.open, at, at+1)
	}
}

// held reports whether the open boxes hold all the addresses, and marks those
// that it takes: always one that reaches furthest.
func (w *sweep) held() bool {
	best, next := -1, 0
	for _, need := range w.need {
		for at, done := need.first, false; !done; {
			for ; next < len(w.open) && w.boxes[w.open[next]].from.first.atMost(at); next++ {
				if best < 0 || w.better(w.open[next], best) {
					best = w.open[next]
				}
			}
			if best < 0 || !at.atMost(w.boxes[best].from.last) {
				return false
			}
			w.used[best] = true
			last := w.boxes[best].from.last
			at, done = last.next(), need.last.atMost(last)
		}
	}
	return true
}

// better reports whether box a serves rather than b: it reaches further in
// addresses, is in use already, or reaches further in traffic.
func (w *sweep) better(a, b int) bool {
	x, y := &w.boxes[a], &w.boxes[b]
	if c := x.from.last.compare(y.from.last); c != 0 {
		return c > 0
	}
	if w.used[a] != w.used[b] {
		return w.used[a]
	}
	return x.hi > y.hi
}

// filled is the traffic for which boxes of a plane hold all of the addresses that
// are needed, and that for which some box does so alone.
func filled(need []block, boxes []box, plane int32) (open, alone spans) {
	hull := block{need[0].first, need[len(need)-1].last}
	var rest []box
	var size float64
	for i := range boxes {
		switch b := &boxes[i]; {
		case b.plane != plane:
		case b.from.holds(hull):
			alone = append(alone, b.span)
		case b.from.touches(hull):
			rest = append(rest, *b)
			size += b.from.size()
		}
	}
	alone = merged(alone)
	if size < sizeOf(need)*(1-slack) {
		return alone, alone
	}
	open = slices.Clone(alone)
	w := sweep{boxes: rest, need: need, used: make([]bool, len(rest))}
	for strip, held := range w.strips() {
		if held {
			open = append(open, strip)
		}
	}
	return merged(open), alone
}

// cover finds boxes among near that hold all of b together, by their rules. It
// is nil where they do not.
func cover(b box, near []box) []int32 {
	w := sweep{need: []block{b.from}}
	var area float64
	for i := range near {
		if b.touches(&near[i]) {
			part := near[i].within(&b)
			w.boxes = append(w.boxes, part)
			area += part.area()
		}
	}
	if area < b.area()*(1-slack) {
		return nil
	}
	w.used = make([]bool, len(w.boxes))
	next := b.lo
	for strip, held := range w.strips() {
		if !held || strip.lo != next {
			return nil
		}
		next = strip.hi + 1
	}
	if next != b.hi+1 {
		return nil
	}
	var rules []int32
	for i, used := range w.used {
		if used && !slices.Contains(rules, w.boxes[i].rule) {
			rules = append(rules, w.boxes[i].rule)
		}
	}
	return rules
}
