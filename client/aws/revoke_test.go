package aws

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

const revoke = "RevokeSecurityGroupIngress"

// revoking plans to take rules of a group off it, by what they are.
func revoking(t testing.TB, c *Client, id string, rules ...ingress.Wanted) ingress.Change {
	t.Helper()
	group, err := c.Group(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	change := ingress.Change{Kind: ingress.Revoking, Group: group, Revision: group.Revision()}
	for _, r := range rules {
		have, there := group.Find(r.Rule)
		if !there {
			t.Fatalf("group %s does not hold %v", id, r.Rule)
		}
		planned := ingress.Wanted{Rule: have.Rule, Description: have.Description, SourceOwner: have.SourceOwner}
		change.Rules = append(change.Rules, ingress.PlannedRule{Wanted: planned, Existing: have})
	}
	return change
}

// revokingTwo plans to take two rules off VpcWebServers.
func revokingTwo(t testing.TB, c *Client) ingress.Change {
	return revoking(t, c, "sg-140ba4c8", cidr(t, 443, "0.0.0.0/0"), cidr(t, 22, "203.0.113.0/24"))
}

func TestOutcomeOfARevocation(t *testing.T) {
	for _, test := range revocations() {
		t.Run(test.name, func(t *testing.T) {
			test.play(t, revoke, revokingTwo, func(t *testing.T, receipt ingress.Receipt) {
				for _, r := range receipt.Rules {
					if have, there := receipt.Group.RuleByID(r.RuleID); !there || have.Rule != r.Rule {
						t.Errorf("%v has rule id %q", r.Rule, r.RuleID)
					}
				}
			})
		})
	}
}

func revocations() []outcomeCase {
	return []outcomeCase{
		{
			name:    "answered",
			outcome: ingress.Applied, calls: 1,
		},
		{
			name:    "lost after it was applied",
			faults:  map[string]fault{revoke: dropAfter},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "lost before it was applied",
			faults:  map[string]fault{revoke: dropBefore},
			outcome: ingress.Refused, calls: 1, readBack: true,
			says: []string{"broke off", "read back and still holds the rule", "reload the group"},
		},
		{
			name:    "garbled after it was applied",
			faults:  map[string]fault{revoke: instead(func(real string) string { return strings.ReplaceAll(real, "</", "<") })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "without a return value after it was applied",
			faults:  map[string]fault{revoke: instead(func(real string) string { return strings.Replace(real, "<return>true</return>", "", 1) })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "without a return value before it was applied",
			faults:  map[string]fault{revoke: noReturn},
			outcome: ingress.Refused, calls: 1, readBack: true,
			says: []string{"answered without saying that the rules were revoked", "still holds the rule"},
		},
		{
			name:    "a server's error after it was applied",
			faults:  map[string]fault{revoke: refuseAfter(500, "InternalError", "An internal error has occurred")},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "a server's error before it was applied",
			faults:  map[string]fault{revoke: refuseBefore(503, "Unavailable", "The service is unavailable")},
			outcome: ingress.Refused, calls: 1, readBack: true, code: "Unavailable",
			says: []string{"The service is unavailable", "still holds the rule"},
		},
		{
			name:    "no answer in time, after it was applied",
			faults:  map[string]fault{revoke: stallAfter},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "applied only while the group is read back",
			faults:  map[string]fault{revoke: applyLate(700 * time.Millisecond)},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "lost, and the group cannot be read back",
			faults:  map[string]fault{revoke: dropAfter, describe1: unreadableAfterwards},
			outcome: ingress.Unknown, calls: 1,
			says: []string{"broke off", "could not be read back", "You are not authorized"},
		},
		{
			name:    "gone already",
			faults:  map[string]fault{revoke: sentTwice},
			outcome: ingress.WasThere, calls: 1, readBack: true, code: "InvalidSecurityGroupRuleId.NotFound",
			says: []string{"does not exist", "reload the group"},
		},
		{
			name:    "said to be gone, and still there",
			faults:  map[string]fault{revoke: refuseBefore(400, "InvalidPermission.NotFound", "The specified rule does not exist in this security group.")},
			outcome: ingress.Refused, calls: 1, code: "InvalidPermission.NotFound",
			says: []string{"does not exist"},
		},
		{
			name: "not allowed",
			faults: map[string]fault{revoke: refuseBefore(403, "UnauthorizedOperation",
				"You are not authorized to perform this operation. Encoded authorization failure message: SECRET")},
			outcome: ingress.Refused, calls: 1, code: "UnauthorizedOperation",
			says: []string{"ask for the permission ec2:RevokeSecurityGroupIngress"},
		},
		{
			name:    "throttled twice, then revoked",
			faults:  map[string]fault{revoke: throttledTwice},
			outcome: ingress.Applied, calls: 3,
		},
	}
}

func noReturn(_ int, _ func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/xml")
	io.WriteString(w, "<RevokeSecurityGroupIngressResponse/>")
}

// One rule of two is gone by another's hand: EC2 revokes neither, and the receipt
// tells them apart.
func TestOneOfTwoIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &wire{next: sandbox(t), faults: map[string]fault{
			revoke: func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
				pass(func(form url.Values) { form.Del("SecurityGroupRuleId.2") })
				replay(w, pass())
			},
		}}
		c := clientOf(t, x)
		receipt := writer{Client: c}.Send(t.Context(), "op-test", revokingTwo(t, c))
		if diff := cmp.Diff([]ingress.Outcome{ingress.WasThere, ingress.Refused}, outcomes(receipt)); diff != "" {
			t.Error(diff)
		}
		checkFailure(t, receipt.Failure, "InvalidSecurityGroupRuleId.NotFound", []string{"does not exist"})
	})
}

