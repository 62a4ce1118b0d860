package ingress

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Lifetime is how long a rule is to last: for ever, for a while, or until a
// time. It is comparable, and canonical: 90m and 1h30m are the same. The zero
// Lifetime is for ever.
type Lifetime struct {
	kind    lifetimeKind
	seconds int64
}

// lifetimeKind says what the seconds of a lifetime are.
type lifetimeKind uint8

const (
	forEver   lifetimeKind = iota
	lasting                // a duration
	timeOfDay              // since midnight, where the planner is
	wallTime               // of the Unix epoch, as though the clock on the wall showed UTC
	instant                // of the Unix epoch
)

// The shortest and the longest time that a rule may be given.
const (
	minLifetime = time.Minute
	maxLifetime = 366 * 24 * time.Hour
)

// The layouts of times, with and without seconds. Reading takes a fraction of a
// second too, and drops it.
const (
	clockLayout   = "15:04"
	secondsLayout = "15:04:05"
	dateLayout    = "2006-01-02T"
	zoneLayout    = "Z07:00"
)

const lifetimeForms = "write for 30m, for 1h30m, for 2d, until 18:00, until 2026-11-24T18:00, or until 2026-11-24T18:00Z"

// ReadLifetime reads the end of a rule line, "for 2h" or "until 18:00", or only
// what comes after the word; "" and "never" are for ever. A time without a date
// is the next of its kind, a time without a zone is in the zone of the time that
// [Lifetime.At] is given. The error says how to mend the text.
func ReadLifetime(text string) (Lifetime, error) {
	words := strings.Fields(text)
	switch {
	case len(words) == 0, len(words) == 1 && strings.EqualFold(words[0], "never"):
		return Lifetime{}, nil
	case strings.EqualFold(words[0], "for"):
		return readDuration(words[1:])
	case strings.EqualFold(words[0], "until"):
		return readEnd(words[1:])
	case strings.ContainsAny(words[0], ":-"):
		return readEnd(words)
	}
	return readDuration(words)
}

// readDuration reads days, hours and minutes, each at most once and in this
// order: 1d12h, 1h 30m.
func readDuration(words []string) (Lifetime, error) {
	text := strings.Join(words, "")
	if text == "" {
		return Lifetime{}, fmt.Errorf("for how long? 30m, 2h, 1h30m or 2d")
	}
	rest := strings.ToLower(text)
	var d time.Duration
	for _, unit := range lifetimeUnits() {
		number, after, found := strings.Cut(rest, unit.letter)
		if !found {
			continue
		}
		n, err := strconv.ParseUint(number, 10, 20)
		if err != nil {
			return Lifetime{}, fmt.Errorf("%q is no time to last: write 30m, 2h, 1h30m or 2d", text)
		}
		d, rest = d+time.Duration(n)*unit.length, after
	}
	switch {
	case rest != "":
		return Lifetime{}, fmt.Errorf("%q is no time to last: write 30m, 2h, 1h30m or 2d", strings.Join(words, " "))
	case d < minLifetime:
		return Lifetime{}, fmt.Errorf("%s: a rule lasts 1 minute or more", text)
	case d > maxLifetime:
		return Lifetime{}, fmt.Errorf("%s: a rule with an end lasts at most 366 days", text)
	}
	return Lifetime{lasting, int64(d / time.Second)}, nil
}

type lifetimeUnit struct {
	letter string
	length time.Duration
}

func lifetimeUnits() []lifetimeUnit {
	return []lifetimeUnit{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}}
}

