package model_test

import (
	"math"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

func TestStartAsksForAccountAndGroups(t *testing.T) {
	s := newSession(t, ingress.Session{})
	s.want(model.LoadAccount{}, model.LoadGroups{}, model.LoadExpiring{}, model.LoadQuota{})
	s.tell(model.AccountKnown{Call: newest[model.LoadAccount](s).Call, Account: account})
	s.want()
	s.same(account, s.model.Session.Account)
	s.tell(model.AccountKnown{Call: newest[model.LoadAccount](s).Call, Account: "999988887777"})
	s.same(account, s.model.Session.Account)
}

func TestAccountThatCannotBeReadIsLeftOpen(t *testing.T) {
	s := newSession(t, ingress.Session{})
	s.effects = nil
	call := newest[model.LoadAccount](s).Call
	s.tell(model.AccountFailed{Call: call, Failure: &ingress.Failure{Message: "no sts here"}})
	s.tell(model.AccountKnown{Call: call, Account: account})
	s.want()
	s.same("", s.model.Session.Account)
}

func TestCursorStopsAtTheEnds(t *testing.T) {
	tests := []struct {
		by   []int
		want string
	}{
		{[]int{0}, "a"},
		{[]int{1}, "b"},
		{[]int{1, 1, -1}, "b"},
		{[]int{-1}, "a"},
		{[]int{4}, "d"},
		{[]int{3, -2}, "b"},
		{[]int{math.MaxInt}, "d"},
		{[]int{math.MaxInt, math.MaxInt}, "d"},
		{[]int{2, math.MinInt}, "a"},
	}
	for _, test := range tests {
		s := listed(t, groups("a", "b", "c", "d")...)
		for _, by := range test.by {
			s.tell(model.CursorMoved{By: by})
		}
		if got := s.cursor(); got != test.want {
			t.Errorf("moved by %v: on %q, want %q", test.by, got, test.want)
		}
		s.want()
	}
}

func TestFilter(t *testing.T) {
	web := ingress.Group{ID: "sg-0a5d8e02", Name: "Web-Servers", VPCID: "vpc-0f1e", Description: "the shop's front",
		Tags: []ingress.Tag{{Key: "env", Value: "Prod"}}}
	db := ingress.Group{ID: "sg-140ba4c8", Name: "databases", VPCID: "vpc-2d3c", Description: "for the web servers"}
	old := ingress.Group{ID: "sg-5b1c22de", Name: "batch"}
	tests := []struct {
		filter string
		want   []string
	}{
		{"", []string{"batch", "databases", "Web-Servers"}},
		{"  ", []string{"batch", "databases", "Web-Servers"}},
		{"web", []string{"databases", "Web-Servers"}},
		{"WEB prod", []string{"Web-Servers"}},
		{"env=prod", []string{"Web-Servers"}},
		{"0a5d", []string{"Web-Servers"}},
		{"vpc-2", []string{"databases"}},
		{"classic", []string{"batch"}},
		{"shop's", []string{"Web-Servers"}},
		{"front env", []string{"Web-Servers"}},
		{"serversg", nil}, // no word goes from one field into the next
		{"nothing", nil},
	}
	for _, test := range tests {
		s := listed(t, web, db, old)
		s.tell(model.FilterOpened{}, model.FilterEdited{Text: test.filter})
		if diff := diff(test.want, s.shown()); diff != "" {
			t.Errorf("filter %q: -want +got\n%s", test.filter, diff)
		}
		l := phase[model.Listing](s)
		if l.Filter != test.filter || !l.Filtering {
			t.Errorf("filter %q: %+v", test.filter, l)
		}
	}
}

func TestFilterAndCursor(t *testing.T) {
	s := listed(t, groups("api", "cache", "web-1", "web-2", "worker")...)
	s.tell(model.CursorMoved{By: 3})
	s.tell(model.FilterOpened{}, model.FilterEdited{Text: "web"})
	s.same("web-2", s.cursor()) // it still shows
	s.tell(model.FilterEdited{Text: "w"})
	s.same("web-2", s.cursor())
	s.tell(model.FilterEdited{Text: "a"})
	s.same([]string{"api", "cache"}, s.shown())
	s.same("api", s.cursor()) // the first of those that show
	s.tell(model.FilterEdited{Text: "cachx"})
	s.same("", phase[model.Listing](s).Cursor)
	s.tell(model.CursorMoved{By: 1}, model.MarkToggled{}, model.DetailsOpened{}, model.IDCopied{}, model.AddAsked{})
	s.want()
	s.same([]string(nil), s.marked())
	s.same("there is no group under the cursor to add rules to", s.model.Notice)
	s.tell(model.FilterEdited{Text: "wor"}, model.FilterClosed{})
	s.same("worker", s.cursor())
	s.same(false, phase[model.Listing](s).Filtering)
	s.same([]string{"worker"}, s.shown())
	s.tell(model.BackAsked{})
	s.same(5, len(s.shown()))
	s.same("worker", s.cursor())
	for _, leave := range [][]model.Msg{{model.BackAsked{}}, {model.AddAsked{}, model.BackAsked{}}} {
		s.tell(model.FilterOpened{})
		s.tell(leave...)
		s.same(false, phase[model.Listing](s).Filtering)
	}
}

func TestMarks(t *testing.T) {
	s := listed(t, groups("a", "b", "c")...)
	mark := func() { s.tell(model.MarkToggled{}) }
	s.tell(model.CursorMoved{By: 2})
	mark()
	s.tell(model.CursorMoved{By: -2})
	mark()
	s.same([]string{id("c"), id("a")}, s.marked()) // in the order of marking
	s.tell(model.FilterEdited{Text: "b"}, model.ReloadAsked{})
	s.loaded(groups("a", "b", "c")...)
	s.ended()
	s.same([]string{id("c"), id("a")}, s.marked())
	s.tell(model.BackAsked{}, model.CursorMoved{By: -2})
	mark()
	s.same([]string{id("c")}, s.marked())
	s.tell(model.MarksCleared{})
	s.same([]string(nil), s.marked())
}

func TestDetailsReadTheGroup(t *testing.T) {
	s := listed(t, groups("a", "b")...)
	s.tell(model.CursorMoved{By: 1}, model.DetailsOpened{})
	s.want(model.ReadGroup{ID: id("b")})
	s.read(group("b", tcp(22)))
	g, _ := s.model.Catalog.Group(id("b"))
	s.same(group("b", tcp(22)), g)
	s.same(1, s.model.Catalog.Rules())
	s.same("b", s.cursor())
}

func TestNoticeIsAboutTheLastThing(t *testing.T) {
	s := listed(t, groups("a", "b")...)
	s.tell(model.IDCopied{})
	s.want(model.Copy{Text: id("a")})
	s.same("copied "+id("a"), s.model.Notice)
	s.tell(model.QuietPassed{Call: 99}) // a late answer is nothing that happened
	s.same("copied "+id("a"), s.model.Notice)
	s.tell(model.CursorMoved{By: 1})
	s.same("", s.model.Notice)
	s.tell(model.DetailsOpened{})
	s.tell(model.GroupUnread{Call: newest[model.ReadGroup](s).Call, ID: id("b"), Failure: &ingress.Failure{Code: "InvalidGroup.NotFound", Message: "it is gone"}})
	s.same("could not read "+id("b")+": InvalidGroup.NotFound: it is gone", s.model.Notice)
}

func TestNoRulesForGroupsOfOthers(t *testing.T) {
	theirs := group("theirs")
	theirs.OwnerID = "999988887777"
	s := listed(t, group("ours"), theirs)
	s.tell(model.CursorMoved{By: 1}, model.AddAsked{})
	s.want()
	s.same("theirs belongs to 999988887777: only groups of your own account take rules", s.model.Notice)
	s.tell(model.CursorMoved{By: -1}, model.AddAsked{})
	s.same([]string{id("ours")}, phase[model.Editing](s).Targets)
}
