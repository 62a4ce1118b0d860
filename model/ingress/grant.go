package ingress

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Grant is what one person may change. Its zero value is a viewer's: nothing.
type Grant struct {
	Role Role
	// Groups are the groups that may be changed, by patterns of their ids or
	// names; empty for all. See [ParseGroupPatterns].
	Groups []string
	// Ports is the traffic that rules may open or close; empty for all. See
	// [ParsePortLimits].
	Ports []Spec
	// MaxTTL is how long a rule may last at most; 0 for no limit. With it, every
	// rule has to say when it ends.
	MaxTTL time.Duration
	// Clock tells the time that MaxTTL counts from; nil for [time.Now].
	Clock func() time.Time
}

// Refuses says why the change is not allowed, in words for the one who asked, or
// is "". A rule that is not sent is not looked at.
func (g Grant) Refuses(c Change) string {
	for _, a := range c.Actions() {
		if why := g.RefusesAction(a); why != "" {
			return why
		}
		if why := g.refusesChange(a.row().limits, c); why != "" {
			return notAllowed + why
		}
	}
	return ""
}

// RefusesAction says why the role does not do something at all, in words for the
// one who asked, or is "". What the action sends is held to [Grant.Refuses] besides.
func (g Grant) RefusesAction(a Action) string {
	switch least, somebody := a.Least(); {
	case g.Role.May(a):
		return ""
	case !somebody:
		return notAllowed + "to " + a.String() + " is nobody's from afar"
	case !g.Role.Writes():
		return notAllowed + fmt.Sprintf("a %s changes nothing", g.Role)
	default:
		return notAllowed + fmt.Sprintf("to %s is for %ss, and you are %s", a, least, g.Role)
	}
}

// refusesChange holds a change to some limits of the grant.
func (g Grant) refusesChange(l limits, c Change) string {
	if l&byGroup != 0 {
		if why := g.refusesGroup(c.Group); why != "" {
			return why
		}
	}
	for _, r := range c.Sent() {
		if l&byPorts != 0 {
			if why := g.refusesTraffic(c.Kind, r); why != "" {
				return why
			}
		}
		if l&byTime != 0 {
			if why := g.refusesTime(c, r); why != "" {
				return why
			}
		}
	}
	return ""
}

// refuses is what the planner's grant says of a change. While the planner has no
// time, it does not say how long rules may last: their ends are not known either.
func (p Planner) refuses(c Change) string {
	if p.Grant == nil {
		return ""
	}
	g := *p.Grant
	g.Clock = func() time.Time { return p.Now }
	if p.Now.IsZero() {
		g.MaxTTL = 0
	}
	return g.Refuses(c)
}

const notAllowed = "not allowed for your role: "

// Equal reports whether both grants allow the same by the same words.
func (g Grant) Equal(h Grant) bool {
	return g.Role == h.Role && g.MaxTTL == h.MaxTTL && slices.Equal(g.Groups, h.Groups) && slices.Equal(g.Ports, h.Ports)
}

// Words are the grant for people: operator of the groups web-*, for TCP 22, 443,
// for rules that last at most 2h.
func (g Grant) Words() string {
	if !g.Role.Writes() {
		return g.Role.String() + ", changes nothing"
	}
	words := g.Role.String() + " of all groups"
	if len(g.Groups) > 0 {
		words = g.Role.String() + " of the groups " + strings.Join(g.Groups, ", ")
	}
	if len(g.Ports) > 0 {
		words += ", for " + specsText(g.Ports)
	}
	if g.MaxTTL > 0 {
		words += ", for rules that last at most " + shortDuration(g.MaxTTL)
	}
	return words
}

func (g Grant) refusesGroup(group Group) string {
	allowed := func(pattern string) bool {
		return matchPattern(pattern, group.ID) || matchPattern(pattern, group.Name)
	}
	if len(g.Groups) > 0 && !slices.ContainsFunc(g.Groups, allowed) {
		return fmt.Sprintf("it changes the groups %s, and %s (%s) is none of them", strings.Join(g.Groups, ", "), group.Name, group.ID)
	}
	return ""
}

// refusesTraffic holds a rule to the ports: what is opened, and what is closed.
func (g Grant) refusesTraffic(kind Kind, r PlannedRule) string {
	if len(g.Ports) == 0 {
		return ""
	}
	var rules []Rule
	if kind != Revoking {
		rules = append(rules, r.Rule)
	}
	if kind != Adding {
		rules = append(rules, r.Existing.Rule)
	}
	allowed := make([]span, len(g.Ports))
	for i, s := range g.Ports {
		allowed[i] = s.span()
	}
	may := merged(allowed)
	for _, rule := range rules {
		if len(spans{rule.Spec().span()}.minus(may)) > 0 {
			return fmt.Sprintf("it opens and closes %s, and %s is more", specsText(g.Ports), rule.Words())
		}
	}
	return ""
}

// refusesTime holds a rule to its greatest lifetime. An edit keeps the rule's id,
// its tags and so its end: of a rule that stays it would make another that stays.
func (g Grant) refusesTime(c Change, r PlannedRule) string {
	if g.MaxTTL <= 0 {
		return ""
	}
	longest := shortDuration(g.MaxTTL)
	ends := r.Expires
	if c.Kind == Editing {
		ends, _ = r.Existing.Expires()
	}
	switch {
	case c.Untagged:
		return "a rule lasts at most " + longest + ", and without tags it would stay for good"
	case ends.IsZero() && c.Kind == Editing:
		return fmt.Sprintf("a rule lasts at most %s, and %s stays for good: add a new rule with an end in its place", longest, r.Existing.ref())
	case ends.IsZero():
		return fmt.Sprintf("a rule lasts at most %s, and %s would stay for good: give it an end, such as for %s", longest, r.Rule.Words(), longest)
	case ends.After(g.now().Add(g.MaxTTL)):
		return fmt.Sprintf("a rule lasts at most %s, and %s would last until %s", longest, r.Rule.Words(), ends.UTC().Format(time.RFC3339))
	}
	return ""
}

func (g Grant) now() time.Time {
	if g.Clock == nil {
		return time.Now()
	}
	return g.Clock()
}

// shortDuration is 2h, 1h30m, 45s: a duration without the zeros at its end.
func shortDuration(d time.Duration) string {
	text := d.String()
	if short, ok := strings.CutSuffix(text, "m0s"); ok {
		text = short + "m"
	}
	if short, ok := strings.CutSuffix(text, "h0m"); ok {
		text = short + "h"
	}
	return text
}
