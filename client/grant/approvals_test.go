package grant_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sluice/client/grant"
	"sluice/model/ingress"
)

// desk keeps approvals, and counts what reaches it.
type desk struct{ calls []string }

func (d *desk) Me() ingress.Person { return ingress.Person{Name: "ann"} }

func (d *desk) Ask(context.Context, ingress.Plan) (ingress.Waiting, error) {
	d.calls = append(d.calls, "Ask")
	return ingress.Waiting{}, nil
}

func (d *desk) Waiting(context.Context) ([]ingress.Waiting, error) {
	d.calls = append(d.calls, "Waiting")
	return nil, nil
}

func (d *desk) Reject(context.Context, string, string) (ingress.Decision, error) {
	d.calls = append(d.calls, "Reject")
	return ingress.Decision{}, nil
}

func (d *desk) Withdraw(context.Context, string, string) (ingress.Decision, error) {
	d.calls = append(d.calls, "Withdraw")
	return ingress.Decision{}, nil
}

func (d *desk) PutBack(context.Context, string, string) (ingress.Waiting, error) {
	d.calls = append(d.calls, "PutBack")
	return ingress.Waiting{}, nil
}

// TestMethodsHaveActions holds what a session can call to the list of actions: a
// method that is new has to be given one.
func TestMethodsHaveActions(t *testing.T) {
	kinds := []ingress.Action{ingress.Adding.Action(), ingress.Revoking.Action(), ingress.Editing.Action()}
	actions := map[string][]ingress.Action{
		"Send": kinds, "Permit": {ingress.ActPermit}, "Reconcile": {ingress.ActReconcile},
		"Ask": {ingress.ActAsk}, "Waiting": {ingress.ActWaiting}, "Reject": {ingress.ActReject}, "Withdraw": {ingress.ActWithdraw}, "PutBack": {ingress.ActPutBack},
		"Me": {ingress.ActRead},
	}
	for _, of := range []reflect.Type{reflect.TypeFor[ingress.Writer](), reflect.TypeFor[ingress.Approvals]()} {
		for m := range of.Methods() {
			if len(actions[m.Name]) == 0 {
				t.Errorf("%s.%s has no action", of, m.Name)
			}
			for _, a := range actions[m.Name] {
				if !ingress.Admin.May(a) {
					t.Errorf("%s.%s: nobody may do what it is", of, m.Name)
				}
				if ingress.Viewer.May(a) && m.Name != "Me" {
					t.Errorf("%s.%s: a viewer may do what it is", of, m.Name)
				}
			}
		}
	}
}

func TestLimitApprovals(t *testing.T) {
	for _, role := range []ingress.Role{ingress.Viewer, 17} {
		if a := grant.LimitApprovals(&desk{}, ingress.Grant{Role: role}); a != nil {
			t.Errorf("a %s is given approvals", role)
		}
	}
	if a := grant.LimitApprovals(nil, ingress.Grant{Role: ingress.Admin}); a != nil {
		t.Error("approvals were made of none")
	}
	kept := &desk{}
	a := grant.LimitApprovals(kept, ingress.Grant{Role: ingress.Operator, Groups: []string{"db"}})
	outside := ingress.Plan{Changes: []ingress.Change{change(t, ingress.Adding, 22)}}
	if _, err := a.Ask(t.Context(), outside); err == nil || !strings.Contains(err.Error(), "not allowed for your role") || len(kept.calls) > 0 {
		t.Errorf("what the grant refuses is asked for: %v, calls %q", err, kept.calls)
	}
	inside := ingress.Plan{Changes: []ingress.Change{change(t, ingress.Adding, 22)}}
	inside.Changes[0].Group.Name = "db"
	_, asked := a.Ask(t.Context(), inside)
	_, waiting := a.Waiting(t.Context())
	_, rejected := a.Reject(t.Context(), "op", "no")
	_, withdrawn := a.Withdraw(t.Context(), "op", "")
	_, back := a.PutBack(t.Context(), "op", "moved")
	if want := []string{"Ask", "Waiting", "Reject", "Withdraw", "PutBack"}; !slices.Equal(kept.calls, want) {
		t.Errorf("calls %q, want %q: %v", kept.calls, want, []error{asked, waiting, rejected, withdrawn, back})
	}
	if a.Me().Name != "ann" {
		t.Error("it is somebody else's")
	}
}
