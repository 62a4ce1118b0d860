package aws

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go/middleware"

	"sluice/client/local"
	"sluice/model/ingress"
)

// stormSize is how often each fault strikes each action, before and after it is
// carried out, and how many faults and failed readings come of it at least.
func stormSize() (rounds, faults, readings int) {
	if raced || !long {
		return 8, 500, 250
	}
	return 32, 2000, 1000
}

// TestStorm lets every kind of fault strike every kind of write, before the
// request is carried out and after, and holds the receipt to the truth, which is
// the endpoint's state.
func TestStorm(t *testing.T) {
	stormRounds, stormFaults, stormReadings := stormSize()
	fired := map[string]int{}
	total, blinded := 0, 0
	for round := range stormRounds {
		synctest.Test(t, func(t *testing.T) {
			endpoint := sandbox(t)
			for _, name := range slices.Sorted(maps.Keys(strikes())) {
				for _, action := range []string{authorize, revoke, modify} {
					for _, after := range []bool{false, true} {
						s := &storm{
							endpoint: endpoint, name: name, action: action, after: after,
							lot: rand.New(rand.NewPCG(uint64(round), uint64(total))),
						}
						s.times = 1 + s.lot.IntN(writeAttempts)
						if s.lot.IntN(4) == 0 && name != "throttle" && name != "denied" {
							s.blind = 1 + s.lot.IntN(16)
						}
						s.play(t)
						fired[fmt.Sprint(name, " ", action, " after=", after)] += s.fired
						total += s.fired
						blinded += s.blinded
					}
				}
			}
		})
	}
	if total < stormFaults || len(fired) != 60 {
		t.Errorf("%d faults fired in %d ways, want %d in 60", total, len(fired), stormFaults)
	}
	if blinded < stormReadings {
		t.Errorf("%d readings failed, want %d", blinded, stormReadings)
	}
	for way, n := range fired {
		if n < stormRounds {
			t.Errorf("%s fired %d times, want %d", way, n, stormRounds)
		}
	}
}

// storm is one write and its fault.
type storm struct {
	endpoint *local.Endpoint
	name     string // of the strike
	how      strike // nil for the one of that name
	action   string
	after    bool
	times    int // the write's attempts that are struck
	blind    int // the readings that fail after it; not where EC2 says no, whose word is then taken
	lot      *rand.Rand

	seen, fired, blinded int
}

// client is a client whose writes are struck.
func (s *storm) client() *Client {
	return clientThrough(s.endpoint, s.between)
}

func (s *storm) between(next aws.HTTPClient) doer {
	return func(r *http.Request) (*http.Response, error) {
		if middleware.GetOperationName(r.Context()) != s.action {
			if s.fired > 0 && s.blinded < s.blind {
				s.blinded++
				return nil, io.ErrUnexpectedEOF
			}
			return next.Do(r)
		}
		if s.seen++; s.seen > s.times {
			return next.Do(r)
		}
		s.fired++
		return s.strike(r)
	}
}

// strike lets the fault have the request.
func (s *storm) strike(r *http.Request) (*http.Response, error) {
	deliveryOf(r.Context()).arrive()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	pass := func() *recorder {
		again := r.Clone(context.WithoutCancel(r.Context()))
		again.Body = io.NopCloser(bytes.NewReader(body))
		rec := &recorder{header: http.Header{}}
		s.endpoint.ServeHTTP(rec, again)
		return rec
	}
	how := s.how
	if how == nil {
		how = strikes()[s.name]
	}
	rec, err := how(s.after, pass, r)
	if err != nil {
		return nil, err
	}
	return rec.response(r), nil
}