func outcomes(receipt ingress.Receipt) []ingress.Outcome {
	var all []ingress.Outcome
	for _, r := range receipt.Rules {
		all = append(all, r.Outcome)
	}
	return all
}

func TestRevocationOnTheWire(t *testing.T) {
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	planned := revokingTwo(t, c)
	receipt := writer{Client: c}.Send(t.Context(), "op-test", planned)
	want := url.Values{
		"Action": {revoke}, "Version": {"2016-11-15"}, "GroupId": {"sg-140ba4c8"},
		"SecurityGroupRuleId.1": {planned.Rules[0].Existing.ID},
		"SecurityGroupRuleId.2": {planned.Rules[1].Existing.ID},
	}
	if diff := cmp.Diff([]url.Values{want}, x.of(revoke)); diff != "" {
		t.Errorf("the wire differs (-want +got):\n%s", diff)
	}
	if receipt.RequestID == "" || receipt.At.IsZero() || receipt.Operation != "op-test" {
		t.Errorf("receipt %+v", receipt)
	}
	group, err := c.Group(t.Context(), "sg-140ba4c8")
	if err != nil || len(group.Rules) != 1 {
		t.Errorf("the group holds %+v, %v", group.Rules, err)
	}
}

// A rule that was revoked and added again is another one, though the group's
// revision is the same.
func TestRuleThatWasReplacedIsNotRevoked(t *testing.T) {
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	mine := revoking(t, c, "sg-140ba4c8", cidr(t, 22, "203.0.113.0/24"))
	if r := (writer{Client: c}).Send(t.Context(), "op-theirs", mine); r.Count(ingress.Applied) != 1 {
		t.Fatalf("receipt %+v", r)
	}
	back := mine.Rules[0].Wanted
	if r := (writer{Client: c}).Send(t.Context(), "op-theirs", change(t, c, "sg-140ba4c8", back)); r.Count(ingress.Applied) != 1 {
		t.Fatalf("receipt %+v", r)
	}

	receipt := writer{Client: c}.Send(t.Context(), "op-mine", mine)

	if receipt.Moved == nil || receipt.Moved.Revision() != mine.Revision || receipt.Count(ingress.NotSent) != 1 || len(x.of(revoke)) != 1 {
		t.Errorf("receipt %+v after %d calls", receipt, len(x.of(revoke)))
	}
}

// A change of no kind is not taken for one of a kind: nothing is sent of it or asked
// about it.
func TestChangeOfNoKindIsNotSent(t *testing.T) {
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	for _, planned := range []ingress.Change{revokingTwo(t, c), change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24"))} {
		planned.Kind = ingress.Editing + 1
		receipts := map[string]ingress.Receipt{
			"send": writer{Client: c}.Send(t.Context(), "op", planned), "settle": writer{Client: c}.Reconcile(t.Context(), "op", planned),
		}
		for name, r := range receipts {
			if r.Failure == nil || !strings.Contains(r.Failure.Message, "kind 3") || r.Count(ingress.NotSent) != len(planned.Rules) || len(r.Rules) == 0 {
				t.Errorf("%s: receipt %+v", name, r)
			}
		}
		if p := (writer{Client: c}).Permit(t.Context(), planned); p.Failure == nil || p.Answer != ingress.PermitUnknown {
			t.Errorf("permit %+v", p)
		}
	}
	if len(x.of(authorize))+len(x.of(revoke))+len(x.of(modify)) > 0 {
		t.Error("something was sent")
	}
}

