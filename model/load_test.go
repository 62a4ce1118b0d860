package model_test

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

func TestListIsUsableWithItsFirstPage(t *testing.T) {
	s := newSession(t, ingress.Session{})
	s.effects = nil
	s.loaded(groups("m", "k")...)
	s.want(model.LoadMore{Call: newest[model.LoadGroups](s).Call})
	s.same([]string{"k", "m"}, s.shown())
	s.same("k", s.cursor())
	s.same(2, s.model.Load.Loaded())
	s.same(true, s.model.Load.Loading())
	s.tell(model.CursorMoved{By: 1}, model.MarkToggled{})

	s.loaded(groups("a", "z", "l")...)
	s.same([]string{"a", "k", "l", "m", "z"}, s.shown())
	s.same("m", s.cursor()) // by its id, though groups came before it
	s.same([]string{id("m")}, s.marked())
	s.ended()
	s.same(false, s.model.Load.Loading())
	s.same([]string{"a", "k", "l", "m", "z"}, s.shown())
}

func TestGroupInTwoPagesIsOne(t *testing.T) {
	s := newSession(t, ingress.Session{})
	s.loaded(groups("a", "b")...)
	s.loaded(group("b", tcp(22)), group("c"), group("c", tcp(80)))
	s.ended()
	s.same([]string{"a", "b", "c"}, s.shown())
	s.same(2, s.model.Catalog.Rules())
}

func TestReloadKeepsTheListUntilTheNewOneIsComplete(t *testing.T) {
	s := listed(t, groups("a", "b", "c", "d")...)
	s.tell(model.CursorMoved{By: 2}, model.MarkToggled{}, model.CursorMoved{By: -1}, model.MarkToggled{})
	s.tell(model.ReloadAsked{})
	s.want(model.LoadGroups{}, model.LoadExpiring{})
	s.loaded(groups("b")...)
	s.loaded(groups("aa", "d")...)
	s.same([]string{"a", "b", "c", "d"}, s.shown())
	s.same(3, s.model.Load.Loaded())
	s.ended()
	s.same([]string{"aa", "b", "d"}, s.shown())
	s.same("b", s.cursor())
	s.same([]string{id("b")}, s.marked()) // c is gone, and its mark with it
}

func TestCursorOfAGroupThatIsGoneKeepsItsRow(t *testing.T) {
	tests := []struct {
		name  string
		moved int
		after []string
		want  string
	}{
		{"in the middle", 1, []string{"a", "c", "d"}, "c"},
		{"at the end", 3, []string{"a", "b", "c"}, "c"},
		{"of many", 3, []string{"b"}, "b"},
		{"of all", 1, nil, ""},
	}
	for _, test := range tests {
		s := listed(t, groups("a", "b", "c", "d")...)
		s.tell(model.CursorMoved{By: test.moved}, model.ReloadAsked{})
		s.loaded(groups(test.after...)...)
		s.ended()
		if got := s.cursor(); got != test.want {
			t.Errorf("%s: the cursor is on %q, want %q", test.name, got, test.want)
		}
	}
}

func TestLatePagesOfAnOlderLoadAreDropped(t *testing.T) {
	s := newSession(t, ingress.Session{})
	old := newest[model.LoadGroups](s).Call
	s.loaded(groups("a", "b")...)
	s.effects = nil
	s.tell(model.ReloadAsked{})
	s.want(model.StopLoading{}, model.LoadGroups{}, model.LoadExpiring{})
	for _, late := range []model.Msg{
		model.GroupsLoaded{Call: old, Page: groups("x")},
		model.GroupsFailed{Call: old, Failure: &ingress.Failure{Message: "stopped"}},
		model.GroupsEnded{Call: old},
		model.GroupsLoaded{Page: groups("x")},
		model.GroupsEnded{},
	} {
		before := s.model
		s.tell(late)
		s.want()
		s.same(before, s.model)
	}
	s.loaded(groups("b", "c")...)
	s.same([]string{"a", "b", "c"}, s.shown()) // an incomplete list goes on growing
	s.ended()
	s.same([]string{"b", "c"}, s.shown())
	call := newest[model.LoadGroups](s).Call
	before := s.model
	s.tell(model.GroupsLoaded{Call: call, Page: groups("x")}, model.GroupsEnded{Call: call})
	s.same(before, s.model)
}

