package wire

import (
	"fmt"
	"net/http"
)

// Failure is an error that the API answers with: an EC2 error code, a message and an HTTP status.
type Failure struct {
	Status  int
	Code    string
	Message string
}

func (f *Failure) Error() string { return f.Code + ": " + f.Message }

// Refuse is a failure of the client's making (HTTP 400).
func Refuse(code, format string, args ...any) *Failure {
	return &Failure{Status: http.StatusBadRequest, Code: code, Message: fmt.Sprintf(format, args...)}
}

// InvalidValue is the failure of a parameter whose value cannot be; the message is the format's.
func InvalidValue(format string, args ...any) *Failure {
	return Refuse("InvalidParameterValue", format, args...)
}

// MissingParameter is the failure of a request that lacks what it needs.
func MissingParameter(name string) *Failure {
	return Refuse("MissingParameter", "The request must contain the parameter %s", name)
}

func unknownParameter(name string) *Failure {
	return Refuse("UnknownParameter", "The parameter %s is not recognized", name)
}

// InvalidAction is the failure of a request for an action that is not there, or not in its version.
func InvalidAction(name string) *Failure {
	return Refuse("InvalidAction", "The action %s is not valid for this web service.", name)
}

// NoSuchVersion is the failure of a request in a version that the service does not have.
func NoSuchVersion(s Service, v Version) *Failure {
	return Refuse("NoSuchVersion", "The requested version (%s) of service %s does not exist", v, s.name())
}

func malformedQuery(detail string) *Failure {
	return Refuse("MalformedQueryString", "The query string contains a syntax error: %s", detail)
}

// DryRunPassed is the answer to a request with DryRun that would have been carried out: an error by design.
func DryRunPassed() *Failure {
	return &Failure{
		Status:  http.StatusPreconditionFailed,
		Code:    "DryRunOperation",
		Message: "Request would have succeeded, but DryRun flag is set.",
	}
}

// Internal is the answer when the store fails. The cause stays out of the message: it may name paths.
func Internal() *Failure {
	return &Failure{
		Status:  http.StatusInternalServerError,
		Code:    "InternalError",
		Message: "An internal error has occurred. Retry your request, but if the problem persists, check the state file of the endpoint.",
	}
}

// Unavailable is the answer when another process keeps the state locked.
func Unavailable() *Failure {
	return &Failure{
		Status:  http.StatusServiceUnavailable,
		Code:    "Unavailable",
		Message: "The state of the endpoint is locked by another process. Retry your request.",
	}
}