// An endpoint without rule ids is told what the rules let in.
func TestRevocationWithoutRuleIDs(t *testing.T) {
	noIDs := refuseBefore(400, "InvalidAction", "The action DescribeSecurityGroupRules is not valid for this web service.")
	for _, test := range []struct {
		name     string
		group    string
		fault    fault
		outcome  ingress.Outcome
		readBack bool
		code     string
		says     []string
	}{
		{"answered", "sg-6c0de911", nil, ingress.Applied, false, "", nil},
		{"gone already, in the default VPC", "sg-6c0de911", sentTwice, ingress.WasThere, false, "", []string{"did not hold every rule any more"}},
		{"gone already, in another VPC", "sg-77aa01bc", sentTwice, ingress.WasThere, true, "InvalidPermission.NotFound", []string{"does not exist"}},
		{"lost after it was applied", "sg-77aa01bc", dropAfter, ingress.Applied, true, "", nil},
		{"lost before it was applied", "sg-77aa01bc", dropBefore, ingress.Refused, true, "", []string{"still holds the rule"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := &wire{next: sandbox(t), faults: map[string]fault{describeRules: noIDs, revoke: test.fault}}
				c := clientOf(t, x)
				source := "0.0.0.0/0"
				if test.group == "sg-77aa01bc" {
					source = "203.0.113.0/24"
				}
				receipt := writer{Client: c}.Send(t.Context(), "op", revoking(t, c, test.group, cidr(t, 22, source)))
				if receipt.Count(test.outcome) != 1 || receipt.ReadBack != test.readBack {
					t.Errorf("receipt %+v, want outcome %d", receipt, test.outcome)
				}
				checkFailure(t, receipt.Failure, test.code, test.says)
				want := url.Values{
					"Action": {revoke}, "Version": {"2016-11-15"}, "GroupId": {test.group},
					"IpPermissions.1.IpProtocol": {"tcp"}, "IpPermissions.1.FromPort": {"22"}, "IpPermissions.1.ToPort": {"22"},
					"IpPermissions.1.IpRanges.1.CidrIp": {source},
				}
				if diff := cmp.Diff([]url.Values{want}, x.of(revoke)); diff != "" {
					t.Errorf("the wire differs (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Where an endpoint that is not AWS names nothing that it revoked, the group has
// the last word.
func TestEndpointThatOnlySaysYes(t *testing.T) {
	namesNone := instead(func(string) string {
		return "<RevokeSecurityGroupIngressResponse><return>true</return></RevokeSecurityGroupIngressResponse>"
	})
	for _, test := range []struct {
		name     string
		faults   map[string]fault
		outcome  ingress.Outcome
		readBack bool
		says     []string
	}{
		{"and revokes", map[string]fault{revoke: namesNone}, ingress.Applied, false, nil},
		{"and revokes, and cannot be read", map[string]fault{revoke: namesNone, describe1: unreadableAfterwards}, ingress.Applied, false, nil},
		{"and revokes nothing", map[string]fault{revoke: saysYes}, ingress.Unknown, true,
			[]string{"http://emulator.test answered that the rules were revoked", "read back and still holds the rule"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := emulator(t, &wire{next: sandbox(t), faults: test.faults})
				receipt := writer{Client: c}.Send(t.Context(), "op", revokingTwo(t, c))
				if receipt.Count(test.outcome) != 2 || receipt.ReadBack != test.readBack {
					t.Errorf("receipt %+v, want outcome %d", receipt, test.outcome)
				}
				checkFailure(t, receipt.Failure, "", test.says)
			})
		})
	}
}

// emulator is a client that takes a handler in this process for an endpoint that
// is neither AWS nor our own.
func emulator(t testing.TB, h http.Handler) *Client {
	t.Helper()
	c := clientOf(t, h)
	c.endpoint, c.words.endpoint = "http://emulator.test", "http://emulator.test"
	return c
}
