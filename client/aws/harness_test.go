package aws

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sluice/client/local"
	"sluice/model/ingress"
)

// sandbox is an embedded EC2 with its sample groups, in memory.
func sandbox(t testing.TB) *local.Endpoint {
	t.Helper()
	endpoint, err := local.Open(context.Background(), local.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := endpoint.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	return endpoint
}

// clientOf is a client of a handler in this process.
func clientOf(t testing.TB, h http.Handler) *Client {
	t.Helper()
	c, err := New(context.Background(), Options{Handler: h, Now: func() time.Time { return time.Unix(1323907200, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wire hands requests on, or to the fault of their action, and keeps what they
// said.
type wire struct {
	next   http.Handler
	faults map[string]fault

	mu       sync.Mutex
	requests []url.Values
}

// fault answers the n-th request of an action, n from 1. pass hands the request
// on and returns the answer, which the fault may keep for itself.
type fault func(n int, pass func(...edit) *recorder, w http.ResponseWriter, r *http.Request)

// edit changes the parameters of a request on its way.
type edit func(url.Values)

func (x *wire) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		panic(err)
	}
	action := form.Get("Action")
	x.mu.Lock()
	x.requests = append(x.requests, form)
	x.mu.Unlock()
	pass := func(edits ...edit) *recorder {
		sent := maps.Clone(form)
		for _, e := range edits {
			e(sent)
		}
		again := r.Clone(context.WithoutCancel(r.Context()))
		again.Body = io.NopCloser(strings.NewReader(sent.Encode()))
		again.ContentLength = -1
		rec := &recorder{header: http.Header{}}
		x.next.ServeHTTP(rec, again)
		return rec
	}
	if f := x.faults[action]; f != nil {
		f(len(x.of(action)), pass, w, r)
		return
	}
	replay(w, pass())
}

// replay gives the recorded answer.
func replay(w http.ResponseWriter, rec *recorder) {
	maps.Copy(w.Header(), rec.sent)
	w.WriteHeader(rec.status)
	w.Write(rec.body.Bytes())
}

// of are the parameters of the requests for an action, in order.
func (x *wire) of(action string) []url.Values {
	x.mu.Lock()
	defer x.mu.Unlock()
	var found []url.Values
	for _, form := range x.requests {
		if form.Get("Action") == action {
			found = append(found, form)
		}
	}
	return found
}

// refuse is an error as EC2 answers it.
func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(status)
	io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>`+code+`</Code><Message>`+message+`</Message></Error></Errors><RequestID>req-refused</RequestID></Response>`)
}

// cidr is a TCP rule from a CIDR.
func cidr(t testing.TB, port int, prefix string) ingress.Wanted {
	t.Helper()
	return rule(t, ingress.TCP, port, ingress.FromPrefix(netip.MustParsePrefix(prefix)), nil)
}

func rule(t testing.TB, p ingress.Protocol, port int, s ingress.Source, err error) ingress.Wanted {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ingress.NewRule(p, port, port, s)
	if err != nil {
		t.Fatal(err)
	}
	return ingress.Wanted{Rule: r}
}

// change plans rules for a group as it stands.
func change(t testing.TB, c *Client, id string, rules ...ingress.Wanted) ingress.Change {
	t.Helper()
	group, err := c.Group(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return addition("op-test", group, rules)
}

// addition is the change of a plan that adds rules to a group.
func addition(operation string, g ingress.Group, rules []ingress.Wanted) ingress.Change {
	planner := ingress.Planner{Limits: ingress.DefaultLimits(), Settings: ingress.DefaultSettings()}
	return planner.Plan(operation, []ingress.Group{g}, [][]ingress.Wanted{rules}).Changes[0]
}

// listed are all groups that a client lists, and the error that ended the list.
func listed(ctx context.Context, c *Client) (groups []ingress.Group, err error) {
	for page, err := range c.Groups(ctx) {
		if err != nil {
			return groups, err
		}
		groups = append(groups, page...)
	}
	return groups, nil
}

// named finds a group by its name.
func named(t testing.TB, groups []ingress.Group, name string) ingress.Group {
	t.Helper()
	i := slices.IndexFunc(groups, func(g ingress.Group) bool { return g.Name == name })
	if i < 0 {
		t.Fatalf("no group %s is listed", name)
	}
	return groups[i]
}

// failureIn is the failure that an error must be.
func failureIn(t testing.TB, err error) *ingress.Failure {
	t.Helper()
	f, ok := err.(*ingress.Failure)
	if !ok || f == nil {
		t.Fatalf("error is %T %v, want an *ingress.Failure", err, err)
	}
	return f
}

func sorted(texts []string) []string { return slices.Sorted(slices.Values(texts)) }
