package ui

import (
	"errors"
	"net/netip"
	"reflect"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
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
	list, address := ingress.PrefixList{ID: "pl-0a", Weight: 3}, netip.MustParseAddr("203.0.113.9")
	recordOf := ingress.Operation{ID: "op-7", Records: []ingress.Record{{Operation: "op-7", Change: change}}}
	expiring := []ingress.Expiring{{GroupID: group.ID, Rule: ingress.GroupRule{ID: "sgr-0", Rule: change.Rules[0].Rule}}}
	past := longPast(t, 2)
	tests := []struct {
		effect  model.Effect
		works   tea.Msg
		failing tea.Msg
	}{
		{model.LoadAccount{Call: 1}, model.AccountKnown{Call: 1, Account: testAccount}, model.AccountFailed{Call: 1, Failure: failure}},
		{model.LoadGroups{Call: 2}, model.GroupsLoaded{Call: 2, Page: []ingress.Group{group}}, model.GroupsFailed{Call: 2, Failure: failure}},
		{model.ReadGroup{Call: 3, ID: group.ID}, model.GroupRead{Call: 3, Group: group}, model.GroupUnread{Call: 3, ID: group.ID, Failure: failure}},
		{model.ReadTargets{Call: 4, IDs: []string{group.ID}}, model.TargetsRead{Call: 4, At: afternoon(), Operation: "op-1", Groups: []ingress.Group{group}},
			model.TargetsFailed{Call: 4, Failure: failure}},
		{model.ReadOperation{Call: 12, ID: "op-7"}, model.OperationRead{Call: 12, Operation: recordOf},
			model.OperationUnread{Call: 12, Failure: &ingress.Failure{Message: "no operation op-7 is recorded"}}},
		{model.Reconcile{Call: 13, Operation: "op-7", Change: change}, model.ChangeReconciled{Call: 13, Receipt: sent},
			model.ChangeReconciled{Call: 13, Receipt: sent}},
		{model.AwaitWrite{Call: 6}, nil, nil}, // of a write that was never begun
		{model.WaitQuiet{Call: 5}, model.QuietPassed{Call: 5}, model.QuietPassed{Call: 5}},
		{model.Submit{Call: 6, Operation: "op-7", Change: change}, model.ChangeSubmitted{Call: 6, Receipt: sent}, model.ChangeSubmitted{Call: 6, Receipt: sent}},
		{model.LoadHistory{Call: 15, Filter: ingress.HistoryFilter{Most: 1}}, model.HistoryLoaded{Call: 15, Operations: past[:1]},
			model.HistoryFailed{Call: 15, Failure: failure}},
		{model.LoadExpiring{Call: 12}, model.ExpiringLoaded{Call: 12, At: afternoon(), Rules: expiring}, model.ExpiringFailed{Call: 12, Failure: failure}},
		{model.WaitTick{Call: 13}, model.TimePassed{Call: 13, At: afternoon()}, model.TimePassed{Call: 13, At: afternoon()}},
		{model.WaitTick{Call: 14, For: time.Minute}, model.TimePassed{Call: 14, At: afternoon().Add(time.Minute)}, nil},
		{model.LoadQuota{Call: 8}, model.QuotaKnown{Call: 8, Rules: 120}, model.QuotaUnknown{Call: 8}},
		{model.ReadPrefixLists{Call: 9, IDs: []string{"pl-0a", "pl-0c"}}, model.PrefixListsRead{Call: 9, Lists: []ingress.PrefixList{list}},
			model.PrefixListsRead{Call: 9}},
		{model.FindAddress{Call: 10}, model.AddressKnown{Call: 10, Address: address, Source: "as the test sees you"},
			model.AddressUnknown{Call: 10, Failure: failure}},
		{model.AskPermit{Call: 11, Change: change}, model.PermitKnown{Call: 11, Permit: ingress.Permit{GroupID: group.ID, Answer: ingress.Allowed}},
			model.PermitKnown{Call: 11, Permit: unanswered(change)}},
		{model.Copy{Text: "sg-5b1c22de"}, tea.SetClipboard("sg-5b1c22de")(), tea.SetClipboard("sg-5b1c22de")()},
		{model.Quit{}, tea.QuitMsg{}, tea.QuitMsg{}},
		{model.StopLoading{Call: 2}, nil, nil},
		{model.LoadMore{Call: 2}, nil, nil}, // of a list that was never opened, or was stopped
	}
	for _, tt := range tests {
		t.Run(reflect.TypeOf(tt.effect).Name(), func(t *testing.T) {
			for _, err := range []error{nil, lost} {
				w := newFakeWorld(group)
				w.accountErr, w.listErr, w.readErr, w.listsErr = err, err, err, err
				w.past, w.pastErr, w.recording = past, err, true
				w.expiring, w.expiringErr, w.ticks = expiring, err, 1
				w.quota, w.lists = 120, []ingress.PrefixList{list, {ID: "pl-0b"}}
				w.address = func() (netip.Addr, string, error) { return address, "as the test sees you", err }
				w.recording, w.settled = true, applied
				if err == nil {
					w.records = recordOf.Records
				}
				want := tt.works
				if err != nil {
					want, w.quota, w.ticks, w.permit = tt.failing, 0, 0, unanswered
				}
				var got tea.Msg
				if cmd := New(t.Context(), sandbox(), plans(), w.world()).perform(tt.effect); cmd != nil {
					got = cmd()
				}
				if diff := cmp.Diff(want, got, cmpopts.EquateComparable(ingress.Rule{}, netip.Addr{}, netip.Prefix{}), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("with the error %v: -want +got\n%s", err, diff)
				}
			}
		})
	}
}

