package aws

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"sluice/client/local"
	"sluice/model/ingress"
)

// settleCase is a change whose program was killed, and what can be known of it.
type settleCase struct {
	name     string
	action   string
	untagged bool
	happened func(t *testing.T, c *Client, planned ingress.Change) // before it is settled
	outcome  ingress.Outcome
	says     []string // none where there is no failure
}

func TestReconcile(t *testing.T) {
	for _, test := range settleCases() {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := &wire{next: sandbox(t)}
				c := clientOf(t, x)
				planned := kinds()[test.action](t, c)
				planned.Untagged = test.untagged
				test.happened(t, c, planned)
				before := len(x.requests)
				receipt := c.Writer("").Reconcile(t.Context(), "op-test", planned)
				if receipt.Count(test.outcome) != len(planned.Rules) || !receipt.ReadBack || receipt.Kind != planned.Kind {
					t.Errorf("receipt %+v, failure %v, want outcome %d", receipt, receipt.Failure, test.outcome)
				}
				checkFailure(t, receipt.Failure, failureCode(receipt), test.says)
				for _, form := range x.requests[before:] {
					if a := form.Get("Action"); a != describe1 && a != describeRules {
						t.Errorf("settling called %s", a)
					}
				}
			})
		})
	}
}

func failureCode(r ingress.Receipt) string {
	if r.Failure == nil {
		return ""
	}
	return r.Failure.Code
}

func settleCases() []settleCase {
	nothing := func(*testing.T, *Client, ingress.Change) {}
	as := func(operation string, untagged bool) func(*testing.T, *Client, ingress.Change) {
		return func(t *testing.T, c *Client, planned ingress.Change) {
			planned.Untagged = untagged
			if r := (writer{Client: c}).Send(t.Context(), operation, planned); r.Failure != nil {
				t.Fatal(r.Failure)
			}
		}
	}
	deleted := func(t *testing.T, c *Client, planned ingress.Change) {
		if _, err := c.ec2.DeleteSecurityGroup(t.Context(), &ec2.DeleteSecurityGroupInput{GroupId: aws.String(planned.Group.ID)}); err != nil {
			t.Fatal(err)
		}
	}
	return []settleCase{
		{"adding, killed before the call", authorize, false, nothing, ingress.Refused, []string{"not known", "does not hold the rule"}},
		{"adding, killed after the call", authorize, false, as("op-test", false), ingress.Applied, nil},
		{"adding, another's tag", authorize, false, as("op-other", false), ingress.WasThere, []string{"added by someone else"}},
		{"adding, no tag", authorize, false, as("op-other", true), ingress.WasThere, []string{"added by someone else"}},
		{"untagged, killed before the call", authorize, true, nothing, ingress.Refused, []string{"does not hold the rule"}},
		{"untagged, killed after the call", authorize, true, as("op-test", true), ingress.Unknown, []string{"sent untagged", "who added it cannot be known"}},
		{"untagged, another's tag", authorize, true, as("op-other", false), ingress.WasThere, []string{"added by someone else"}},
		{"revoking, killed before the call", revoke, false, nothing, ingress.Refused, []string{"still holds the rule"}},
		{"revoking, killed after the call", revoke, false, as("op-test", false), ingress.Unknown,
			[]string{"does not hold the rule any more", "who took it off cannot be known"}},
		{"revoking, and someone else did", revoke, false, as("op-other", false), ingress.Unknown, []string{"who took it off cannot be known"}},
		{"changing, killed before the call", modify, false, nothing, ingress.Refused, []string{"does not hold the rule as it was to be"}},
		{"changing, killed after the call", modify, false, as("op-test", false), ingress.Unknown, []string{"who changed it cannot be known"}},
		{"the group is gone", authorize, false, func(t *testing.T, c *Client, planned ingress.Change) {
			db := revoking(t, c, "sg-3d7f90ab", rule(t, ingress.TCP, 5432, mustGroup(t, planned.Group.ID), nil))
			as("op-before", false)(t, c, db)
			deleted(t, c, planned)
		}, ingress.Unknown, []string{"not there any more", "cannot be known"}},
	}
}

func mustGroup(t *testing.T, id string) ingress.Source {
	t.Helper()
	s, err := ingress.FromGroup(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What describes groups may be older than a change that was made just now: one
// early reading settles nothing.
func TestReconcileOfARecentChange(t *testing.T) {
	want := map[string]ingress.Outcome{authorize: ingress.Applied, revoke: ingress.Unknown, modify: ingress.Unknown}
	for action, plan := range kinds() {
		t.Run(action, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				endpoint, err := local.Open(t.Context(), local.Options{VisibilityDelay: 2 * time.Second})
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := endpoint.Close(); err != nil {
						t.Error(err)
					}
				}()
				x := &wire{next: endpoint, faults: map[string]fault{action: dropAfter}}
				c := clientOf(t, x)
				planned := plan(t, c)
				api := actionOf(planned)
				_, err = api.call(t.Context(), c.ec2, request{group: planned.Group, operation: "op-test", rules: planned.Sent()},
					func(o *ec2.Options) { o.Retryer = aws.NopRetryer{} })
				if err == nil {
					t.Fatal("the answer was not lost")
				}
				checkUntouched(t, c, planned) // as far as can be seen
				receipt := c.Writer("").Reconcile(t.Context(), "op-test", planned)
				if receipt.Count(want[action]) != len(planned.Rules) || !receipt.ReadBack {
					t.Errorf("receipt %+v, failure %v", receipt, receipt.Failure)
				}
			})
		})
	}
}

// As long as the endpoint cannot be read, the outcome is unknown, and may be asked
// for again.
func TestReconcileThatCannotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &wire{next: sandbox(t)}
		c := clientOf(t, x)
		planned := addingOne(t, c)
		x.faults = map[string]fault{describe1: func(_ int, _ func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
			refuse(w, 403, "UnauthorizedOperation", "You are not authorized to perform this operation.")
		}}
		receipt := c.Writer("").Reconcile(t.Context(), "op-test", planned)
		if receipt.Count(ingress.Unknown) != 1 || receipt.ReadBack {
			t.Errorf("receipt %+v", receipt)
		}
		checkFailure(t, receipt.Failure, "", []string{"could not be read back", "You are not authorized"})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if r := c.Writer("").Reconcile(ctx, "op-test", planned); r.Count(ingress.Unknown) != 1 || r.ReadBack {
			t.Errorf("given up: receipt %+v", r)
		}
	})
}
