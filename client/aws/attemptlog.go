package aws

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// logAttempts has o.Log hear of each attempt of a call, of credentials' calls too,
// once it is answered. Nothing of what was sent is in it, and of the answer no
// more than its status, code and id.
func (o Options) logAttempts() []func(*middleware.Stack) error {
	if o.Log == nil {
		return nil
	}
	return []func(*middleware.Stack) error{func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(attemptLog{o.Log}, middleware.Before) // within the SDK's retries
	}}
}

type attemptLog struct{ log *slog.Logger }

func (attemptLog) ID() string { return "SluiceAttemptLog" }

func (l attemptLog) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	began := time.Now()
	out, metadata, err = next.HandleDeserialize(ctx, in)
	attrs := []any{
		slog.String("service", awsmiddleware.GetServiceID(ctx)), slog.String("action", awsmiddleware.GetOperationName(ctx)),
		slog.String("region", awsmiddleware.GetRegion(ctx)), slog.Duration("took", time.Since(began)),
	}
	if req, ok := in.Request.(*smithyhttp.Request); ok { // as in "attempt=2; max=4"
		number, _, _ := strings.Cut(strings.TrimPrefix(req.Header.Get("Amz-Sdk-Request"), "attempt="), ";")
		attrs = append(attrs, slog.String("attempt", number))
	}
	if resp, ok := out.RawResponse.(*smithyhttp.Response); ok && resp != nil && resp.Response != nil {
		attrs = append(attrs, slog.Int("status", resp.StatusCode), slog.String("request_id", IDOnly(resp.Header.Get("X-Amzn-Requestid"))))
	}
	if err == nil {
		l.log.Info("call answered", attrs...)
		return out, metadata, nil
	}
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		attrs = append(attrs, slog.String("code", CodeOnly(e.ErrorCode())))
	}
	l.log.Warn("call failed", attrs...)
	return out, metadata, err
}

// CodeOnly is an error code as AWS has them, such as InvalidGroup.NotFound. An
// endpoint may answer with anything, the request and its secrets among it: of that
// nothing is told.
func CodeOnly(code string) string {
	if code == "" || regexp.MustCompile(`^[A-Za-z]{1,80}(\.[A-Za-z]{1,80}){0,3}$`).MatchString(code) {
		return code
	}
	return "(unusual)"
}

// IDOnly is the id of a request as AWS has them.
func IDOnly(id string) string {
	if id == "" || regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9A-Za-z]{12}$`).MatchString(id) {
		return id
	}
	return "(unusual)"
}
