package model

import (
	"maps"
	"time"

	"sluice/model/ingress"
)

// countdown is what is known of the rules that are to be revoked at a time.
type countdown struct {
	load Call // the LoadExpiring that is waited for, or 0
	tick Call // the WaitTick that is waited for, or 0
	// ends are the times of rules that Sluice tagged: those are the rules that it
	// revokes. By group id; never changed in place.
	ends map[string]map[ingress.Rule]time.Time
}

// LoadExpiring reads the rules that are to be revoked at a time: ExpiringLoaded
// or ExpiringFailed.
type LoadExpiring struct{ Call Call }

// WaitTick waits, and reads the clock: TimePassed.
type WaitTick struct {
	Call Call
	For  time.Duration
}

// ExpiringLoaded answers LoadExpiring; At is the time then.
type ExpiringLoaded struct {
	Call  Call
	At    time.Time
	Rules []ingress.Expiring
}

// ExpiringFailed answers LoadExpiring.
type ExpiringFailed struct {
	Call    Call
	Failure *ingress.Failure
}

// TimePassed answers WaitTick: At is the time now.
type TimePassed struct {
	Call Call
	At   time.Time
}

func (LoadExpiring) needs() ingress.Action { return ingress.ActRead }
func (WaitTick) needs() ingress.Action     { return ingress.ActRead }
func (ExpiringLoaded) msg()                {}
func (ExpiringFailed) msg()                {}
func (TimePassed) msg()                    {}

// Now is the time as last told: no older than a minute while something counts
// down. Its location is the user's.
func (m Model) Now() time.Time { return m.planner.Now }

// Ends is when a rule of a group is to be revoked; ok is false for one that
// stays.
func (m Model) Ends(groupID string, r ingress.Rule) (at time.Time, ok bool) {
	at, ok = m.clock.ends[groupID][r]
	return at, ok
}

// NextEnd is when the first rule of a group is to be revoked; ok is false where
// all stay.
func (m Model) NextEnd(g ingress.Group) (next time.Time, ok bool) {
	if len(m.clock.ends[g.ID]) == 0 {
		return time.Time{}, false
	}
	for _, r := range g.Rules {
		if at, ends := m.Ends(g.ID, r.Rule); ends && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}

// Expiring is the number of rules that are to be revoked at a time, in all groups.
func (m Model) Expiring() int {
	n := 0
	for _, ends := range m.clock.ends {
		n += len(ends)
	}
	return n
}

// updateCountdown takes the answers about time, in whatever phase.
func (m Model) updateCountdown(msg Msg) (next Model, effects []Effect, taken bool) {
	switch msg := msg.(type) {
	case ExpiringLoaded:
		if msg.Call.answers(m.clock.load) {
			m.clock.load, m.clock.ends = 0, endsOf(msg.Rules)
			m = m.at(msg.At)
		}
	case ExpiringFailed:
		if msg.Call.answers(m.clock.load) {
			m.clock.load = 0
			m.Notice = "which rules expire could not be read: " + msg.Failure.Error()
		}
	case TimePassed:
		if msg.Call.answers(m.clock.tick) {
			m.clock.tick = 0
			m = m.at(msg.At)
			m, effects = m.waitTick(m.untilTick())
		}
	default:
		return m, nil, false
	}
	return m, effects, true
}

// at is the program at a time: what a form's draft comes to may be another.
func (m Model) at(now time.Time) Model {
	m.planner.Now = now
	if e, editing := m.Phase.(Editing); editing {
		m.Phase = m.reread(e)
	}
	return m
}

// endsOf are the times of rules, by group. A rule with the time's tag alone is
// not Sluice's to revoke.
func endsOf(rules []ingress.Expiring) map[string]map[ingress.Rule]time.Time {
	ends := map[string]map[ingress.Rule]time.Time{}
	for _, e := range rules {
		at, ok := e.Rule.Expires()
		if !ok || e.Rule.Tag(ingress.TagOperation) == "" {
			continue
		}
		if ends[e.GroupID] == nil {
			ends[e.GroupID] = map[ingress.Rule]time.Time{}
		}
		ends[e.GroupID][e.Rule.Rule] = at
	}
	return ends
}

// withEnds takes the times of groups that were read by themselves: their rules
// have their tags where they have ids.
func (c countdown) withEnds(groups []ingress.Group) countdown {
	ends := maps.Clone(c.ends)
	if ends == nil {
		ends = map[string]map[ingress.Rule]time.Time{}
	}
	for _, g := range groups {
		var rules []ingress.Expiring
		for _, r := range g.Rules {
			rules = append(rules, ingress.Expiring{GroupID: g.ID, Rule: r})
		}
		delete(ends, g.ID)
		maps.Copy(ends, endsOf(rules))
	}
	c.ends = ends
	return c
}

// readExpiring asks which rules expire. Of several askings the newest counts.
func (m *Model) readExpiring() Effect {
	m.clock.load = m.mint()
	return LoadExpiring{m.clock.load}
}

// keepTime reads the clock where time starts to matter: something counts down,
// or a form was opened, where a rule may get a time to live.
func (m Model) keepTime(before Model, effects []Effect) (Model, []Effect) {
	if m.command {
		return m, effects // nobody watches the time
	}
	_, was := before.Phase.(Editing)
	_, editing := m.Phase.(Editing)
	if m.clock.tick != 0 || m.untilTick() == 0 && (was || !editing) {
		return m, effects
	}
	m.clock.tick = m.mint()
	return m, append(effects, WaitTick{Call: m.clock.tick})
}

func (m Model) waitTick(d time.Duration) (Model, []Effect) {
	if d == 0 {
		return m, nil
	}
	m.clock.tick = m.mint()
	return m, []Effect{WaitTick{Call: m.clock.tick, For: d}}
}

// untilTick is how long no time left changes, counted in minutes, but no
// shorter than a second; 0 where nothing counts down.
func (m Model) untilTick() time.Duration {
	var least time.Duration
	for _, ends := range m.clock.ends {
		for _, at := range ends {
			left := at.Sub(m.planner.Now)
			if left <= 0 {
				continue
			}
			wait := left % time.Minute
			if wait == 0 {
				wait = time.Minute
			}
			if wait = max(wait, time.Second); least == 0 || wait < least {
				least = wait
			}
		}
	}
	return least
}