func TestLoadThatFailsHalfWay(t *testing.T) {
	throttled := &ingress.Failure{Code: "RequestLimitExceeded", Message: "Request limit exceeded."}
	fail := func(s *session) {
		s.tell(model.GroupsFailed{Call: newest[model.LoadGroups](s).Call, Failure: throttled})
	}
	s := newSession(t, ingress.Session{})
	s.loaded(groups("a", "b", "c")...)
	s.effects = nil
	fail(s)
	s.want()
	s.same([]string{"a", "b", "c"}, s.shown())
	s.same(throttled, s.model.Load.Failure)
	s.same(false, s.model.Load.Loading())

	s.tell(model.ReloadAsked{}) // what came goes on showing
	s.same((*ingress.Failure)(nil), s.model.Load.Failure)
	s.loaded(groups("b", "d")...)
	s.same([]string{"a", "b", "c", "d"}, s.shown())
	s.loaded(groups("c")...)
	s.ended()
	s.same([]string{"b", "c", "d"}, s.shown())

	s.tell(model.ReloadAsked{}) // a complete list gets what a failed load brought, and loses nothing
	s.loaded(group("b", tcp(22)), group("e"))
	fail(s)
	s.same([]string{"b", "c", "d", "e"}, s.shown())
	s.same(1, s.model.Catalog.Rules())
	s.same(throttled, s.model.Load.Failure)
}

func TestNewestReadOfAGroupCounts(t *testing.T) {
	s := listed(t, groups("a")...)
	s.tell(model.DetailsOpened{})
	first := newest[model.ReadGroup](s).Call
	s.tell(model.DetailsOpened{})
	second := newest[model.ReadGroup](s).Call
	s.tell(model.GroupRead{Call: second, Group: group("a", tcp(22), tcp(80))})
	for _, late := range []model.Msg{
		model.GroupRead{Call: first, Group: group("a")},
		model.GroupRead{Call: second, Group: group("a")},
		model.GroupUnread{Call: first, ID: id("a"), Failure: &ingress.Failure{Message: "timeout"}},
		model.GroupRead{Group: group("a")},
	} {
		before := s.model
		s.tell(late)
		s.same(before, s.model)
	}
	s.same(2, s.model.Catalog.Rules())
}

func TestGroupReadDuringALoadIsNotUndoneByItsPage(t *testing.T) {
	for _, first := range []bool{true, false} {
		s := newSession(t, ingress.Session{})
		s.loaded(groups("a", "b")...)
		if !first {
			s.ended()
			s.tell(model.ReloadAsked{})
			s.loaded(groups("b")...)
		}
		s.tell(model.DetailsOpened{})
		s.read(group("a", tcp(22)))
		s.loaded(groups("a", "c")...) // asked for before the read
		s.same(1, s.model.Catalog.Rules())
		s.ended()
		s.same([]string{"a", "b", "c"}, s.shown())
		s.same(1, s.model.Catalog.Rules())
		s.tell(model.ReloadAsked{}) // asked for after it
		s.loaded(groups("a", "b", "c")...)
		s.ended()
		s.same(0, s.model.Catalog.Rules())
	}
}

func TestGroupThatLeftTheListDoesNotComeBack(t *testing.T) {
	s := listed(t, groups("a", "b")...)
	s.tell(model.DetailsOpened{}, model.ReloadAsked{})
	s.loaded(groups("b")...)
	s.ended()
	s.read(group("a"))
	s.same([]string{"b"}, s.shown())
}
