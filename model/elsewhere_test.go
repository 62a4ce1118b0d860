package model_test

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// A journal may be shared: what was sent to another EC2 is not undone here, even
// where a group of the same id is.
func TestUndoOfAnotherPlace(t *testing.T) {
	here := ingress.Session{Account: "111122223333", Region: "us-east-1"}
	for _, tc := range []struct {
		site ingress.Site
		said string // "" where the operation can be undone here
	}{
		{ingress.Site{Account: "111122223333", Region: "us-east-1"}, ""},
		{ingress.Site{Account: "111122223333", Region: "eu-west-1"}, "AWS 111122223333 eu-west-1"},
		{ingress.Site{Account: "999988887777", Region: "us-east-1"}, "AWS 999988887777 us-east-1"},
		{ingress.Site{Endpoint: "sandbox", Account: "111122223333", Region: "us-east-1"}, "the sandbox, 111122223333 us-east-1"},
		{ingress.Site{Endpoint: "http://127.0.0.1:1", Account: "111122223333", Region: "us-east-1"}, "http://127.0.0.1:1, 111122223333 us-east-1"},
	} {
		s := newSession(t, here)
		s.loaded(groups("a")...)
		s.ended()
		s.effects = nil
		s.tell(model.UndoAsked{Operation: "op-1"})
		s.operationRead(ingress.Operation{ID: "op-1", Records: []ingress.Record{{Operation: "op-1", Site: tc.site, Change: ingress.Change{Group: group("a")}}}})
		p := phase[model.Previewing](s)
		if tc.said == "" {
			s.want(model.ReadOperation{ID: "op-1"}, model.ReadTargets{IDs: []string{id("a")}, Present: true})
			continue
		}
		s.want(model.ReadOperation{ID: "op-1"})
		if p.Failure == nil {
			t.Errorf("%+v: it is planned here", tc.site)
			continue
		}
		s.same("operation op-1 was sent to "+tc.said+", and this is AWS 111122223333 us-east-1 · undo it there", p.Failure.Error())
	}
}
