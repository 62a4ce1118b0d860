package model_test

import (
	"net/netip"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

func TestQuotaIsTheUsersWordOrTheAccounts(t *testing.T) {
	limit := func(m model.Model) int { return m.Planner().Limits.VPC }
	m, effects := model.New(ingress.Session{}, planner(), true)
	for _, e := range effects {
		if is[model.LoadQuota](e) {
			t.Error("the quota was given, and is asked for")
		}
	}
	m, _ = m.Update(model.QuotaKnown{Call: 3, Rules: 1000})
	if got := limit(m); got != 60 {
		t.Errorf("%d rules per group, want 60", got)
	}

	s := newSession(t, ingress.Session{})
	call := newest[model.LoadQuota](s).Call
	s.tell(model.QuotaKnown{Call: call + 1, Rules: 7})
	s.same(60, limit(s.model))
	s.tell(model.QuotaKnown{Call: call, Rules: 120})
	s.same(120, limit(s.model))
	s.tell(model.QuotaKnown{Call: call, Rules: 7}, model.QuotaUnknown{Call: call})
	s.same(120, limit(s.model))
	s.same(100, s.model.Planner().Limits.Classic)

	s = newSession(t, ingress.Session{})
	s.tell(model.QuotaUnknown{Call: newest[model.LoadQuota](s).Call})
	s.same(60, limit(s.model))
}

func TestPrefixListsThatTheGroupsNameAreRead(t *testing.T) {
	world := ingress.PrefixList{ID: "pl-0a", Entries: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}}
	s := newSession(t, ingress.Session{})
	s.effects = nil
	s.loaded(group("a", fromList("pl-0c"), fromList("pl-0a")), group("b", fromList("pl-0a")), group("c", tcp(22)))
	s.effects = nil
	s.ended()
	s.want(model.ReadPrefixLists{IDs: []string{"pl-0a", "pl-0c"}})
	first := newest[model.ReadPrefixLists](s).Call

	s.tell(model.AddAsked{})
	s.line("tcp/22 from pl-0a")
	s.same("", phase[model.Editing](s).SoFar.ConfirmID())
	s.tell(model.PrefixListsRead{Call: first, Lists: []ingress.PrefixList{world}})
	s.same(id("a"), phase[model.Editing](s).SoFar.ConfirmID()) // the form knows too

	s.tell(model.PrefixListsRead{Call: first}) // answered already
	s.tell(model.BackAsked{}, model.ReloadAsked{})
	s.loaded(group("a", fromList("pl-0c"), fromList("pl-0a")))
	s.effects = nil
	s.ended()
	s.want(model.ReadPrefixLists{IDs: []string{"pl-0c"}}) // only what is not known
	s.same(ingress.PrefixLists{"pl-0a": world}, s.model.Planner().Lists)
}

// A threshold of none leaves everything as it is.
func TestNoApprovals(t *testing.T) {
	m, effects := started().model.WithApprovals(ingress.None, ann())
	if len(effects) > 0 || m.Waits(model.Previewing{Plan: ingress.Plan{}}) {
		t.Errorf("effects %v", effects)
	}
	w := list(0).tell(model.ApprovalsOpened{}, model.WaitingChanged{Plans: plansOfTwo()})
	if _, listing := w.model.Phase.(model.Listing); !listing || len(w.model.Waiting()) > 0 || w.model.Notice == "" {
		t.Errorf("%#v", w.model.Phase)
	}
}
