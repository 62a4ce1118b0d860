package model_test

import (
	"strings"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// What is typed is a query as soon as it reads as one; an address alone asks
// for all traffic.
func TestReaching(t *testing.T) {
	w := newWalk(ingress.Session{}, group("a", tcp(22), tcp(443)), group("b"), group("c", tcpFrom(22, "0.0.0.0/0"))).answerAll(anything)
	w.tell(model.ReachOpened{})
	for _, test := range []struct {
		text    string
		hits    string // the groups of the hits, in order
		problem string // a part of it
	}{
		{"", "", ""},
		{"198.51.100.9 tcp/22", "c", ""},
		{"198.51.100.9", "c", ""},
		{"198.51.100.9 udp/22", "", ""},
		{"192.0.2.7 tcp/22", "a c", ""},
		{"192.0.2.7", "a a c", ""},
		{"192.0.2.300", "", "address: "},
		{"192.0.2.7 tcp/99999", "", "protocol: "},
	} {
		w.tell(model.ReachEdited{Text: test.text})
		r, searching := w.model.Phase.(model.Reaching)
		if !searching {
			t.Fatalf("%q: in %T", test.text, w.model.Phase)
		}
		var names []string
		for _, h := range r.Answer.Hits {
			names = append(names, h.Group.Name)
		}
		if got := strings.Join(names, " "); got != test.hits || !strings.HasPrefix(r.Problem, test.problem) || (r.Problem == "") != (test.problem == "") {
			t.Errorf("%q: hits %q, problem %q; want %q, %q", test.text, got, r.Problem, test.hits, test.problem)
		}
		if r.Asked != (test.text != "" && test.problem == "") {
			t.Errorf("%q: asked is %v", test.text, r.Asked)
		}
	}
	if w.tell(model.BackAsked{}); w.err != nil {
		t.Error(w.err)
	}
	if _, listing := w.model.Phase.(model.Listing); !listing {
		t.Errorf("back leads to %T", w.model.Phase)
	}
}
