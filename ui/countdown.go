package ui

import (
	"fmt"
	"time"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// left is the time that a rule has left, in words: 2d 3h left, 1h 12m left, time
// is up.
func left(d time.Duration) string {
	switch {
	case d <= 0:
		return "time is up"
	case d < time.Minute:
		return "under 1m left"
	}
	return span(d) + " left"
}

// span is a duration in its two largest units, the rest of it dropped.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	switch minutes := int(d / time.Minute); {
	case d >= day && d%day < time.Hour:
		return fmt.Sprintf("%dd", d/day)
	case d >= day:
		return fmt.Sprintf("%dd %dh", d/day, d%day/time.Hour)
	case minutes >= 60 && minutes%60 == 0:
		return fmt.Sprintf("%dh", minutes/60)
	case minutes >= 60:
		return fmt.Sprintf("%dh %dm", minutes/60, minutes%60)
	default:
		return fmt.Sprintf("%dm", minutes)
	}
}

// clockText is a time as one says it now: 18:00, Tue 24 Nov 18:00, 3 Mar 2027 18:00.
func clockText(at, now time.Time) string {
	at = at.In(now.Location())
	layout := "15:04"
	switch {
	case at.Year() != now.Year():
		layout = "2 Jan 2006 15:04"
	case at.YearDay() != now.YearDay():
		layout = "Mon 2 Jan 15:04"
	}
	if at.Second() != 0 {
		layout += ":05"
	}
	return at.Format(layout)
}

// clock is a time as one says it now. Who signed in may be in another zone than
// the server, whose clock it is: then the zone is named.
func (c *canvas) clock(at time.Time) string {
	now := c.model.Now()
	text := clockText(at, now)
	if c.model.Session.Person.Name != "" {
		text += at.In(now.Location()).Format(" MST")
	}
	return text
}

// nextEndCell is the nearest time left of a group's rules, for the list.
func (c *canvas) nextEndCell(g ingress.Group) cell {
	at, ends := c.model.NextEnd(g)
	if !ends {
		return cell{safe.Clean(""), c.theme.plain}
	}
	return c.leftCell(at, "")
}

// leftCell is the time that a rule has left, and what its description says.
func (c *canvas) leftCell(at time.Time, description string) cell {
	d := at.Sub(c.model.Now())
	style, text := c.theme.plain, left(d)
	if d <= 0 {
		style = c.theme.warn
	}
	if description != "" {
		text += " · " + description
	}
	return cell{safe.Clean(text), style}
}

// noteCell is what there is to know about a rule that a group holds: the time
// that it has left, and its description.
func (c *canvas) noteCell(groupID string, r ingress.GroupRule) cell {
	if at, ends := c.model.Ends(groupID, r.Rule); ends {
		return c.leftCell(at, r.Description)
	}
	return cell{safe.Clean(r.Description), c.theme.dim}
}

// untilText is when a rule ends: until 18:00 (in 2h).
func (c *canvas) untilText(at time.Time) string {
	now := c.model.Now()
	text := "until " + c.clock(at)
	switch d := at.Sub(now); {
	case d <= 0:
		return text + " (time is up)"
	case d < time.Minute:
		return text + " (in less than a minute)"
	default:
		// To the nearest minute: of 2h that were asked for a moment ago 2h are left.
		return text + " (in " + span(d.Round(time.Minute)) + ")"
	}
}

// endAside is when the end that stands in a field comes, or nothing where it
// holds none.
func (c *canvas) endAside(text string) string {
	lifetime, err := ingress.ReadLifetime(text)
	if err != nil || lifetime.Never() {
		return ""
	}
	at, err := lifetime.At(c.model.Now())
	if err != nil {
		return ""
	}
	return c.untilText(at)
}

// sweepers is what becomes of rules with an end: EC2 itself knows none.
const sweepers = ", if sluice or sluice sweep runs then; else it stays"

// endBlocks say when the rules of a submission end, and what it takes; there are
// none where they stay. All of them end together.
func (c *canvas) endBlocks(at time.Time) []block {
	if at.IsZero() {
		return nil
	}
	var lines []string
	for _, line := range safe.Lines(c.untilText(at)+sweepers, c.size.w-6) {
		lines = append(lines, "   "+c.theme.accent.Render(line.String()))
	}
	return []block{{lines: lines}}
}

// endOf is when the rules that a plan sends end, or the zero time.
func endOf(p ingress.Plan) time.Time {
	for _, c := range p.Changes {
		for _, w := range c.Send() {
			if !w.Expires.IsZero() {
				return w.Expires
			}
		}
	}
	return time.Time{}
}

// appliedEnd is when the rules that were added end, or the zero time.
func appliedEnd(receipts []ingress.Receipt) time.Time {
	for _, r := range receipts {
		for _, rule := range r.Rules {
			if rule.Outcome == ingress.Applied && !rule.Expires.IsZero() && r.Kind != ingress.Revoking {
				return rule.Expires
			}
		}
	}
	return time.Time{}
}