// play makes a group, sends a change through the storm, and compares what the
// receipt says with what the group holds.
func (s *storm) play(t *testing.T) {
	t.Helper()
	calm := clientThrough(s.endpoint, func(next aws.HTTPClient) doer { return next.Do })
	id := newGroup(t, calm, s.lot)
	planned := s.plan(t, calm, id)
	operation := fmt.Sprintf("op-%x", s.lot.Uint64())

	receipt := s.submit(t, s.client(), operation, planned)

	if s.fired == 0 {
		t.Errorf("%s: no fault fired", s)
	}
	s.check(t, calm, planned, receipt, "receipt")
	if s.name != "delay" && receipt.Count(ingress.Unknown) == 0 {
		return
	}
	time.Sleep(time.Minute) // what is on its way arrives
	if receipt.Count(ingress.Unknown) > 0 && !receipt.ReadBack {
		receipt = writer{Client: calm}.Reconcile(t.Context(), operation, planned)
		if receipt.Count(ingress.Unknown) > 0 && !receipt.ReadBack {
			t.Errorf("%s: not settled: %+v, %v", s, receipt.Rules, receipt.Failure)
		}
	}
	s.check(t, calm, planned, receipt, "later")
}

func (s *storm) submit(t *testing.T, c *Client, operation string, planned ingress.Change) ingress.Receipt {
	return writer{Client: c, by: "storm"}.Send(t.Context(), operation, planned)
}

func (s *storm) String() string {
	return fmt.Sprintf("%s, %d times, %s after=%v", s.name, s.times, s.action, s.after)
}