// TestWritesByKind sends a change of each kind, which has its own action.
func TestWritesByKind(t *testing.T) {
	group := holding(t, ingress.Group{ID: "sg-5b1c22de", Name: "websrv", OwnerID: testAccount}, "tcp/22 from 10.0.0.1")
	for _, kind := range []ingress.Kind{ingress.Adding, ingress.Revoking, ingress.Editing} {
		w := newFakeWorld(group)
		p := perform.New(t.Context(), w.world())
		change := ingress.Change{Kind: kind, Group: group, Rules: []ingress.PlannedRule{{Wanted: wanted(t, group, "tcp/23 from 10.0.0.1")[0],
			Existing: group.Rules[0]}}}
		r := p.Perform(model.Submit{Call: 1, Operation: "op-1", Change: change})().(model.ChangeSubmitted).Receipt
		if r.Count(ingress.Applied) != 1 || r.Kind != kind || r.Operation != "op-1" {
			t.Errorf("kind %d: the receipt is %+v", kind, r)
		}
		w.sends(t, 1, "one write")
	}
}

// TestNobodyKnowsTheAddress: a session without anyone to ask says so.
func TestNobodyKnowsTheAddress(t *testing.T) {
	p := perform.New(t.Context(), newFakeWorld().world())
	if msg, ok := p.Perform(model.FindAddress{Call: 1})().(model.AddressUnknown); !ok || msg.Call != 1 || msg.Failure == nil {
		t.Errorf("the answer is %#v", msg)
	}
}

// TestCopyOnThisMachine: the terminal is asked, and the machine's own clipboard.
func TestCopyOnThisMachine(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...).world()
	var own []string
	w.Clipboard = func(text string) error { own = append(own, text); return errors.New("no clipboard") }
	s := newSessionIn(t, sandbox(), w, size{80, 24}).start()
	s.press("y")
	if len(own) != 1 || len(s.copied) != 1 || own[0] != s.copied[0] {
		t.Errorf("%q on the machine, %q by the terminal", own, s.copied)
	}
}

// TestPages reads a list page by page to its end, and stops another one.
func TestPages(t *testing.T) {
	w := newFakeWorld(manyGroups(t, 5)...)
	w.page = 2
	p := perform.New(t.Context(), w.world())
	next := p.Perform(model.LoadGroups{Call: 1})
	stopped := p.Perform(model.LoadGroups{Call: 2})
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
		next = p.Perform(model.LoadMore{Call: 1})
	}
	if diff := cmp.Diff([]int{2, 2, 1}, sizes); diff != "" {
		t.Errorf("pages: -want +got\n%s", diff)
	}
	stopped()
	p.Perform(model.StopLoading{Call: 2})()
	if msg := p.Perform(model.LoadMore{Call: 2})(); msg != nil {
		t.Errorf("a stopped list answers %#v", msg)
	}
}
