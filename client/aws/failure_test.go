package aws

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sluice/model/ingress"
)

// Each error of EC2 says what to do about it.
func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		status        int
		code, message string
		says          []string
	}{
		{403, "UnauthorizedOperation",
			"You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/Dev/eve is not authorized to perform: " +
				"ec2:DescribeSecurityGroups because no identity-based policy allows it. Encoded authorization failure message: SECRETSECRET",
			[]string{"assumed-role/Dev/eve", "ask for the permission ec2:DescribeSecurityGroups"}},
		{403, "UnauthorizedOperation", "You are not authorized to perform this operation.", []string{"ask for the permission ec2:DescribeSecurityGroups"}},
		{400, "ExpiredToken", "The security token included in the request is expired", []string{"sign in again, such as with aws sso login --profile ops"}},
		{401, "AuthFailure", "AWS was not able to validate the provided access credentials",
			[]string{"credentials of profile ops", "clock", "uses region us-east-1"}},
		{403, "InvalidClientTokenId", "The security token included in the request is invalid.", []string{"check the credentials of profile ops"}},
		{403, "SignatureDoesNotMatch", "The canonical string should have been x-amz-security-token:SECRET",
			[]string{"the signature of the request does not match", "secret key of profile ops"}},
		{400, "RequestExpired", "Request has expired.", []string{"check this machine's clock"}},
		{503, "RequestLimitExceeded", "Request limit exceeded.", []string{"too many calls", "wait a little"}},
		{400, "InvalidGroup.NotFound", "The security group 'x' does not exist", []string{"reload the list"}},
		{500, "InternalError", "An internal error has occurred", []string{"EC2 failed: try again later"}},
		{401, "OptInRequired", "You are not subscribed to this service.", []string{"enable region us-east-1"}},
		{400, "SomethingNew", strings.Repeat("long ", 200), []string{"long long", "…"}},
	} {
		t.Run(test.code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					refuse(w, test.status, test.code, test.message)
				}))
				c.words.profile = "ops"
				_, err := listed(t.Context(), c)
				f := failureIn(t, err)
				checkFailure(t, f, test.code, test.says)
				if f.RequestID != "req-refused" {
					t.Errorf("request id %q", f.RequestID)
				}
				if len(f.Message) > 500 {
					t.Errorf("the message has %d bytes", len(f.Message))
				}
			})
		})
	}
}

// Without credentials nothing is sent, and the failure says how to get some.
func TestSignIn(t *testing.T) {
	script := filepath.Join(t.TempDir(), "credentials.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho not JSON, but SECRET\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, config string
		profile      string
		says         []string
	}{
		{"none", "", "", []string{"no AWS credentials were found", "give --profile, or set AWS_PROFILE, or run aws configure"}},
		{"an SSO session that is not there", `
[profile ops]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.com/start
`, "ops", []string{"the SSO session of profile ops is missing or has expired", "run aws sso login --profile ops"}},
		{"an SSO profile of the old form", `
[profile old]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin
`, "old", []string{"run aws sso login --profile old"}},
		{"a login that is not there", `
[profile me]
login_session = arn:aws:iam::111122223333:user/me
`, "me", []string{"the login session of profile me is missing", "run aws login --profile me"}},
		{"a process that prints a secret", "[profile p]\ncredential_process = " + script + "\n", "p",
			[]string{"the credential_process of profile p failed", "run it by hand"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			configured(t, test.config)
			t.Setenv("HOME", t.TempDir())
			c, err := New(t.Context(), Options{Profile: test.profile, Region: "us-east-1"})
			if err != nil {
				t.Fatal(err)
			}
			_, err = listed(t.Context(), c)
			checkFailure(t, failureIn(t, err), "", test.says)
		})
	}
}

// Credentials that cannot be found are looked for once a call, and a write then
// was not sent.
func TestSignInIsTriedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &wire{next: sandbox(t)}
		tries, lost := 0, false
		s := Options{Handler: x}.embedded()
		s.Credentials = &signIn{provider: aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
			if lost {
				tries++
				return aws.Credentials{}, &smithyhttp.RequestSendError{Err: errors.New("the metadata service is away")}
			}
			return placeholderKey().Retrieve(ctx)
		})}
		c := newClient(Options{Handler: x}, s)
		planned := change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24"))
		lost = true
		_, err := listed(t.Context(), c)
		checkFailure(t, failureIn(t, err), "", []string{"no credentials for the default profile", "the metadata service is away"})
		sent := writer{Client: c}.deliver(t.Context(), authorization{}, request{group: planned.Group, operation: "op-test", rules: planned.Sent()})
		if tries != 2 || sent.fate != neverRan || sent.failure == nil {
			t.Errorf("%d tries, fate %d, failure %v", tries, sent.fate, sent.failure)
		}
	})
}

func TestProfileThatAsksForMFA(t *testing.T) {
	configured(t, `
[profile mfa]
role_arn = arn:aws:iam::111122223333:role/Admin
mfa_serial = arn:aws:iam::111122223333:mfa/me
source_profile = base
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = SECRET
`)
	_, err := New(t.Context(), Options{Profile: "mfa", Region: "us-east-1"})
	checkFailure(t, failureIn(t, err), "", []string{"profile mfa asks for an MFA code", "aws configure export-credentials --format env --profile mfa"})
}

// A refusal says what to do, and whether the clock is why.
func TestRemediesOfRefusals(t *testing.T) {
	for _, test := range []struct {
		status int
		code   string
		off    time.Duration // by which the endpoint's clock differs
		says   string
	}{
		{400, "ExpiredToken", 0, "aws sso login --profile ops, then try again"},
		{503, "RequestLimitExceeded", 0, "wait a little"},
		{500, "InternalError", 0, "try again later"},
		{400, "RequestExpired", 0, "check this machine's clock"},
		{400, "RequestExpired", 11 * time.Minute, "set this machine's clock: it is 11m behind"},
		{401, "AuthFailure", -2 * time.Hour, "set this machine's clock: it is 2h0m ahead"},
		{403, "UnauthorizedOperation", -2 * time.Hour, "ask for the permission ec2:DescribeSecurityGroups"},
		{400, "InvalidGroup.NotFound", 0, "reload the list"},
		{400, "RulesPerSecurityGroupLimitExceeded", 0, "higher quota"},
	} {
		t.Run(test.code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Date", time.Now().Add(test.off).UTC().Format(http.TimeFormat))
					refuse(w, test.status, test.code, "no")
				}))
				c.words.profile = "ops"
				_, err := listed(t.Context(), c)
				f := failureIn(t, err)
				checkFailure(t, f, test.code, []string{test.says})
			})
		})
	}
}

// A write that is refused for its tags alone says so.
func TestAuthorizeRefusedForTags(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clientOf(t, &wire{next: sandbox(t), faults: map[string]fault{
			authorize: refuseBefore(403, "UnauthorizedOperation", "User: eve is not authorized to perform: ec2:CreateTags on resource: x"),
		}})
		receipt := c.Writer("").Send(t.Context(), "op-test", addingOne(t, c))
		if receipt.Count(ingress.Refused) != 1 {
			t.Errorf("receipt %+v", receipt)
		}
		checkFailure(t, receipt.Failure, "UnauthorizedOperation", []string{"ask for the permission ec2:CreateTags", "agree to send the rules untagged"})
	})
}
