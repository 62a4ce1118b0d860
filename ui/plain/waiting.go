package plain

import (
	"fmt"
	"io"
	"strings"
	"time"

	"sluice/model/ingress"
)

// Waiting is the plans that wait for approval for people, a line for each group.
func Waiting(out io.Writer, plans []ingress.Waiting) error {
	rows := [][]string{{"PLAN", "ASKED", "BY", "UNTIL", "SEVERITY", "GROUP", "WHAT"}}
	for _, plan := range plans {
		for _, c := range plan.Changes {
			row := []string{
				plan.ID, minuteText(plan.At), plan.By.Name, minuteText(plan.Expires()),
				plan.Severity.String(), c.Group.Name + " " + c.Group.ID, c.Kind.String() + " " + strings.Join(sentRules(c), ", "),
			}
			if plan.Rest != "" {
				row[len(row)-1] += ", left of " + plan.Rest
			}
			rows = append(rows, row)
		}
	}
	return columns(out, rows)
}

// minuteText is a time on the server's clock: who reads it may be in another zone.
func minuteText(at time.Time) string { return at.Local().Format("2006-01-02 15:04 MST") }

// sentRules are the rules that a change sends, as lines.
func sentRules(c ingress.Change) []string {
	rules := []string{}
	for _, w := range c.Send() {
		rules = append(rules, w.Rule.String())
	}
	return rules
}

// Asked says who asked for a plan that waits, and what changed since, by rule. It
// is nothing of a plan that nobody asked for.
func Asked(w ingress.Waiting, plan ingress.Plan) string {
	if w.ID == "" {
		return ""
	}
	var t lines
	t.line(fmt.Sprintf("Asked for by %s at %s, severity %s. Waits until %s.",
		w.By, w.At.Local().Format("2006-01-02 15:04:05 MST"), w.Severity, minuteText(w.Expires())))
	if w.Rest != "" {
		t.line("It is what was left of " + w.Rest + ", which was approved: " + w.Why)
	}
	for _, c := range plan.Changes {
		if !w.Drifted(c) {
			continue
		}
		t.line(c.Group.Name + " " + c.Group.ID + " changed since it was asked for, and the plan is made anew:")
		then, known := w.Then(c.Group.ID)
		if !known {
			t.line("  · what it held then is not known")
			continue
		}
		for _, changed := range ingress.Diff(then, c.Group) {
			text := "  · " + changed.Words()
			if changed.Touches(c) {
				text += ": it is about what this plan opens"
			}
			t.line(text)
		}
	}
	t.line("")
	return t.text.String()
}

// Waits says that a plan waits, and who may approve it and how. From the threshold on
// plans wait.
func Waits(w ingress.Waiting, threshold ingress.Severity) string {
	var t lines
	t.line("Waits for approval as " + w.ID + ": nothing was sent.")
	t.line(fmt.Sprintf("Its severity is %s, and from %s on another person has to approve it. Until %s", w.Severity, threshold, minuteText(w.Expires())))
	t.line("any other operator may: ssh HOST approve " + w.ID + ", or o in the list of groups.")
	t.line("To take it back: ssh HOST reject " + w.ID)
	return t.text.String()
}

// WaitingJSON is the list of plans that wait for programs; the help of sluice waiting
// describes it.
type WaitingJSON struct {
	Version int               `json:"version"`
	Plans   []WaitingPlanJSON `json:"plans"`
}

// WaitingPlanJSON is a plan that waits.
type WaitingPlanJSON struct {
	ID       string             `json:"id"`
	By       string             `json:"by"`
	Asked    string             `json:"asked"`
	Expires  string             `json:"expires"`
	Severity string             `json:"severity"`
	Mine     bool               `json:"mine"`
	Rest     string             `json:"rest"`
	Why      string             `json:"why"`
	Groups   []WaitingGroupJSON `json:"groups"`
}

// WaitingGroupJSON is what such a plan does to a group.
type WaitingGroupJSON struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`
	Rules []string `json:"rules"`
}

// WaitingOf is plans that wait for programs, as one person sees them.
func WaitingOf(plans []ingress.Waiting, me ingress.Person) WaitingJSON {
	told := WaitingJSON{Version: Version, Plans: []WaitingPlanJSON{}}
	for _, w := range plans {
		plan := WaitingPlanJSON{
			ID: w.ID, By: w.By.String(), Asked: w.At.UTC().Format(time.RFC3339), Expires: w.Expires().UTC().Format(time.RFC3339),
			Severity: w.Severity.String(), Mine: w.By.Same(me), Rest: w.Rest, Why: w.Why, Groups: []WaitingGroupJSON{},
		}
		for _, c := range w.Changes {
			plan.Groups = append(plan.Groups, WaitingGroupJSON{c.Group.ID, c.Group.Name, c.Kind.String(), sentRules(c)})
		}
		told.Plans = append(told.Plans, plan)
	}
	return told
}
