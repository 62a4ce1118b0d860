package aws

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"sluice/model/ingress"
)

// kinds are how a change of each kind is planned, by the action that sends it.
func kinds() map[string]func(testing.TB, *Client) ingress.Change {
	return map[string]func(testing.TB, *Client) ingress.Change{
		authorize: addingOne, revoke: revokingTwo, modify: editingOne,
	}
}

func addingOne(t testing.TB, c *Client) ingress.Change {
	return change(t, c, "sg-140ba4c8", cidr(t, 9000, "192.0.2.0/24"))
}

// A dry run is the very request that would be sent, and changes nothing.
func TestPermit(t *testing.T) {
	for action, plan := range kinds() {
		t.Run(action, func(t *testing.T) {
			x := &wire{next: sandbox(t)}
			c := clientOf(t, x)
			planned := plan(t, c)
			permit := writer{Client: c}.Permit(t.Context(), planned)
			if permit.Answer != ingress.Allowed || permit.Failure != nil || permit.GroupID != "sg-140ba4c8" {
				t.Errorf("permit %+v, failure %v", permit, permit.Failure)
			}
			checkUntouched(t, c, planned)
			inEarnest := request{group: planned.Group, operation: dryRunOperation, rules: planned.Sent()}
			if _, err := actionOf(planned).call(t.Context(), c.ec2, inEarnest, func(*ec2.Options) {}); err != nil {
				t.Fatal(err)
			}
			asked, made := x.of(action)[0], x.of(action)[1]
			if asked.Get("DryRun") != "true" || made.Has("DryRun") {
				t.Errorf("asked with DryRun %q, sent with %q", asked.Get("DryRun"), made.Get("DryRun"))
			}
			asked.Del("DryRun")
			if asked.Encode() != made.Encode() {
				t.Errorf("asked for %v, and sent %v", asked, made)
			}
		})
	}
}

// checkUntouched holds the group to what it was when the change was planned.
func checkUntouched(t *testing.T, c *Client, planned ingress.Change) {
	t.Helper()
	group, err := c.Group(t.Context(), planned.Group.ID)
	if err != nil || group.Revision() != planned.Revision {
		t.Errorf("the group is not as it was: %+v, %v", group.Rules, err)
	}
}

func TestPermitOfWhatCannotBeAsked(t *testing.T) {
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	noID := editingOne(t, c)
	noID.Rules[0].Existing.ID = ""
	for _, test := range []struct {
		planned ingress.Change
		says    string
	}{
		{change(t, c, "sg-140ba4c8", cidr(t, 443, "0.0.0.0/0")), "nothing to ask"},
		{noID, "tells no ids of rules"},
	} {
		permit := writer{Client: c}.Permit(t.Context(), test.planned)
		if permit.Answer != ingress.PermitUnknown {
			t.Errorf("permit %+v", permit)
		}
		checkFailure(t, permit.Failure, "", []string{test.says})
	}
	if len(x.of(authorize))+len(x.of(modify)) > 0 {
		t.Error("something was sent")
	}
}

// Only a refusal for lack of permission is a denial; what else comes back leaves
// it open.
func TestPermitThatIsRefused(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault fault
		leave ingress.PermitAnswer
		code  string
		says  []string
	}{
		{"denied", refuseBefore(403, "UnauthorizedOperation",
			"You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/eve is not authorized to perform: ec2:CreateTags on resource: x. "+
				"Encoded authorization failure message: SECRET"),
			ingress.Denied, "UnauthorizedOperation", []string{"user/eve", "ask for the permission ec2:CreateTags"}},
		{"no session", refuseBefore(400, "ExpiredToken", "The security token included in the request is expired"),
			ingress.PermitUnknown, "ExpiredToken", []string{"sign in again"}},
		{"a rule that is no rule", refuseBefore(400, "InvalidParameterValue", "CIDR block x is malformed"),
			ingress.PermitUnknown, "InvalidParameterValue", []string{"malformed"}},
		{"throttled for good", refuseBefore(503, "RequestLimitExceeded", "Request limit exceeded."),
			ingress.PermitUnknown, "RequestLimitExceeded", []string{"wait a little"}},
		{"no answer", dropBefore, ingress.PermitUnknown, "", []string{"broke off"}},
		{"throttled twice", throttledTwice, ingress.Allowed, "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientOf(t, &wire{next: sandbox(t), faults: map[string]fault{authorize: test.fault}})
				permit := writer{Client: c}.Permit(t.Context(), addingOne(t, c))
				if permit.Answer != test.leave {
					t.Errorf("permit %+v", permit)
				}
				checkFailure(t, permit.Failure, test.code, test.says)
			})
		})
	}
}

