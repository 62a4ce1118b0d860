package aws

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// writeAttempts is how often a write is tried at most.
const writeAttempts = 4

// retryer repeats a write only where the attempt before provably did not run.
// The user's own settings for retries do not apply to it.
func (d *delivery) retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = writeAttempts
		o.MaxBackoff = 5 * time.Second
		o.Retryables = []retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			return aws.BoolTernary(d.mayRepeat(err))
		})}
	})
}

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
	if !d.reached.Load() {
		return neverRan
	}
	refusal, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return lost
	}
	answer, ok := errors.AsType[*awshttp.ResponseError](err)
	if ok && answer.HTTPStatusCode() < 500 || isThrottle(refusal.ErrorCode()) {
		return refused
	}
	return lost
}
