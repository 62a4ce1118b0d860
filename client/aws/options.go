package aws

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sluice/model/ingress"
)

// Options say which EC2 to talk to, and as whom. The zero value is AWS as the
// SDK's own configuration has it: environment, shared files, SSO, roles, IMDS.
type Options struct {
	Profile  string       // a profile of the shared configuration; "" as the SDK chooses
	Region   string       // such as eu-central-1; "" as the SDK finds it
	Endpoint string       // the URL of an EC2-compatible endpoint, which answers for STS too; "" for AWS
	Handler  http.Handler // an endpoint in this process: then nothing is loaded, and Profile and Endpoint are unused
	// Role is the ARN of a role to assume; "" to work as who signed in. RoleSession
	// names its session and is its source identity, for CloudTrail: who it is for.
	Role, RoleSession string
	Log               *slog.Logger     // gets each attempt of a call, and what the SDK has to say, which by default goes to stderr; nil drops it
	Now               func() time.Time // when a receipt was written; nil is time.Now
}

// defaultRegion is where an endpoint other than AWS is taken to be unless told.
const defaultRegion = "us-east-1"

// check finds what is wrong with the options themselves; errors are
// [*ingress.Failure].
func (o Options) check() error {
	if strings.Trim(o.Region, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(o.Region) > 63 {
		return &ingress.Failure{
			Message: fmt.Sprintf("%.70q is no region", o.Region),
			Remedy:  "give one such as --region eu-central-1",
		}
	}
	if o.Endpoint == "" || o.Handler != nil {
		return nil
	}
	u, err := url.Parse(o.Endpoint)
	problem := ""
	switch {
	case hasNoScheme(o.Endpoint):
		return &ingress.Failure{
			Message: fmt.Sprintf("the endpoint URL %.100q does not say http:// or https://", o.Endpoint),
			Remedy:  fmt.Sprintf("give --endpoint-url http://%.100s", o.Endpoint),
		}
	case err != nil: // the parser's own error would repeat the URL, password and all
		problem = "the endpoint URL cannot be read"
	case u.User != nil, strings.Contains(u.Opaque, "@"):
		problem = "the endpoint URL must not hold a user name or password"
	case u.Scheme != "http" && u.Scheme != "https":
		problem = fmt.Sprintf("the endpoint URL %.100q does not begin with http:// or https://", o.Endpoint)
	case u.Hostname() == "":
		problem = fmt.Sprintf("the endpoint URL %.100q names no host", o.Endpoint)
	case u.RawQuery != "" || u.Fragment != "":
		problem = "the endpoint URL must end with its path: no ? and no #"
	default:
		return nil
	}
	return &ingress.Failure{Message: problem, Remedy: "give one such as --endpoint-url http://127.0.0.1:4580"}
}

// hasNoScheme reports whether a text is host and port, and maybe a path, alone.
func hasNoScheme(endpoint string) bool {
	u, err := url.Parse("http://" + endpoint)
	return !strings.Contains(endpoint, "://") && err == nil && u.User == nil && u.Hostname() != "" && u.RawQuery == "" && u.Fragment == ""
}

// isLoopback reports whether a URL names this machine.
func isLoopback(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
