package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// pressCase is a key on a screen, and what it does there.
type pressCase struct {
	does  string
	open  func(testing.TB, size) *session
	works func(*session) bool
}

// presses are what every binding does, by screen and binding.
func presses() map[string][]pressCase {
	all := map[string][]pressCase{}
	for _, some := range []map[string]pressCase{listPresses(), filterPresses(), detailPresses(), formPresses(), previewPresses(), resultPresses(), reachPresses(),
		historyPresses(), approvalPresses()} {
		for name, c := range some {
			name, _, _ = strings.Cut(name, " ")
			all[name] = append(all[name], c)
		}
	}
	for _, sc := range scenes() {
		if !strings.HasPrefix(sc.name, "submitting") {
			all["anywhere.Quit"] = append(all["anywhere.Quit"], pressCase{"quits from " + sc.name, sc.open, quits})
		}
	}
	return all
}

func quits(s *session) bool { return s.quit }

func helps(s *session) bool { return s.app.help.open }

// in reports whether the user is in a phase.
func in[P model.Phase](s *session) bool {
	_, ok := s.phase().(P)
	return ok
}

// at reports whether the list's cursor is on a row, counted from 0.
func at(row int) func(*session) bool {
	return func(s *session) bool {
		l, ok := s.phase().(model.Listing)
		return ok && s.app.model.Row(l) == row
	}
}

// listing is about the list's phase.
func listPhase(ok func(model.Listing) bool) func(*session) bool {
	return func(s *session) bool {
		l, listing := s.phase().(model.Listing)
		return listing && ok(l)
	}
}

// many opens a list of 60 groups and presses keys.
func many(keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := newSession(t, newFakeWorld(manyGroups(t, 60)...), at).start()
		s.press(keys...)
		return s
	}
}

// changing opens the sample groups, then adds a group to what EC2 holds.
func changing(keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		w := newFakeWorld(sampleGroups(t)...)
		s := newSession(t, w, at).start()
		s.press(keys...)
		w.groups = append(slices.Clone(w.groups), ingress.Group{ID: "sg-0ead0ead", Name: "another", VPCID: testVPC, OwnerID: testAccount})
		w.groups[1].Description = "changed meanwhile"
		return s
	}
}

func drawn(text string) func(*session) bool {
	return func(s *session) bool { return strings.Contains(s.frame(), text) }
}

func copied(text string) func(*session) bool {
	return func(s *session) bool { return slices.Contains(s.copied, text) }
}

// copiedPart reports whether a text was copied that holds another.
func copiedPart(part string) func(*session) bool {
	return func(s *session) bool {
		return slices.ContainsFunc(s.copied, func(text string) bool { return strings.Contains(text, part) })
	}
}

func listPresses() map[string]pressCase {
	filtered := func(t testing.TB, at size) *session {
		s := on("/")(t, at)
		s.write("env=prod")
		s.press("enter")
		return s
	}
	return map[string]pressCase{
		"list.Up":       {"moves up", on("down"), at(0)},
		"list.Down":     {"moves down", on(), at(1)},
		"list.Top":      {"goes to the first group", many("down", "down", "down"), at(0)},
		"list.Bottom":   {"goes to the last group", many(), at(59)},
		"list.PageUp":   {"moves a page up", many("end"), at(59 - 17)},
		"list.PageDown": {"moves a page down", many(), at(17)},
		"list.Filter":   {"opens the filter", on(), listPhase(func(l model.Listing) bool { return l.Filtering })},
		"list.Filter 2": {"opens it empty after it was cleared", func(t testing.TB, at size) *session {
			s := filtered(t, at)
			s.press("esc")
			return s
		}, func(s *session) bool { return s.app.View().Cursor != nil && strings.TrimSpace(s.line(2)) == "/" }},
		"list.Mark":    {"marks a group", on(), listPhase(func(l model.Listing) bool { return len(l.Marked) == 1 })},
		"list.Mark 2":  {"takes a mark off", on("space", "up"), listPhase(func(l model.Listing) bool { return len(l.Marked) == 0 })},
		"list.Unmark":  {"takes all marks off", on("space", "space"), listPhase(func(l model.Listing) bool { return len(l.Marked) == 0 })},
		"list.Details": {"shows the group", on(), func(s *session) bool { return s.app.detail.open }},
		"list.Add":     {"opens the form", on(), in[model.Editing]},
		"list.Add 2":   {"says why it does not", on("down", "down"), drawn("belongs to 999988887777")},
		"list.CopyRules": {"opens the form with the rules of the group", on("end", "space", "home"), editing(func(e model.Editing) bool {
			return len(e.Draft.Entries()) > 1 && len(e.SoFar.Changes) == 1 && len(e.Targets) == 1
		})},
		"list.Undo":        {"plans to undo the last change", recorded("enter"), undoes("op-1")},
		"list.Undo 2":      {"says why it does not", recordedNothing, drawn("nothing was changed in this session yet")},
		"list.Undo 3":      {"says that nothing is recorded", on(), drawn("operations are not recorded")},
		"list.Reach":       {"opens the search", on(), in[model.Reaching]},
		"list.CopyRules 2": {"says why it does not", on(), drawn("mark the groups that should get the rules of bastion")},
		"list.Reload":      {"reads the groups again", changing(), drawn("sg-0ead0ead")},
		"list.Copy":        {"copies the id", on(), copied("sg-77aa01bc")},
		"list.Copy 2":      {"says so", on(), drawn("copied sg-77aa01bc")},
		"list.Help":        {"shows help", on(), helps},
		"list.Back":        {"clears the filter", filtered, listPhase(func(l model.Listing) bool { return l.Filter == "" })},
		"list.Quit":        {"quits", on(), quits},
	}
}

