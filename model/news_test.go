package model_test

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// outcomes is the receipt of a change of a kind to a group.
func outcomes(kind ingress.Kind, g ingress.Group, all ...ingress.Outcome) ingress.Receipt {
	r := ingress.Receipt{Kind: kind, Group: g}
	for _, o := range all {
		r.Rules = append(r.Rules, ingress.RuleOutcome{Outcome: o})
	}
	return r
}

func TestNewsInWords(t *testing.T) {
	websrv, nameless := group("websrv"), ingress.Group{ID: "sg-1"}
	found := outcomes(ingress.Adding, websrv, ingress.Applied, ingress.Applied, ingress.Applied)
	found.ReadBack = true
	refused := outcomes(ingress.Revoking, nameless, ingress.Refused)
	refused.Failure = &ingress.Failure{Code: "UnauthorizedOperation", Message: "no"}
	tests := []struct {
		msg  model.Msg
		want string
	}{
		{model.LeftoversReconciled{Receipts: []ingress.Receipt{found}}, "last run: 3 rules added to websrv (found by read-back)"},
		{model.LeftoversReconciled{Receipts: []ingress.Receipt{outcomes(ingress.Adding, websrv, ingress.NotSent, ingress.Applied)}},
			"last run: 1 rule not sent to websrv, 1 rule added to websrv"},
		{model.LeftoversReconciled{Receipts: []ingress.Receipt{outcomes(ingress.Editing, websrv, ingress.Unknown)}},
			"last run: 1 rule of websrv: unknown"},
		{model.RulesSwept{Receipts: []ingress.Receipt{outcomes(ingress.Revoking, websrv, ingress.Applied, ingress.Applied)}},
			"time is up: 2 rules revoked from websrv"},
		{model.RulesSwept{Receipts: []ingress.Receipt{outcomes(ingress.Revoking, websrv, ingress.WasThere), refused}},
			"time is up: 1 rule of websrv: was gone before, 1 rule not revoked from sg-1 (UnauthorizedOperation)"},
		{model.RulesSwept{Receipts: []ingress.Receipt{found, found, found, found, found}},
			"time is up: 3 rules added to websrv (found by read-back), 3 rules added to websrv (found by read-back), 3 rules added to websrv (found by read-back), " +
				"and 2 more: see the history"},
		{model.SessionResumed{Decided: []ingress.Decision{{ID: "op-1", Asker: ann(), Kind: ingress.Expired}, {ID: "op-2", Asker: ann(), By: bob()}},
			Receipts: []ingress.Receipt{found}},
			"your plan op-2: bob approved it; your plan op-1: it expired: nobody approved it within 24h; your last session: 3 rules added to websrv (found by " +
				"read-back)"},
		{model.SessionResumed{Receipts: []ingress.Receipt{found}}, "your last session: 3 rules added to websrv (found by read-back)"},
		{model.RulesSwept{}, ""},
		{model.UpkeepFailed{Why: "ExpiredToken: expired"}, "a background check failed, and is tried again: ExpiredToken: expired"},
	}
	for _, tt := range tests {
		s := listed(t, websrv)
		s.tell(tt.msg)
		s.same(tt.want, s.model.News)
	}
}

// News is heard on every screen, and stays in the list until it is dismissed.
func TestNewsReadsItsGroups(t *testing.T) {
	s := listed(t, groups("a", "b")...)
	s.tell(model.AddAsked{})
	s.effects = nil
	swept := outcomes(ingress.Revoking, group("b"), ingress.Applied)
	s.tell(model.RulesSwept{Receipts: []ingress.Receipt{swept, swept, outcomes(ingress.Revoking, group("gone"), ingress.Applied)}})
	s.want(model.ReadGroup{ID: id("b")})
	s.tell(model.BackAsked{}, model.CursorMoved{By: 1})
	if s.model.News == "" {
		t.Error("a key takes the news away")
	}
	s.tell(model.BackAsked{})
	s.same("", s.model.News)
}

// What is not known yet stays said until it is known, under what happened since.
func TestOpenLeftovers(t *testing.T) {
	s := listed(t, group("websrv"))
	adds := ingress.Change{Group: group("websrv"), Rules: make([]ingress.PlannedRule, 2)}
	revokes := ingress.Change{Kind: ingress.Revoking, Group: group("lb"), Rules: make([]ingress.PlannedRule, 1)}
	s.tell(model.LeftoversOpen{Records: []ingress.Record{{Change: adds}, {Change: revokes}}}, model.BackAsked{})
	s.same("last run, not known yet: add 2 rules to websrv, revoke 1 rule from lb", s.model.Open)
	s.tell(model.LeftoversOpen{}, model.LeftoversReconciled{Receipts: []ingress.Receipt{outcomes(ingress.Adding, group("websrv"), ingress.Applied)}})
	s.same("", s.model.Open)
	s.same("last run: 1 rule added to websrv", s.model.News)
}
