package aws

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"sluice/model/ingress"
)

// writeAttempts is how often a write is tried at most.
const writeAttempts = 4

// retryer repeats a write only where the attempt before provably did not run.
// The user's own settings for retries do not apply to it.
//
// It does the waiting itself: the call's context outlives the session's, and
// between two attempts the session's has the last word.
type retryer struct {
	*retry.Standard
	session context.Context // of who asked for the write
	call    context.Context
	repeats int
}

// retryer is that of one call, made under the context call for a session.
func (d *delivery) retryer(session, call context.Context) aws.Retryer {
	standard := retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = writeAttempts
		o.MaxBackoff = 5 * time.Second
		o.Retryables = []retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			return aws.BoolTernary(d.mayRepeat(err))
		})}
	})
	return &retryer{Standard: standard, session: session, call: call}
}

// RetryDelay tells of the repetition and waits for it. A session that ends
// meanwhile ends the write, with a *stoppedError.
func (r *retryer) RetryDelay(attempt int, cause error) (time.Duration, error) {
	wait, err := r.Standard.RetryDelay(attempt, cause)
	if err != nil {
		return 0, err
	}
	r.repeats++
	ingress.TellAttempt(r.session, ingress.Attempt{Number: r.repeats + 1, Wait: wait, Cause: causeOf(cause)})
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return 0, nil
	case <-r.session.Done():
		return 0, &stoppedError{cause}
	case <-r.call.Done():
		return 0, cause
	}
}

// causeOf is why an attempt is repeated, in a word or two.
func causeOf(err error) string {
	if c := code(err); c != "" {
		return c
	}
	if e, ok := errors.AsType[*sendError](err); ok {
		return e.why()
	}
	return clip(err.Error())
}

// stoppedError is a write that its session gave up before it was sent, or before
// it was sent again.
type stoppedError struct{ cause error } // nil before the first attempt

func (e *stoppedError) Error() string { return stopped }
func (e *stoppedError) Unwrap() error { return e.cause }

// stopped is why a write was not sent that nobody waited for any more.
const stopped = "stopped before the call was sent"

func (d *delivery) mayRepeat(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if refusal, ok := errors.AsType[smithy.APIError](err); ok {
		return isThrottle(refusal.ErrorCode()) || isSkewed(err)
	}
	_, unsent := errors.AsType[*sendError](err)
	return unsent && !d.reached.Load()
}

// isSkewed reports whether the SDK takes a refused signature for a wrong clock,
// which it corrects for the next attempt.
func isSkewed(err error) bool {
	e, ok := errors.AsType[interface {
		error
		RetryableError() bool
	}](err)
	return ok && e.RetryableError()
}

// fate is what an error leaves known of a write. An error of EC2's with a
// client's status is a refusal; a server's error may come after the work.
func (d *delivery) fate(err error) fate {
	_, gaveUp := errors.AsType[*stoppedError](err)
	switch {
	case d.attempts.Load() == 0:
		return neverRan
	case gaveUp, !d.reached.Load():
		return turnedAway
	}
	refusal, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		if errors.Is(err, context.DeadlineExceeded) {
			return overdue
		}
		return lost
	}
	answer, ok := errors.AsType[*awshttp.ResponseError](err)
	if ok && answer.HTTPStatusCode() < 500 || isThrottle(refusal.ErrorCode()) {
		return refused
	}
	return lost
}
