package aws

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"sluice/model/ingress"
)

// refusal is an error that EC2 or STS answered with. The codes are those of the
// EC2 API reference, "Error codes".
func (w words) refusal(e smithy.APIError, err error) *ingress.Failure {
	f := &ingress.Failure{Code: e.ErrorCode(), Message: clip(withoutEncoded(e.ErrorMessage()))}
	if answer, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		f.RequestID = answer.RequestID
		if f.Code == "UnknownError" { // the SDK's word for an error without a code
			f.Code, f.Message = "", fmt.Sprintf("%s answered %s with status %d and no error code", w.place(), operation(err), answer.HTTPStatusCode())
		}
	}
	switch f.Code {
	case "UnauthorizedOperation", "AccessDenied", "AccessDeniedException":
		f.Remedy = permissionRemedy(err, f.Message)
	case "SignatureDoesNotMatch", "InvalidSignatureException":
		// STS repeats the signed request here, session token and all.
		f.Message = "the signature of the request does not match"
		f.Remedy = "check the secret key of " + w.who()
	default:
		f.Remedy = w.remedy(f.Code)
	}
	if off := clockOff(err); off != "" && isClock(f.Code) {
		f.Remedy = "set this machine's clock: it is " + off
	}
	return f
}

// isClock reports whether a code may be for a signature of another time.
func isClock(code string) bool {
	switch code {
	case "AuthFailure", "RequestExpired", "RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException":
		return true
	}
	return false
}

// clockOff says by how much this machine's clock differs from the one that an
// answer tells, where that is more than a signature may be off (five minutes); it
// is "" otherwise.
func clockOff(err error) string {
	answer, ok := errors.AsType[*awshttp.ResponseError](err)
	if !ok || answer.Response == nil || answer.Response.Response == nil {
		return ""
	}
	there, parseErr := http.ParseTime(answer.Response.Header.Get("Date"))
	if parseErr != nil {
		return ""
	}
	off := time.Since(there).Round(time.Minute)
	switch {
	case off > 4*time.Minute:
		return strings.TrimSuffix(off.String(), "0s") + " ahead"
	case off < -4*time.Minute:
		return strings.TrimSuffix((-off).String(), "0s") + " behind"
	}
	return ""
}

func (w words) remedy(code string) string {
	switch code {
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		return "the session has expired: sign in again, such as with " + w.command("aws sso login") + ", then try again"
	case "AuthFailure":
		return "check the credentials of " + w.who() + ", this machine's clock, and that the account uses region " + w.region
	case "InvalidClientTokenId", "UnrecognizedClientException", "MissingAuthenticationToken", "InvalidAccessKeyId":
		return "check the credentials of " + w.who()
	case "RequestExpired", "RequestTimeTooSkewed":
		return "check this machine's clock"
	case "OptInRequired":
		return "enable region " + w.region + " for the account"
	case "InvalidPermission.Duplicate":
		return "reload the group: it holds the rule already"
	case "InvalidSecurityGroupRuleId.NotFound", "InvalidPermission.NotFound":
		return "reload the group: it does not hold the rule any more"
	case "RulesPerSecurityGroupLimitExceeded":
		return "revoke rules that are not needed, or ask AWS for a higher quota (L-0EA8095F)"
	case "InvalidGroup.NotFound", "InvalidGroupId.Malformed":
		return "reload the list: the group was deleted, or is in another region or account"
	case "InvalidAction":
		return "the endpoint does not offer this: it may be an emulator of a part of EC2"
	case "InternalError", "InternalFailure", "Unavailable", "ServiceUnavailable", "ServiceException":
		return cmp.Or(w.service, "EC2") + " failed: try again later"
	}
	if isThrottle(code) {
		return "too many calls in this account and region: wait a little, then try again"
	}
	return ""
}

// isThrottle reports whether a code says that a call was turned away before it
// ran, because there were too many.
func isThrottle(code string) bool {
	switch code {
	case "RequestLimitExceeded", "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
		"RequestThrottledException", "TooManyRequestsException", "EC2ThrottledException", "SlowDown":
		return true
	}
	return false
}

// encodedMark is what an encoded authorization failure follows in a message.
const encodedMark = "Encoded authorization failure message"

// withoutEncoded cuts the encoded part off an authorization failure. It is
// hundreds of characters long, and tells about policies to who can decode it.
func withoutEncoded(message string) string {
	before, _, _ := strings.Cut(message, encodedMark)
	return strings.TrimSpace(before)
}

// permissionRemedy names the missing permission: the one that the message
// names, or else the call's own.
func permissionRemedy(err error, message string) string {
	permission := "for this"
	if call, ok := errors.AsType[*smithy.OperationError](err); ok {
		permission = strings.ToLower(strings.ReplaceAll(call.ServiceID, " ", "")) + ":" + call.OperationName
	}
	if _, named, ok := strings.Cut(message, "to perform: "); ok {
		permission, _, _ = strings.Cut(named, " ")
	}
	if permission == createTags {
		return tagRemedy()
	}
	return "ask for the permission " + permission
}