// Where the message of a denial may be decoded, the remedy is of what it says.
func TestDeniedInWords(t *testing.T) {
	const about = `"context":{"action":"ec2:AuthorizeSecurityGroupIngress","resource":"arn:aws:ec2:us-east-1:111122223333:security-group/sg-140ba4c8",` +
		`"principal":{"arn":"SECRET"}}`
	for _, test := range []struct{ name, decoded, says string }{
		{"no policy allows it", `{"allowed":false,"explicitDeny":false,"matchedStatements":{"items":[]},` + about + `}`,
			"ask for the permission ec2:AuthorizeSecurityGroupIngress on arn:aws:ec2:us-east-1:111122223333:security-group/sg-140ba4c8, which no policy gives"},
		{"a statement denies it",
			`{"explicitDeny":true,"matchedStatements":{"items":[{"statementId":"LetIn","effect":"ALLOW"},{"statementId":"NoWorld","effect":"DENY"}]},` + about + `}`,
			"exception from statement NoWorld of a policy, which denies ec2:AuthorizeSecurityGroupIngress on arn:"},
		{"a statement without a name denies it",
			`{"explicitDeny":true,"matchedStatements":{"items":[{"statementId":"","effect":"DENY"}]},"context":{"action":"ec2:CreateTags"}}`,
			"exception from the policy that denies ec2:CreateTags"},
		{"no JSON", `SECRET`, "ask for the permission ec2:AuthorizeSecurityGroupIngress"},
		{"nothing of use", `{}`, "ask for the permission ec2:AuthorizeSecurityGroupIngress"},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := &wire{next: sandbox(t), faults: map[string]fault{
				authorize: refuseBefore(403, "UnauthorizedOperation",
					"You are not authorized to perform this operation. Encoded authorization failure message: SECRET-abc_DEF"),
				"DecodeAuthorizationMessage": func(_ int, _ func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
					io.WriteString(w, "<DecodeAuthorizationMessageResponse><DecodeAuthorizationMessageResult><DecodedMessage>"+
						strings.ReplaceAll(test.decoded, `"`, "&quot;")+"</DecodedMessage></DecodeAuthorizationMessageResult></DecodeAuthorizationMessageResponse>")
				},
			}}
			c := clientOf(t, x)
			permit := writer{Client: c}.Permit(t.Context(), addingOne(t, c))
			if permit.Answer != ingress.Denied {
				t.Errorf("permit %+v", permit)
			}
			checkFailure(t, permit.Failure, "UnauthorizedOperation", []string{test.says})
			if sent := x.of("DecodeAuthorizationMessage"); len(sent) != 1 || sent[0].Get("EncodedMessage") != "SECRET-abc_DEF" {
				t.Errorf("asked to decode %v", sent)
			}
		})
	}
}

// What STS would not take is not sent to it.
func TestDenialThatIsTooLongToDecode(t *testing.T) {
	x := &wire{next: sandbox(t), faults: map[string]fault{
		authorize: refuseBefore(403, "UnauthorizedOperation", "No. Encoded authorization failure message: "+strings.Repeat("SECRET", 2000)),
	}}
	c := clientOf(t, x)
	permit := writer{Client: c}.Permit(t.Context(), addingOne(t, c))
	checkFailure(t, permit.Failure, "UnauthorizedOperation", []string{"ask for the permission ec2:AuthorizeSecurityGroupIngress"})
	if len(x.of("DecodeAuthorizationMessage")) > 0 {
		t.Error("it was sent to be decoded")
	}
}

func TestPermitThatIsGivenUp(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	c := clientOf(t, &wire{next: sandbox(t), faults: map[string]fault{
		authorize: func(_ int, _ func(...edit) *recorder, _ http.ResponseWriter, r *http.Request) {
			leave()
			<-r.Context().Done()
		},
	}})
	permit := writer{Client: c}.Permit(ctx, addingOne(t, c))
	if permit.Answer != ingress.PermitUnknown {
		t.Errorf("permit %+v", permit)
	}
	checkFailure(t, permit.Failure, "", []string{"given up"})
}