// readEnd reads a time of day, or a date and a time with a T or a space between
// them.
func readEnd(words []string) (Lifetime, error) {
	text := strings.ToUpper(strings.Join(words, "T"))
	if text == "" {
		return Lifetime{}, fmt.Errorf("until when? 18:00, 2026-11-24T18:00, or 2026-11-24T18:00Z")
	}
	for _, clock := range [...]string{clockLayout, secondsLayout} {
		if t, err := time.Parse(clock, text); err == nil {
			return Lifetime{timeOfDay, int64(t.Hour()*3600 + t.Minute()*60 + t.Second())}, nil
		}
		for kind, layout := range map[lifetimeKind]string{wallTime: dateLayout + clock, instant: dateLayout + clock + zoneLayout} {
			t, err := time.Parse(layout, text)
			switch {
			case err != nil:
			case t.Year() < 2000 || t.Year() > 9000: // the clock of no planner
				return Lifetime{}, fmt.Errorf("%s: an end is within the next 366 days", text)
			default:
				return Lifetime{kind, t.Unix()}, nil
			}
		}
	}
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return Lifetime{}, fmt.Errorf("%s, at what time? Write until %sT18:00", text, text)
	}
	return Lifetime{}, fmt.Errorf("%q is no time: %s", strings.Join(words, " "), lifetimeForms)
}

// Until is a lifetime that ends at an instant, to the second; the zero time is
// for ever.
func Until(at time.Time) Lifetime {
	if at.IsZero() {
		return Lifetime{}
	}
	return Lifetime{instant, at.Unix()}
}

// Never reports whether the rule has no end.
func (l Lifetime) Never() bool { return l.kind == forEver }

// String is the lifetime as a rule line spells it: for 1h30m, until 18:00, until
// 2026-11-24T18:00, until 2026-11-24T17:00:00Z; "" for ever.
func (l Lifetime) String() string {
	if l.kind == forEver {
		return ""
	}
	if l.kind == lasting {
		return "for " + l.duration()
	}
	t := time.Unix(l.seconds, 0).UTC()
	layout := clockLayout
	if t.Second() != 0 || l.kind == instant {
		layout = secondsLayout
	}
	switch l.kind {
	case wallTime:
		layout = dateLayout + layout
	case instant:
		layout = dateLayout + layout + zoneLayout
	}
	return "until " + t.Format(layout)
}

// duration is 2d, 1h30m, 1d12h.
func (l Lifetime) duration() string {
	left, text := time.Duration(l.seconds)*time.Second, ""
	for _, unit := range lifetimeUnits() {
		if n := left / unit.length; n > 0 {
			text, left = text+strconv.Itoa(int(n))+unit.letter, left%unit.length
		}
	}
	return text
}

// At is when a rule ends that is planned at a time, to the second and in that
// time's zone; the zero time for one that does not end. The error says of an end
// in the past, or more than 366 days away, how to mend it.
func (l Lifetime) At(now time.Time) (time.Time, error) {
	now = now.Truncate(time.Second)
	at := l.after(now)
	switch {
	case at.IsZero():
		return at, nil
	case !at.After(now):
		return time.Time{}, fmt.Errorf("%s is in the past: it is %s now", l, now.Format(dateLayout+clockLayout+zoneLayout))
	case at.Before(now.Add(minLifetime)):
		return time.Time{}, fmt.Errorf("%s is less than a minute away: a rule lasts 1 minute or more", l)
	case at.After(now.Add(maxLifetime)):
		return time.Time{}, fmt.Errorf("%s is more than 366 days away: leave it out for a rule that stays", l)
	}
	return at, nil
}

// after is the end as seen from a time, wherever that lies.
func (l Lifetime) after(now time.Time) time.Time {
	switch l.kind {
	case lasting:
		return now.Add(time.Duration(l.seconds) * time.Second)
	case timeOfDay:
		at := func(days int) time.Time {
			return time.Date(now.Year(), now.Month(), now.Day()+days, 0, 0, int(l.seconds), 0, now.Location())
		}
		if today := at(0); today.After(now) {
			return today
		}
		return at(1)
	case wallTime:
		t := time.Unix(l.seconds, 0).UTC()
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
	case instant:
		return time.Unix(l.seconds, 0).In(now.Location())
	}
	return time.Time{}
}

// Equal is ==: two lifetimes that are spelled alike.
func (l Lifetime) Equal(other Lifetime) bool { return l == other }
