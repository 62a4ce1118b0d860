package ui

import (
	"errors"
	"reflect"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sluice/model"
	"sluice/model/ingress"
)

// TestPerform performs each effect in a world that works and in one that does
// not, and compares the answers.
func TestPerform(t *testing.T) {
	group := ingress.Group{ID: "sg-5b1c22de", Name: "websrv", OwnerID: testAccount}
	lost := errors.New("connection reset")
	failure := &ingress.Failure{Message: "connection reset"}
	change := ingress.Change{Group: group, Rules: []ingress.PlannedRule{{Wanted: wanted(t, group, "tcp/22 from 10.0.0.1")[0]}}}
	sent := applied(change)
	sent.Operation = "op-7"
	tests := []struct {
		effect  model.Effect
		works   tea.Msg
		failing tea.Msg
	}{
		{model.LoadAccount{Call: 1}, model.AccountKnown{Call: 1, Account: testAccount}, model.AccountFailed{Call: 1, Failure: failure}},
		{model.LoadGroups{Call: 2}, model.GroupsLoaded{Call: 2, Page: []ingress.Group{group}}, model.GroupsFailed{Call: 2, Failure: failure}},
		{model.ReadGroup{Call: 3, ID: group.ID}, model.GroupRead{Call: 3, Group: group}, model.GroupUnread{Call: 3, ID: group.ID, Failure: failure}},
		{model.ReadTargets{Call: 4, IDs: []string{group.ID}}, model.TargetsRead{Call: 4, Operation: "op-1", Groups: []ingress.Group{group}}, model.TargetsFailed{Call: 4, Failure: failure}},
		{model.WaitQuiet{Call: 5}, model.QuietPassed{Call: 5}, model.QuietPassed{Call: 5}},
		{model.Submit{Call: 6, Operation: "op-7", Change: change}, model.ChangeSubmitted{Call: 6, Receipt: sent}, model.ChangeSubmitted{Call: 6, Receipt: sent}},
		{model.Copy{Text: "sg-5b1c22de"}, tea.SetClipboard("sg-5b1c22de")(), tea.SetClipboard("sg-5b1c22de")()},
		{model.Quit{}, tea.QuitMsg{}, tea.QuitMsg{}},
		{model.StopLoading{Call: 2}, nil, nil},
		{model.LoadMore{Call: 2}, nil, nil}, // of a list that was never opened, or was stopped
	}
	for _, tt := range tests {
		t.Run(reflect.TypeOf(tt.effect).Name(), func(t *testing.T) {
			for _, err := range []error{nil, lost} {
				w := newFakeWorld(group)
				w.accountErr, w.listErr, w.readErr = err, err, err
				want := tt.works
				if err != nil {
					want = tt.failing
				}
				p := newPerformer(t.Context(), w.world())
				got := p.perform(tt.effect)()
				if diff := cmp.Diff(want, got, cmpopts.EquateComparable(ingress.Rule{}), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("with the error %v: -want +got\n%s", err, diff)
				}
			}
		})
	}
}

// TestPages reads a list page by page to its end, and stops another one.
func TestPages(t *testing.T) {
	w := newFakeWorld(manyGroups(t, 5)...)
	w.page = 2
	p := newPerformer(t.Context(), w.world())
	next := p.perform(model.LoadGroups{Call: 1})
	stopped := p.perform(model.LoadGroups{Call: 2})
	var sizes []int
	for {
		msg := next()
		page, more := msg.(model.GroupsLoaded)
		if !more {
			if msg != (model.GroupsEnded{Call: 1}) {
				t.Errorf("the list ends with %#v", msg)
			}
			break
		}
		sizes = append(sizes, len(page.Page))
		next = p.perform(model.LoadMore{Call: 1})
	}
	if diff := cmp.Diff([]int{2, 2, 1}, sizes); diff != "" {
		t.Errorf("pages: -want +got\n%s", diff)
	}
	stopped()
	p.perform(model.StopLoading{Call: 2})()
	if msg := p.perform(model.LoadMore{Call: 2})(); msg != nil {
		t.Errorf("a stopped list answers %#v", msg)
	}
}
