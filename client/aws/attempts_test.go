package aws

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sluice/model/ingress"
)

// Who waits for a write hears of each repetition before it is waited for.
func TestAttemptsAreTold(t *testing.T) {
	for action, plan := range kinds() {
		t.Run(action, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientOf(t, &wire{next: sandbox(t), faults: map[string]fault{action: throttledTwice}})
				planned := plan(t, c)
				var told []ingress.Attempt
				start, waits := time.Now(), time.Duration(0)
				ctx := ingress.WithAttempts(t.Context(), func(a ingress.Attempt) {
					if since := time.Since(start); since != waits {
						t.Errorf("attempt %d was told of after %v, want %v", a.Number, since, waits)
					}
					waits += a.Wait
					told = append(told, a)
				})
				receipt := writer{Client: c}.Send(ctx, "op-test", planned)
				if receipt.Failure != nil || receipt.Count(ingress.Applied) != len(planned.Rules) {
					t.Errorf("receipt %+v, failure %v", receipt, receipt.Failure)
				}
				want := []ingress.Attempt{{Number: 2, Cause: "RequestLimitExceeded"}, {Number: 3, Cause: "RequestLimitExceeded"}}
				if diff := cmp.Diff(want, told, cmpopts.IgnoreFields(ingress.Attempt{}, "Wait")); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A session that ends while a throttled write waits to be sent again stops it: the
// group is looked at, and what was not done was not sent.
func TestStoppedWhileItWaits(t *testing.T) {
	throttleAfter := func(n int, pass func(...edit) *recorder, w http.ResponseWriter, r *http.Request) {
		if n == 1 {
			pass()
		}
		refuse(w, 503, "RequestLimitExceeded", "Request limit exceeded.")
	}
	for _, test := range []struct {
		name  string
		fault fault
		want  map[string]ingress.Outcome
	}{
		{"throttled", refuseBefore(503, "RequestLimitExceeded", "Request limit exceeded."),
			map[string]ingress.Outcome{authorize: ingress.NotSent, revoke: ingress.NotSent, modify: ingress.NotSent}},
		{"throttled after it was applied", throttleAfter,
			map[string]ingress.Outcome{authorize: ingress.Applied, revoke: ingress.Unknown, modify: ingress.Unknown}},
	} {
		for action, plan := range kinds() {
			t.Run(test.name+"/"+action, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					x := &wire{next: sandbox(t), faults: map[string]fault{action: test.fault}}
					c := clientOf(t, x)
					planned := plan(t, c)
					ctx, leave := context.WithCancel(t.Context())
					ctx = ingress.WithAttempts(ctx, func(ingress.Attempt) { leave() })
					receipt := writer{Client: c}.Send(ctx, "op-test", planned)
					if receipt.Count(test.want[action]) != len(planned.Rules) || len(x.of(action)) != 1 {
						t.Errorf("receipt %+v after %d calls", receipt, len(x.of(action)))
					}
					if test.want[action] == ingress.NotSent {
						checkFailure(t, receipt.Failure, "RequestLimitExceeded", []string{"stopped before the call was sent again", "Request limit exceeded"})
						checkUntouched(t, c, planned)
					}
				})
			})
		}
	}
}

// A session that ended before the first attempt leaves nothing sent, wherever it
// ended; one that ends during the call cuts nothing off.
func TestSessionThatEnds(t *testing.T) {
	for _, test := range []struct {
		name    string
		ends    string // at the n-th request of this action
		n       int
		after   bool // the client got its answer
		outcome ingress.Outcome
	}{
		{"while the group is read", describe1, 2, false, ingress.NotSent},
		{"as soon as the group was read", describeRules, 2, true, ingress.NotSent},
		{"during the call", "", 1, false, ingress.Applied},
	} {
		for action, plan := range kinds() {
			t.Run(test.name+"/"+action, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, leave := context.WithCancel(t.Context())
					x := &wire{next: sandbox(t)}
					seen := 0
					c := clientThrough(x, func(next aws.HTTPClient) doer {
						return func(r *http.Request) (*http.Response, error) {
							name := middleware.GetOperationName(r.Context())
							if name != test.ends && (test.ends != "" || name != action) {
								return next.Do(r)
							}
							if seen++; seen == test.n && !test.after {
								leave()
							}
							if test.ends == "" {
								time.Sleep(callTimeout - time.Second) // its deadline is the program's
							}
							resp, err := next.Do(r)
							if seen == test.n {
								leave()
							}
							return resp, err
						}
					})
					planned := plan(t, c)
					receipt := writer{Client: c}.Send(ctx, "op-test", planned)
					if receipt.Count(test.outcome) != len(planned.Rules) {
						t.Errorf("receipt %+v, failure %v", receipt, receipt.Failure)
					}
					if test.outcome == ingress.NotSent {
						checkFailure(t, receipt.Failure, "", []string{"stopped before the call was sent"})
						if len(x.of(action)) > 0 {
							t.Error("it was sent")
						}
						return
					}
					if receipt.Failure != nil || receipt.ReadBack {
						t.Errorf("receipt %+v, failure %v", receipt, receipt.Failure)
					}
				})
			})
		}
	}
}