// newGroup makes a group with some rules, and returns its id.
func newGroup(t *testing.T, c *Client, lot *rand.Rand) string {
	t.Helper()
	made, err := c.ec2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		GroupName: aws.String(fmt.Sprintf("storm-%x", lot.Uint64())), Description: aws.String("storm"), VpcId: aws.String("vpc-0f1e2d3c"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var rules []ingress.PlannedRule
	for i := range 2 + lot.IntN(4) {
		rules = append(rules, ingress.PlannedRule{Wanted: cidr(t, 100+i, "192.0.2.0/24")})
	}
	group := ingress.Group{ID: aws.ToString(made.GroupId), VPCID: "vpc-0f1e2d3c"}
	if _, err := c.ec2.AuthorizeSecurityGroupIngress(t.Context(), authorizeInput(request{group: group, operation: "op-before", rules: rules})); err != nil {
		t.Fatal(err)
	}
	return group.ID
}

// plan is a change of some rules of the group.
func (s *storm) plan(t *testing.T, c *Client, id string) ingress.Change {
	t.Helper()
	group, err := c.Group(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	n := 1 + s.lot.IntN(len(group.Rules))
	planned := ingress.Change{Kind: ingress.Revoking, Group: group, Revision: group.Revision()}
	switch s.action {
	case authorize:
		var rules []ingress.Wanted
		for i := range n {
			rules = append(rules, cidr(t, 5000+i, "198.51.100.0/24"))
		}
		return addition("op", group, rules)
	case modify:
		planned.Kind = ingress.Editing
	}
	for i, have := range group.Rules[:n] {
		wanted := ingress.Wanted{Rule: have.Rule, Description: have.Description}
		if planned.Kind == ingress.Editing {
			wanted = cidr(t, 7000+i, "203.0.113.0/24")
			wanted.Description = "edited"
		}
		planned.Rules = append(planned.Rules, ingress.PlannedRule{Wanted: wanted, Existing: have})
	}
	return planned
}

// check compares a receipt with the group as it is.
func (s *storm) check(t *testing.T, c *Client, planned ingress.Change, receipt ingress.Receipt, when string) {
	t.Helper()
	group, err := c.Group(t.Context(), planned.Group.ID)
	if err != nil {
		t.Fatal(err)
	}
	wanted := planned.Sent()
	if len(receipt.Rules) != len(wanted) || receipt.Kind != planned.Kind {
		t.Fatalf("%s: %s tells of %d rules, want %d", s, when, len(receipt.Rules), len(wanted))
	}
	untouched := len(planned.Group.Rules)
	for i, r := range receipt.Rules {
		done := s.done(t, group, wanted[i], receipt.Operation)
		if r.Rule != wanted[i].Rule || !s.allows(r.Outcome, done, receipt, when) {
			t.Errorf("%s: %s says outcome %d of %v, which was done: %v; %v", s, when, r.Outcome, r.Rule, done, receipt.Failure)
		}
		if done && planned.Kind == ingress.Adding {
			untouched++
		}
		if done && planned.Kind == ingress.Revoking {
			untouched--
		}
	}
	if len(group.Rules) != untouched || hasTwice(group) {
		t.Errorf("%s: the group holds %d rules, want %d, each once: %v", s, len(group.Rules), untouched, group.Rules)
	}
	if all := receipt.Count(ingress.Applied) == len(wanted); all != (receipt.Failure == nil) {
		t.Errorf("%s: %s with failure %v", s, when, receipt.Failure)
	}
}

// done reports whether the group is as the operation was to make it.
func (s *storm) done(t *testing.T, group ingress.Group, r ingress.PlannedRule, operation string) bool {
	t.Helper()
	byID, there := group.RuleByID(r.Existing.ID)
	switch s.action {
	case revoke:
		return !there
	case modify:
		if !there {
			t.Errorf("%s: rule %s is lost", s, r.Existing.ID)
		}
		return byID.Rule == r.Rule && byID.Description == r.Description
	}
	have, there := group.Find(r.Rule)
	return there && have.Tag(operationTag) == operation
}

// allows reports whether an outcome tells the truth. Nobody else is about, so
// nothing was there before.
func (s *storm) allows(o ingress.Outcome, done bool, receipt ingress.Receipt, when string) bool {
	switch o {
	case ingress.Applied:
		return done
	case ingress.Refused, ingress.NotSent:
		return !done
	case ingress.Unknown:
		if !receipt.ReadBack { // it may be done yet, or the group could not be read
			overdue := !done && (s.name == "timeout" || s.name == "delay")
			return when == "receipt" && (overdue || s.blinded > 0)
		}
		// The group says that it was done, but not by whom; and EC2 said no, or it was
		// too long ago.
		saidNo := s.after && (s.name == "throttle" || s.name == "denied")
		return done && s.action != authorize && (saidNo || when == "later")
	}
	return false
}

func hasTwice(group ingress.Group) bool {
	seen := map[ingress.Rule]bool{}
	for _, r := range group.Rules {
		if seen[r.Rule] {
			return true
		}
		seen[r.Rule] = true
	}
	return false
}

// What the SDK makes of a lost answer by itself: it sends the request again, and
// takes the caller's own rule for someone else's. The writer does not.
func TestLostAnswersByTheSDKAlone(t *testing.T) {
	const lostAnswers = 5
	reported := 0
	for _, name := range []string{"500", "503", "EOF", "RST", "throttle"} {
		synctest.Test(t, func(t *testing.T) {
			s := &storm{endpoint: sandbox(t), name: name, action: authorize, after: true, times: 1, lot: rand.New(rand.NewPCG(1, 2))}
			calm := clientOf(t, s.endpoint)
			planned := addingOne(t, calm)
			_, err := s.client().ec2.AuthorizeSecurityGroupIngress(t.Context(),
				authorizeInput(request{group: planned.Group, operation: "op-sdk", rules: planned.Sent()}))
			if code(err) == "InvalidPermission.Duplicate" {
				reported++
			}

			s.seen = 0
			receipt := writer{Client: s.client()}.Send(t.Context(), "op-ours", change(t, calm, "sg-140ba4c8", cidr(t, 9100, "192.0.2.0/24")))
			if receipt.Failure != nil || receipt.Count(ingress.Applied) != 1 || s.fired != 2 {
				t.Errorf("%s: receipt %+v, failure %v, after %d faults", name, receipt.Rules, receipt.Failure, s.fired)
			}
		})
	}
	if reported != lostAnswers {
		t.Errorf("the SDK took the caller's own rule for a duplicate %d times, want %d", reported, lostAnswers)
	}
}
