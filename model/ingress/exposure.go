package ingress

import "slices"

// exposure is what rules let the world do, before and after some of them.
type exposure struct {
	Assessor
	subjects    []subject
	intoDefault bool // the rules are for a VPC's default group

	// By plane: what the world reaches before and after, what of that is fresh,
	// and what it reaches by one block that holds it whole.
	before, after, fresh, alone [2]spans
}

// subject is a rule under assessment.
type subject struct {
	rule      *Rule
	described bool
	place     int  // in the group or on the plan
	asked     bool // the rule is assessed; others only count for what the world reaches
	planned   bool
	boxes     []box
}

// open finds what the world reaches by the boxes before and after.
func (e *exposure) open(before, after []box) {
	for plane, icmp := range [2]Protocol{ICMPv6, ICMP} {
		useless := spans{wholeProtocol(icmp)}
		was, _ := filled(e.public[plane], before, int32(plane))
		is, alone := filled(e.public[plane], after, int32(plane))
		if len(is) == 0 {
			continue
		}
		e.before[plane], e.after[plane], e.alone[plane] = was.minus(useless), is.minus(useless), alone
		e.fresh[plane] = e.after[plane].minus(e.before[plane])
	}
}

// findings are those of every check, the most severe first.
func (e *exposure) findings() []Finding {
	var findings []Finding
	for row := range e.checks {
		f := Finding{Check: &e.checks[row], row: row, Ignored: e.ignored[row]}
		fails := false
		switch f.Check.fails {
		case worldReaches, worldReachesWhole, worldReachesRange:
			fails = e.world(&f)
		default:
			fails = e.each(&f)
		}
		if fails {
			findings = append(findings, f)
		}
	}
	sortFindings(findings)
	return findings
}

// each holds every rule that is asked about to a check of single rules.
func (e *exposure) each(f *Finding) (fails bool) {
	for i := range e.subjects {
		if s := &e.subjects[i]; s.asked && e.breaks(f.Check, s) {
			f.opens = append(f.opens, f.Check.traffic.and(spans{s.rule.Spec().span()})...)
			f.blame(s)
			fails = true
		}
	}
	f.opens = merged(f.opens)
	return fails
}

// breaks reports whether a rule by itself fails a check.
func (e *exposure) breaks(c *Check, s *subject) bool {
	switch c.fails {
	case anyoneReaches:
		return c.traffic.touches(s.boxes[0].span)
	case fromWideRange:
		return e.anyWide(s.boxes)
	case intoDefaultGroup:
		return e.intoDefault && s.planned
	case withoutDescription:
		return !s.described
	}
	return s.rule.Useless() != ""
}

// isWide reports whether a box lets in a wide range of public IPv4 addresses, to
// more than what the world reaches or may reach anyway.
func (e *exposure) isWide(b *box) bool {
	if b.plane != plane4 || b.from.size() <= e.widest || !e.isPublic(b) {
		return false
	}
	matching := spans{b.span}.minus(spans{wholeProtocol(ICMPv6)})
	return len(matching.minus(e.acceptable).minus(e.after[plane4])) > 0
}

func (e *exposure) anyWide(boxes []box) bool {
	for i := range boxes {
		if e.isWide(&boxes[i]) {
			return true
		}
	}
	return false
}

// isPublic reports whether some of the addresses of a box, one of a plane of
// addresses, are on the internet.
func (e *exposure) isPublic(b *box) bool {
	for _, public := range e.public[b.plane] {
		if public.touches(b.from) {
			return true
		}
	}
	return false
}

// world holds what the world newly reaches to a check.
func (e *exposure) world(f *Finding) (fails bool) {
	hits := e.hits(f.Check)
	f.IPv4, f.IPv6 = len(hits[plane4]) > 0, len(hits[plane6]) > 0
	if !f.IPv4 && !f.IPv6 {
		return false
	}
	f.opens = merged(slices.Concat(hits[plane4], hits[plane6]))
	for i := range e.subjects {
		if s := &e.subjects[i]; e.serves(s, hits) {
			f.blame(s)
		}
	}
	return true
}

// hits are what fails a check of what the world newly reaches, by plane.
func (e *exposure) hits(c *Check) (hits [2]spans) {
	for plane, fresh := range e.fresh {
		switch {
		case len(fresh) == 0:
		case c.fails == worldReaches:
			hits[plane] = fresh.and(c.traffic)
		case c.fails == worldReachesWhole:
			hits[plane] = e.after[plane].protocols().and(c.traffic).minus(e.before[plane].protocols())
		case c.fails == worldReachesRange:
			hits[plane] = e.ranges(int32(plane))
		}
	}
	return hits
}

// exposes reports whether a check fails that has a badge.
func (e *exposure) exposes(c *Check, boxes []box) bool {
	if c.fails == fromWideRange {
		return e.anyWide(boxes)
	}
	hits := e.hits(c)
	return len(hits[plane4])+len(hits[plane6]) > 0
}

// ranges are those parts of rules with several ports that the world reaches,
// where it newly reaches a port there that is not acceptable.
func (e *exposure) ranges(plane int32) spans {
	var all []span
	fresh := e.fresh[plane].minus(e.acceptable)
	for i := range e.subjects {
		for _, b := range e.subjects[i].boxes {
			if b.plane != plane || b.lo == b.hi || !e.subjects[i].rule.protocol.HasPorts() || !fresh.touches(b.span) {
				continue
			}
			for _, open := range e.after[plane].and(spans{b.span}) {
				if open.lo < open.hi && fresh.touches(open) {
					all = append(all, open)
				}
			}
		}
	}
	return merged(all)
}

// serves reports whether a rule has a part in what the world reaches: it lets in
// public addresses, and no other does alone what it does.
func (e *exposure) serves(s *subject, hits [2]spans) bool {
	for i := range s.boxes {
		b := &s.boxes[i]
		if b.plane >= namedPlanes || !hits[b.plane].touches(b.span) || !e.isPublic(b) {
			continue
		}
		public := e.public[b.plane]
		if b.from.holds(block{public[0].first, public[len(public)-1].last}) ||
			len(hits[b.plane].and(spans{b.span}).minus(e.alone[b.plane])) > 0 {
			return true
		}
	}
	return false
}
