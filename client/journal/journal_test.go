package journal

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// open opens a journal that the test closes.
func open(t *testing.T, o Options) *Journal {
	t.Helper()
	j, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

// equal compares rules, sources and the like by ==, as the model does.
func equal() cmp.Option {
	return cmp.Exporter(func(reflect.Type) bool { return true })
}

// start is the time of a test's clock.
func start() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func site() ingress.Site { return ingress.Site{Account: "111122223333", Region: "eu-west-1"} }

func wanted(port int) ingress.Wanted {
	r, err := ingress.NewRule(ingress.TCP, port, port, ingress.FromPrefix(netip.MustParsePrefix("192.0.2.0/24")))
	if err != nil {
		panic(err)
	}
	return ingress.Wanted{Rule: r, Description: fmt.Sprint("port ", port)}
}

// record is an intent to open ports of a group.
func record(operation, group string, ports ...int) ingress.Record {
	c := ingress.Change{Group: ingress.Group{ID: group, Name: "web " + group, VPCID: "vpc-1", OwnerID: "111122223333"}, Revision: "r1"}
	for _, port := range ports {
		c.Rules = append(c.Rules, ingress.PlannedRule{Wanted: wanted(port)})
	}
	return ingress.Record{Operation: operation, By: "alice", Site: site(), Change: c}
}

// receipt says the same of all rules of a record.
func receipt(r ingress.Record, o ingress.Outcome) ingress.Receipt {
	answer := ingress.Receipt{Operation: r.Operation, Kind: r.Change.Kind, Group: r.Change.Group, RequestID: "req-1", At: start()}
	for i, w := range r.Change.Send() {
		answer.Rules = append(answer.Rules, ingress.RuleOutcome{Wanted: w, Outcome: o, RuleID: fmt.Sprintf("sgr-%08x", i)})
	}
	if o == ingress.Refused {
		answer.Failure = &ingress.Failure{Code: "UnauthorizedOperation", Message: "no", Remedy: "ask"}
	}
	return answer
}

func begin(t *testing.T, j *Journal, r ingress.Record) {
	t.Helper()
	if err := j.Begin(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func finish(t *testing.T, j *Journal, r ingress.Record, o ingress.Outcome) {
	t.Helper()
	if err := j.Finish(t.Context(), r.Operation, r.Change.Group.ID, receipt(r, o)); err != nil {
		t.Fatal(err)
	}
}

// verified holds a journal to a number of lines, all good.
func verified(t *testing.T, j *Journal, lines int) {
	t.Helper()
	v, err := j.Verify(t.Context())
	if err != nil || v.Bad != nil || v.Lines != lines {
		t.Errorf("verify: %+v, bad %+v, %v; want %d lines", v, v.Bad, err, lines)
	}
}
