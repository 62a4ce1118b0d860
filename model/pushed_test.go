package model_test

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

func pushedGroups(g ...ingress.Group) model.Msg { return model.GroupsPushed{Groups: g} }

func TestPushedGroupsKeepCursorAndMarks(t *testing.T) {
	s := listed(t, groups("a", "b", "c")...)
	s.tell(model.CursorMoved{By: 1}, model.MarkToggled{})
	s.effects = nil
	s.tell(pushedGroups(group("b", tcp(22)), group("gone")))
	s.want()
	s.same("b", s.cursor())
	s.same([]string{id("b")}, s.marked())
	s.same([]string{"a", "b", "c"}, s.shown())
	g, _ := s.model.Catalog.Group(id("b"))
	s.same(1, len(g.Rules))
}

// A page that was read before the push does not bring the old rules back.
func TestPushedGroupsOutliveTheListingUnderWay(t *testing.T) {
	s := listed(t, groups("a", "b")...)
	s.tell(model.ReloadAsked{}, pushedGroups(group("b", tcp(22))))
	s.loaded(groups("a", "b")...)
	s.ended()
	g, _ := s.model.Catalog.Group(id("b"))
	s.same(1, len(g.Rules))
}

func TestPushedGroupMakesThePlanOnTheScreenAnew(t *testing.T) {
	s := previewed(t, "tcp/443 from 192.0.2.0/24", groups("a")...)
	s.quietPassed()
	s.effects = nil
	s.tell(pushedGroups(group("a"), group("b", tcp(22))))
	s.want() // nothing of the plan moved
	s.tell(pushedGroups(group("a", tcp(22))))
	s.want(model.ReadTargets{IDs: []string{id("a")}})
	s.targetsRead("op-2", group("a", tcp(22)))
	p := s.model.Phase.(model.Previewing)
	if !p.Moved || p.Armed || p.Before[id("a")].ID != id("a") || p.Plan.Operation != "op-2" {
		t.Errorf("moved %v, armed %v, operation %q, before %v; want a new plan that says what changed", p.Moved, p.Armed, p.Plan.Operation, p.Before)
	}
}
