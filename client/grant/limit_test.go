package grant_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"sluice/client/grant"
	"sluice/model/ingress"
)

// recorder is a writer that counts what reaches it.
type recorder struct{ calls []string }

func (r *recorder) call(name string) ingress.Receipt {
	r.calls = append(r.calls, name)
	return ingress.Receipt{Operation: name}
}

func (r *recorder) Send(context.Context, string, ingress.Change) ingress.Receipt {
	return r.call("Send")
}

func (r *recorder) Reconcile(context.Context, string, ingress.Change) ingress.Receipt {
	return r.call("Reconcile")
}

func (r *recorder) Permit(context.Context, ingress.Change) ingress.Permit {
	r.call("Permit")
	return ingress.Permit{Answer: ingress.Allowed}
}

func change(t *testing.T, kind ingress.Kind, port int) ingress.Change {
	t.Helper()
	rule, err := ingress.NewRule(ingress.TCP, port, port, ingress.FromPrefix(netip.MustParsePrefix("10.0.0.0/8")))
	if err != nil {
		t.Fatal(err)
	}
	return ingress.Change{
		Kind: kind, Group: ingress.Group{ID: "sg-1", Name: "web"},
		Rules: []ingress.PlannedRule{{Wanted: ingress.Wanted{Rule: rule}, Existing: ingress.GroupRule{ID: "sgr-1", Rule: rule}}},
	}
}

func TestNoWriter(t *testing.T) {
	for _, g := range []ingress.Grant{{}, {Role: ingress.Viewer, Groups: []string{"*"}}, {Role: 17}} {
		if w := grant.Limit(&recorder{}, g); w != nil {
			t.Errorf("%v is given a writer", g)
		}
	}
	if w := grant.Limit(nil, ingress.Grant{Role: ingress.Admin}); w != nil {
		t.Error("a writer was made of none")
	}
}

// TestLimit sends what is allowed and what is not of every kind, and what is of none.
func TestLimit(t *testing.T) {
	ports, err := ingress.ParsePortLimits("443")
	if err != nil {
		t.Fatal(err)
	}
	for kind := ingress.Adding; kind <= ingress.Editing+1; kind++ {
		inner := &recorder{}
		w := grant.Limit(inner, ingress.Grant{Role: ingress.Operator, Ports: ports})
		known := kind <= ingress.Editing
		for _, port := range []int{22, 443} {
			r := w.Send(t.Context(), "op", change(t, kind, port))
			switch {
			case known && port == 443:
				if r.Operation != "Send" || r.Failure != nil || len(inner.calls) != 1 {
					t.Errorf("kind %d: what is allowed came to %+v", kind, r)
				}
			case len(inner.calls) > 0:
				t.Fatalf("kind %d: port %d reached the writer", kind, port)
			case r.Failure == nil || r.Operation != "op" || r.Kind != kind || r.Group.ID != "sg-1" || len(r.Rules) != 1 || r.Rules[0].Outcome != ingress.NotSent:
				t.Errorf("kind %d: the receipt is %+v", kind, r)
			}
		}
	}
}

func TestPermitAndReconcile(t *testing.T) {
	inner := &recorder{}
	w := grant.Limit(inner, ingress.Grant{Role: ingress.Operator, Groups: []string{"db"}})
	p := w.Permit(t.Context(), change(t, ingress.Adding, 22))
	if p.Answer != ingress.Denied || p.Failure == nil || !strings.Contains(p.Failure.Error(), "not allowed for your role") || len(inner.calls) > 0 {
		t.Errorf("permit %+v, calls %q", p, inner.calls)
	}
	if r := w.Reconcile(t.Context(), "op", change(t, ingress.Adding, 22)); r.Operation != "Reconcile" {
		t.Errorf("settled %+v", r)
	}
	all := grant.Limit(inner, ingress.Grant{Role: ingress.Admin})
	if p := all.Permit(t.Context(), change(t, ingress.Adding, 22)); p.Answer != ingress.Allowed {
		t.Errorf("permit %+v", p)
	}
}
