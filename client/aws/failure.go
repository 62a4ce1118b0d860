package aws

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"syscall"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"sluice/model/ingress"
)

// words turn the errors of calls into failures that a person can act on.
type words struct {
	profile, endpoint, region string
	service                   string // "" for EC2, and for STS
	role, session             string // that is assumed, and as whom; "" for none
}

// place is whom a call was made to.
func (w words) place() string {
	if w.endpoint != "" {
		return w.endpoint
	}
	return cmp.Or(w.service, "EC2") + " in " + w.region
}

// failure is what err means. What an endpoint said is cut to a length that fits
// a screen; it is not cleaned of control characters.
func (w words) failure(err error) *ingress.Failure {
	if f, ok := errors.AsType[*ingress.Failure](err); ok {
		return f
	}
	if e, ok := errors.AsType[*stoppedError](err); ok {
		return w.stopped(e)
	}
	if e, ok := errors.AsType[*signInError](err); ok {
		return w.signIn(e)
	}
	if e, ok := errors.AsType[*answerError](err); ok {
		return w.notEC2(e)
	}
	if e, ok := errors.AsType[*oversizeError](err); ok {
		return &ingress.Failure{Message: e.Error(), Remedy: "it was not read: no list of security groups is that long"}
	}
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		return w.refusal(e, err)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &ingress.Failure{Message: fmt.Sprintf("%s gave no answer within %v", w.place(), callTimeout), Remedy: w.checkEndpoint()}
	case errors.Is(err, context.Canceled):
		return &ingress.Failure{Message: "the call was given up before it was answered"}
	}
	if e, ok := errors.AsType[*sendError](err); ok {
		return w.unanswered(e)
	}
	if e, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		return &ingress.Failure{
			Message:   fmt.Sprintf("the answer of %s to %s, status %d, was cut short or garbled", w.place(), operation(err), e.HTTPStatusCode()),
			RequestID: e.RequestID,
		}
	}
	return &ingress.Failure{Message: clip(err.Error())}
}

// stopped is why a write was not sent that its session gave up.
func (w words) stopped(e *stoppedError) *ingress.Failure {
	f := &ingress.Failure{Message: stopped}
	if e.cause != nil {
		cause := w.failure(e.cause)
		f.Code, f.RequestID = cause.Code, cause.RequestID
		f.Message = "stopped before the call was sent again: " + cause.Message
	}
	return f
}

func (w words) notEC2(e *answerError) *ingress.Failure {
	if e.status >= 500 {
		return &ingress.Failure{
			Message: e.Error() + ": no answer of " + cmp.Or(w.service, "EC2"),
			Remedy:  "a server there, or a proxy on the way, is failing: try again later",
		}
	}
	if w.service != "" {
		return &ingress.Failure{Message: e.Error() + ": it does not offer " + w.service}
	}
	return &ingress.Failure{Message: e.Error() + ": not an EC2 endpoint", Remedy: w.checkEndpoint()}
}

// unanswered says why a request got no answer.
func (w words) unanswered(e *sendError) *ingress.Failure {
	if e.reached {
		return &ingress.Failure{Message: fmt.Sprintf("%s broke off before its answer was complete: %s", e.url, clip(e.cause().Error()))}
	}
	return &ingress.Failure{Message: e.url + " cannot be reached: " + e.why(), Remedy: w.checkEndpoint()}
}

// cause is the error without the method and URL that net/http repeats.
func (e *sendError) cause() error {
	if u, ok := errors.AsType[*url.Error](e.err); ok {
		return u.Err
	}
	return e.err
}

// why is why an endpoint was not reached.
func (e *sendError) why() string {
	cause := e.cause()
	why := clip(cause.Error())
	dns, isDNS := errors.AsType[*net.DNSError](cause)
	_, isTLS := errors.AsType[tls.RecordHeaderError](cause)
	certificate, isCertificate := errors.AsType[*tls.CertificateVerificationError](cause)
	switch {
	case errors.Is(cause, syscall.ECONNREFUSED):
		why = "connection refused, nothing listens there"
	case isDNS && dns.IsNotFound:
		why = "there is no host of that name"
	case isTLS, errors.Is(cause, http.ErrSchemeMismatch):
		why = "it speaks http, not https"
	case isCertificate:
		why = "its certificate is not trusted: " + clip(trustProblem(certificate))
	}
	return why
}

func trustProblem(e *tls.CertificateVerificationError) string {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](e); ok {
		return "unknown authority; set AWS_CA_BUNDLE to its PEM file if it is yours"
	}
	return e.Err.Error()
}

func (w words) checkEndpoint() string {
	if w.endpoint == "" {
		return "check the network, and that " + w.region + " is a region"
	}
	return "check the endpoint URL, and that the endpoint runs"
}

// clip keeps the first 400 characters.
func clip(text string) string {
	n := 0
	for i := range text {
		if n == 400 {
			return text[:i] + "…"
		}
		n++
	}
	return text
}
