package ingress

import "slices"

// comparison is the wanted rules of a plan beside the rules that the group
// holds. In its space the group's rules come first, then the wanted ones, each
// with the number of its place.
type comparison struct {
	*space
	group   Group
	planned []PlannedRule
	place   []int   // of a planned rule: its number in the space
	asked   []int   // of a wanted rule of the space, counted after the group's: its place on the plan
	near    [][]box // of a planned rule: the boxes of other rules that touch it
	left    []box   // of the rules of the group that the plan takes away
}

// compare gives every wanted rule its verdict. The group's rules with the numbers
// leaving are taken for gone.
func compare(g Group, wanted []Wanted, lists PrefixLists, leaving ...int) comparison {
	c := comparison{
		space:   newSpace(lists, len(g.Rules)+len(wanted)),
		group:   g,
		planned: make([]PlannedRule, len(wanted)),
		place:   make([]int, len(wanted)),
		near:    make([][]box, len(wanted)),
	}
	for i, r := range g.Rules {
		c.add(r.Rule)
		if slices.Contains(leaving, i) {
			c.left = append(c.left, c.of(i)...)
			c.boxes = c.boxes[:c.first[i]]
		}
	}
	seen := make(map[Rule]bool, len(wanted))
	for i, w := range wanted {
		c.planned[i] = PlannedRule{Wanted: w}
		if seen[w.Rule] {
			c.planned[i].Verdict = Repeated
			continue
		}
		seen[w.Rule] = true
		c.place[i] = len(c.first)
		c.asked = append(c.asked, i)
		c.add(w.Rule)
	}
	var near []box
	for i := range c.planned {
		if c.isNew(i) {
			near = c.space.near(near[:0], c.place[i])
			c.near[i] = slices.Clone(near)
			c.findSame(i)
		}
	}
	c.findCovered()
	for i := range c.planned {
		if c.isNew(i) {
			c.relate(i)
		}
	}
	return c
}

func (c *comparison) isNew(i int) bool { return c.planned[i].Verdict == New }

// held reports whether a rule of the space is one of the group's.
func (c *comparison) held(rule int32) bool { return int(rule) < len(c.group.Rules) }

// wanted is the place on the plan of a rule of the space that is not the group's.
func (c *comparison) wanted(rule int32) int { return c.asked[int(rule)-len(c.group.Rules)] }

// findSame looks for the group's own rule that is the same.
func (c *comparison) findSame(i int) {
	for _, b := range c.near[i] {
		if c.held(b.rule) && c.group.Rules[b.rule].Rule == c.planned[i].Rule {
			c.planned[i].Verdict, c.planned[i].Existing = AlreadyThere, c.group.Rules[b.rule]
			return
		}
	}
}

// findCovered finds the rules that others cover: by the group's rules, then by
// one other of the plan, then by what remains of the plan with the group's.
// What the plan drops covers nothing, so that of rules which cover each other
// enough remain; the last on the plan goes first. Nor does what ends sooner.
func (c *comparison) findCovered() {
	for i := range c.planned {
		held, _ := c.nearby(i)
		c.coverBy(i, held, true)
	}
	for i := range slices.Backward(c.planned) {
		_, planned := c.nearby(i)
		c.coverBy(i, planned, false)
	}
	for i := range slices.Backward(c.planned) {
		if held, planned := c.nearby(i); len(planned) > 0 {
			c.coverBy(i, slices.Concat(held, planned), true)
		}
	}
}

// nearby are the boxes near planned rule i of the group's rules, and of those of
// the plan that are new still, without those that end before it.
func (c *comparison) nearby(i int) (held, planned []box) {
	own := c.planned[i].term()
	for _, b := range c.near[i] {
		switch {
		case c.held(b.rule):
			if c.group.Rules[b.rule].term().outlasts(own) {
				held = append(held, b)
			}
		case c.isNew(c.wanted(b.rule)) && c.planned[c.wanted(b.rule)].term().outlasts(own):
			planned = append(planned, b)
		}
	}
	return held, planned
}

// coverBy makes planned rule i covered, where near does cover it: one rule of it
// alone, or where together is set several.
func (c *comparison) coverBy(i int, near []box, together bool) {
	if !c.isNew(i) {
		return
	}
	own := c.of(c.place[i])
	rules := coveringRule(own, near)
	if rules == nil && together {
		rules = coveringRules(own, near)
	}
	for _, rule := range rules {
		c.planned[i].Verdict = Covered
		if c.held(rule) {
			c.planned[i].CoveredBy = append(c.planned[i].CoveredBy, &c.group.Rules[rule])
		} else {
			c.planned[i].CoveredByPlan = append(c.planned[i].CoveredByPlan, c.planned[c.wanted(rule)].Rule)
		}
	}
}

// coveringRule is the first rule that holds every one of own boxes alone. The
// boxes of a rule are side by side.
func coveringRule(own, near []box) []int32 {
	for first, end := 0, 0; first < len(near); first = end {
		for end = first; end < len(near) && near[end].rule == near[first].rule; {
			end++
		}
		if holdsAll(near[first:end], own) {
			return []int32{near[first].rule}
		}
	}
	return nil
}

// holdsAll reports whether boxes of one rule hold all that others do. Only a
// prefix list has several.
func holdsAll(boxes, others []box) bool {
	for i := range others {
		if len(boxes) == 1 && !boxes[0].holds(&others[i]) || len(boxes) > 1 && cover(others[i], boxes) == nil {
			return false
		}
	}
	return true
}

// coveringRules are the rules that hold all of own boxes together.
func coveringRules(own, near []box) []int32 {
	var rules []int32
	for _, b := range own {
		some := cover(b, near)
		if some == nil {
			return nil
		}
		for _, rule := range some {
			if !slices.Contains(rules, rule) {
				rules = append(rules, rule)
			}
		}
	}
	return rules
}

// relate finds the group's rules that a new one makes redundant or overlaps. One
// that lasts longer than the new one stays of use.
func (c *comparison) relate(i int) {
	own, near := c.of(c.place[i]), c.near[i]
	for n, b := range near {
		if !c.held(b.rule) || n > 0 && near[n-1].rule == b.rule {
			continue
		}
		rule := &c.group.Rules[b.rule]
		if holdsAll(own, c.of(int(b.rule))) && c.planned[i].term().outlasts(rule.term()) {
			c.planned[i].Redundant = append(c.planned[i].Redundant, rule)
		} else {
			c.planned[i].Overlaps = append(c.planned[i].Overlaps, rule)
		}
	}
}
