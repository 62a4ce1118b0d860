package aws

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"

	"sluice/model/ingress"
)

// signIn are the credentials of a client. It marks the errors of finding them, so
// that they are not taken for answers of EC2; and once they did not work, it looks
// for them afresh, files and all, so that a person who signs in again elsewhere
// need not start the program anew.
type signIn struct {
	load  func(context.Context) (aws.CredentialsProvider, error) // nil: there are no others
	stale atomic.Bool

	mu       sync.Mutex
	provider aws.CredentialsProvider
}

// Retrieve is the credentials; the error is a *signInError.
func (s *signIn) Retrieve(ctx context.Context) (aws.Credentials, error) {
	c, err := s.current(ctx).Retrieve(ctx)
	if err != nil {
		s.stale.Store(true)
		return c, &signInError{err}
	}
	return c, nil
}

// refused notes that an endpoint did not take the credentials.
func (s *signIn) refused() { s.stale.Store(true) }

func (s *signIn) current(ctx context.Context) aws.CredentialsProvider {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.load != nil && s.stale.Swap(false) {
		if fresh, err := s.load(ctx); err == nil {
			s.provider = fresh
		}
	}
	return s.provider
}

type signInError struct{ err error }

func (e *signInError) Error() string { return "credentials: " + e.err.Error() }
func (e *signInError) Unwrap() error { return e.err }

// RetryableError tells the SDK not to look for credentials again in the same
// call: their providers have repeated what is worth repeating.
func (e *signInError) RetryableError() bool { return false }

// signIn says why there are no credentials. Texts of the providers are shown
// only where they cannot hold what a credential process printed.
func (w words) signIn(e *signInError) *ingress.Failure {
	text := e.err.Error()
	_, isProcess := errors.AsType[*processcreds.ProviderError](e.err)
	_, isSSO := errors.AsType[*ssocreds.InvalidTokenError](e.err)
	refusal, isRefusal := errors.AsType[smithy.APIError](e.err)
	switch {
	case isProcess:
		return &ingress.Failure{
			Message: "the credential_process of " + w.who() + " failed",
			Remedy:  "run it by hand to see why",
		}
	case isSSO, strings.Contains(text, "SSO token"), operation(e.err) == "GetRoleCredentials", operation(e.err) == "CreateToken":
		return &ingress.Failure{
			Message: "the SSO session of " + w.who() + " is missing or has expired",
			Remedy:  "run " + w.command("aws sso login"),
		}
	case operation(e.err) == "CreateOAuth2Token", strings.Contains(text, "login token"), strings.Contains(text, "reauthenticate"):
		return &ingress.Failure{
			Message: "the login session of " + w.who() + " is missing or has expired",
			Remedy:  "run " + w.command("aws login"),
		}
	case isRefusal && w.role != "" && operation(e.err) == "AssumeRole":
		return &ingress.Failure{
			Code:    refusal.ErrorCode(),
			Message: "the role " + clip(w.role) + " could not be assumed as " + w.session + ": " + clip(withoutEncoded(refusal.ErrorMessage())),
			Remedy:  "the role's trust policy must allow sts:AssumeRole and sts:SetSourceIdentity to " + w.who(),
		}
	case isRefusal:
		return &ingress.Failure{
			Code:    refusal.ErrorCode(),
			Message: "no credentials for " + w.who() + ": " + clip(withoutEncoded(refusal.ErrorMessage())),
			Remedy:  "check the role and the credentials that the profile builds on",
		}
	case strings.Contains(text, "IMDS"):
		return &ingress.Failure{
			Message: "no AWS credentials were found",
			Remedy:  "give --profile, or set AWS_PROFILE, or run aws configure",
		}
	}
	return &ingress.Failure{Message: "no credentials for " + w.who() + ": " + clip(text)}
}

// configuration says why the SDK's configuration could not be loaded.
func (w words) configuration(err error) *ingress.Failure {
	if missing, ok := errors.AsType[config.SharedConfigProfileNotExistError](err); ok {
		return &ingress.Failure{
			Message: "there is no profile " + clip(missing.Profile) + " in the AWS configuration",
			Remedy:  "aws configure list-profiles shows which there are",
		}
	}
	if _, ok := errors.AsType[config.AssumeRoleTokenProviderNotSetError](err); ok {
		return &ingress.Failure{
			Message: w.who() + " asks for an MFA code, which cannot be given here",
			Remedy:  `first run eval "$(` + w.command("aws configure export-credentials --format env") + `)"`,
		}
	}
	return &ingress.Failure{Message: "the AWS configuration cannot be used: " + clip(err.Error())}
}

// who names the profile that credentials were sought for.
func (w words) who() string {
	if w.profile == "" {
		return "the default profile"
	}
	return "profile " + w.profile
}

// command is an AWS CLI command for the profile.
func (w words) command(cli string) string {
	if w.profile == "" {
		return cli
	}
	return cli + " --profile " + w.profile
}

// operation is the API operation that an error is of, or "".
func operation(err error) string {
	if e, ok := errors.AsType[*smithy.OperationError](err); ok {
		return e.OperationName
	}
	return ""
}
