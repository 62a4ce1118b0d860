package aws

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/middleware"

	"sluice/model/ingress"
)

const (
	authorize     = "AuthorizeSecurityGroupIngress"
	describe1     = "DescribeSecurityGroups"
	describeRules = "DescribeSecurityGroupRules"
)

// outcomeCase is what goes wrong on the wire of a write, and what the receipt
// must say of it.
type outcomeCase struct {
	name   string
	faults map[string]fault

	outcome  ingress.Outcome // of every rule
	calls    int             // requests for the write that the endpoint saw
	readBack bool
	code     string   // of the failure
	says     []string // of the failure; none where there is no failure
}

func TestOutcomeOfALostAnswer(t *testing.T) {
	for _, test := range lostAnswers() {
		t.Run(test.name, test.run)
	}
}

func lostAnswers() []outcomeCase {
	return []outcomeCase{
		{
			name:    "lost after it was applied",
			faults:  map[string]fault{authorize: dropAfter},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "lost before it was applied",
			faults:  map[string]fault{authorize: dropBefore},
			outcome: ingress.Refused, calls: 1, readBack: true,
			says: []string{"broke off", "read back and does not hold the rule"},
		},
		{
			name:    "cut short after it was applied",
			faults:  map[string]fault{authorize: instead(func(real string) string { return real[:len(real)/2] })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "garbled after it was applied",
			faults:  map[string]fault{authorize: instead(func(real string) string { return strings.ReplaceAll(real, "</", "<") })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "empty after it was applied",
			faults:  map[string]fault{authorize: instead(func(string) string { return "" })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "HTML after it was applied",
			faults:  map[string]fault{authorize: instead(func(string) string { return "<!doctype html><html><body>hello</body></html>" })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "without a return value after it was applied",
			faults:  map[string]fault{authorize: instead(func(real string) string { return strings.Replace(real, "<return>true</return>", "", 1) })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "a server's error after it was applied",
			faults:  map[string]fault{authorize: refuseAfter(500, "InternalError", "An internal error has occurred")},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "a server's error before it was applied",
			faults:  map[string]fault{authorize: refuseBefore(503, "Unavailable", "The service is unavailable")},
			outcome: ingress.Refused, calls: 1, readBack: true, code: "Unavailable",
			says: []string{"The service is unavailable", "does not hold the rule"},
		},
		{
			name:    "no answer in time, after it was applied",
			faults:  map[string]fault{authorize: stallAfter},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "applied only while the group is read back",
			faults:  map[string]fault{authorize: applyLate(700 * time.Millisecond)},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "lost, and the group cannot be read back",
			faults:  map[string]fault{authorize: dropAfter, describe1: unreadableAfterwards},
			outcome: ingress.Unknown, calls: 1,
			says: []string{"broke off", "could not be read back", "You are not authorized", "sluice:op=op-test"},
		},
		{
			name:    "lost, and someone else's rule is there",
			faults:  map[string]fault{authorize: addedByOther(func(w http.ResponseWriter, _ *recorder) { panic(http.ErrAbortHandler) })},
			outcome: ingress.WasThere, calls: 1, readBack: true,
			says: []string{"added by someone else"},
		},
	}
}

func TestOutcomeOfARefusal(t *testing.T) {
	for _, test := range refusals() {
		t.Run(test.name, test.run)
	}
}

func refusals() []outcomeCase {
	return []outcomeCase{
		{
			name:    "a duplicate of someone else's rule",
			faults:  map[string]fault{authorize: addedByOther(replay)},
			outcome: ingress.WasThere, calls: 1, readBack: true, code: "InvalidPermission.Duplicate",
			says: []string{"already exists"},
		},
		{
			name: "a duplicate of our own rule",
			faults: map[string]fault{authorize: func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
				pass() // as a proxy on the way that repeats a request
				replay(w, pass())
			}},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name: "not allowed",
			faults: map[string]fault{authorize: refuseBefore(403, "UnauthorizedOperation",
				"You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/eve is not authorized to perform: ec2:CreateTags on resource: "+
					"x. Encoded authorization failure message: SECRET")},
			outcome: ingress.Refused, calls: 1, code: "UnauthorizedOperation",
			says: []string{"user/eve", "ec2:CreateTags"},
		},
		{
			name:    "refused, though it was applied",
			faults:  map[string]fault{authorize: refuseAfter(400, "InvalidParameterValue", "no")},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name: "refused, and the group cannot be read",
			faults: map[string]fault{
				authorize: refuseBefore(400, "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached."),
				describe1: unreadableAfterwards,
			},
			outcome: ingress.Refused, calls: 1, code: "RulesPerSecurityGroupLimitExceeded",
			says: []string{"L-0EA8095F"},
		},
		{
			name:    "throttled twice, then added",
			faults:  map[string]fault{authorize: throttledTwice},
			outcome: ingress.Applied, calls: 3,
		},
		{
			name: "refused for a wrong clock, which the SDK corrects",
			faults: map[string]fault{authorize: func(n int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
				if n == 1 {
					w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
					refuse(w, 401, "AuthFailure", "AWS was not able to validate the provided access credentials")
					return
				}
				replay(w, pass())
			}},
			outcome: ingress.Applied, calls: 2,
		},
		{
			name:    "throttled for good",
			faults:  map[string]fault{authorize: refuseBefore(503, "RequestLimitExceeded", "Request limit exceeded.")},
			outcome: ingress.Refused, calls: writeAttempts, code: "RequestLimitExceeded",
			says: []string{"wait a little"},
		},
		{
			name:    "added, and the answer names no rules",
			faults:  map[string]fault{authorize: withoutRules()},
			outcome: ingress.Applied, calls: 1,
		},
	}
}

// run plays the case with two rules that are added.
func (test outcomeCase) run(t *testing.T) {
	plan := func(t testing.TB, c *Client) ingress.Change {
		return change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24"), cidr(t, 9000, "198.51.100.0/24"))
	}
	test.play(t, authorize, plan, func(t *testing.T, receipt ingress.Receipt) {
		for _, r := range receipt.Rules {
			if hasID := r.RuleID != ""; hasID != (test.outcome == ingress.Applied || test.outcome == ingress.WasThere) {
				t.Errorf("rule id %q with outcome %d", r.RuleID, r.Outcome)
			}
		}
	})
}

// play plays the case in a bubble, where waiting costs no time: the change is
// planned, submitted, and its receipt held to what it must say.
func (test outcomeCase) play(t *testing.T, action string, plan func(testing.TB, *Client) ingress.Change, more func(*testing.T, ingress.Receipt)) {
	synctest.Test(t, func(t *testing.T) {
		x := &wire{next: sandbox(t), faults: test.faults}
		c := clientOf(t, x)
		planned := plan(t, c)

		receipt := writer{Client: c}.Send(t.Context(), "op-test", planned)

		if n := len(planned.Rules); receipt.Count(test.outcome) != n || len(receipt.Rules) != n {
			t.Errorf("outcomes %+v, want all %d to be %d", receipt.Rules, n, test.outcome)
		}
		if calls := len(x.of(action)); calls != test.calls {
			t.Errorf("the endpoint saw %d calls, want %d", calls, test.calls)
		}
		if receipt.ReadBack != test.readBack {
			t.Errorf("read back: %v, want %v", receipt.ReadBack, test.readBack)
		}
		checkFailure(t, receipt.Failure, test.code, test.says)
		more(t, receipt)
	})
}

func checkFailure(t *testing.T, f *ingress.Failure, code string, says []string) {
	t.Helper()
	if f == nil {
		if len(says) > 0 {
			t.Errorf("no failure, want one that says %q", says)
		}
		return
	}
	if f.Code != code || len(says) == 0 {
		t.Errorf("failure %v with code %q, want code %q that says %q", f, f.Code, code, says)
	}
	for _, text := range says {
		if !strings.Contains(f.Error(), text) {
			t.Errorf("failure %q does not say %q", f, text)
		}
	}
	if strings.Contains(f.Error(), "SECRET") {
		t.Errorf("failure %q shows what must not be shown", f)
	}
}

// A write that reaches no endpoint is repeated, and was not sent.
func TestUnreachedWriteIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		x := &wire{next: sandbox(t)}
		c := clientThrough(x, func(next aws.HTTPClient) doer {
			return func(r *http.Request) (*http.Response, error) {
				if middleware.GetOperationName(r.Context()) == authorize {
					attempts++
					return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "ec2.test", IsNotFound: true}}
				}
				return next.Do(r)
			}
		})
		planned := change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24"))
		receipt := c.Writer("").Send(t.Context(), "op-test", planned)
		if attempts != writeAttempts || receipt.Count(ingress.NotSent) != 1 || receipt.ReadBack {
			t.Errorf("%d attempts, receipt %+v", attempts, receipt)
		}
		checkFailure(t, receipt.Failure, "", []string{"cannot be reached", "no host of that name"})
	})
}

// clientThrough is a client of a handler in this process with something between.
func clientThrough(h http.Handler, between func(aws.HTTPClient) doer) *Client {
	o := Options{Handler: h}
	s := o.embedded()
	s.HTTPClient = sender{next: between(inProcess{h}), max: maxAnswer}
	return newClient(o, s)
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }
