package local

import (
	"fmt"
	"net/http"
)

// failure is an error that the API answers with: an EC2 error code, a message and an HTTP status.
type failure struct {
	status  int
	code    string
	message string
}

func (f *failure) Error() string { return f.code + ": " + f.message }

// refuse is a failure of the client's making (HTTP 400).
func refuse(code, format string, args ...any) *failure {
	return &failure{status: http.StatusBadRequest, code: code, message: fmt.Sprintf(format, args...)}
}

func invalidValue(format string, args ...any) *failure {
	return refuse("InvalidParameterValue", format, args...)
}

func missingParameter(name string) *failure {
	return refuse("MissingParameter", "The request must contain the parameter %s", name)
}

func unknownParameter(name string) *failure {
	return refuse("UnknownParameter", "The parameter %s is not recognized", name)
}

func invalidAction(name string) *failure {
	return refuse("InvalidAction", "The action %s is not valid for this web service.", name)
}

func noSuchVersion(s service, v Version) *failure {
	return refuse("NoSuchVersion", "The requested version (%s) of service %s does not exist", v, s.name())
}

func malformedQuery(detail string) *failure {
	return refuse("MalformedQueryString", "The query string contains a syntax error: %s", detail)
}

// dryRunPassed is the answer to a request with DryRun that would have been carried out: an error by design.
func dryRunPassed() *failure {
	return &failure{
		status:  http.StatusPreconditionFailed,
		code:    "DryRunOperation",
		message: "Request would have succeeded, but DryRun flag is set.",
	}
}

// internal is the answer when the store fails. The cause stays out of the message: it may name paths.
func internal() *failure {
	return &failure{
		status:  http.StatusInternalServerError,
		code:    "InternalError",
		message: "An internal error has occurred. Retry your request, but if the problem persists, check the state file of the endpoint.",
	}
}

// unavailable is the answer when another process keeps the state locked.
func unavailable() *failure {
	return &failure{
		status:  http.StatusServiceUnavailable,
		code:    "Unavailable",
		message: "The state of the endpoint is locked by another process. Retry your request.",
	}
}