func filterPresses() map[string]pressCase {
	web := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := on("/")(t, at)
			s.write("web")
			s.press(keys...)
			return s
		}
	}
	return map[string]pressCase{
		"filter.Keep":  {"keeps the filter", web(), listPhase(func(l model.Listing) bool { return l.Filter == "web" && !l.Filtering })},
		"filter.Clear": {"clears the filter", web(), listPhase(func(l model.Listing) bool { return l.Filter == "" && !l.Filtering })},
		"filter.Up":    {"moves up", web("down"), at(0)},
		"filter.Down":  {"moves down", web(), at(1)},
	}
}

func detailPresses() map[string]pressCase {
	full := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := newSession(t, newFakeWorld(fullGroup(t)), at).start()
			s.press("enter")
			s.press(keys...)
			return s
		}
	}
	unread := func(t testing.TB, at size) *session {
		w := newFakeWorld(fullGroup(t))
		w.readErr = denied("ec2:DescribeSecurityGroupRules")
		s := newSession(t, w, at).start()
		s.press("enter")
		return s
	}
	// onRow reports whether the cursor is on a rule that is drawn, counted from 0:
	// their ports go up by one from 2000.
	onRow := func(row int) func(*session) bool {
		return func(s *session) bool {
			return s.app.detail.open && strings.Contains(s.frame(), fmt.Sprintf("▸ TCP    %d", 2000+row))
		}
	}
	return map[string]pressCase{
		"details.Up":       {"goes to the rule above", full("down", "down"), onRow(1)},
		"details.Down":     {"goes to the rule below", full(), onRow(1)},
		"details.Top":      {"goes to the first rule", full("down", "down"), onRow(0)},
		"details.Bottom":   {"goes to the last rule", full(), onRow(59)},
		"details.PageUp":   {"goes a page up", full("end"), onRow(59 - 15)},
		"details.PageDown": {"goes a page down", full(), onRow(15)},
		"details.Edit": {"edits the rule", full("down"), editing(func(e model.Editing) bool {
			return e.Edits == "sgr-00f0110f00001" && strings.HasPrefix(e.Draft.Entries()[0].Text(ingress.FieldLine), "tcp/2001 ")
		})},
		"details.Edit 2": {"says why it does not", unread, drawn("the rule's id is not known yet")},
		"details.Revoke": {"plans to revoke the rule", full("down"), previewing(func(p model.Previewing) bool {
			return p.Plan.Sends() == 1 && p.Plan.Changes[0].Kind == ingress.Revoking && p.Plan.Changes[0].Rules[0].Existing.ID == "sgr-00f0110f00001"
		})},
		"details.Revoke 2": {"says why it does not", unread, drawn("the rule's id is not known yet")},
		"details.Add":      {"opens the form", full(), in[model.Editing]},
		"details.Copy":     {"copies the id", full(), copied("sg-0f0110f0")},
		"details.Reload":   {"reads the group again", changing("enter"), drawn("changed meanwhile")},
		"details.Help":     {"shows help", full(), helps},
		"details.Back":     {"goes back to the list", full(), func(s *session) bool { return in[model.Listing](s) && !s.app.detail.open }},
	}
}
