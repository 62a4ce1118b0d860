package aws

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// sender is the HTTP client of the service clients. It knows whether a
// request got as far as an endpoint, and lets only a service's answers through.
type sender struct {
	next aws.HTTPClient
	max  int64 // the most bytes of an answer that are read
	// refused hears of answers that do not take the credentials; may be nil.
	refused func()
}

// Do sends a request. Errors are *sendError where no answer came and
// *answerError where something else than EC2 answered.
func (s sender) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		// The SDK closes its body as soon as the headers of the answer are
		// there. Its WriteTo then returns io.EOF, which net/http takes for a
		// broken request and drops the connection while the answer still
		// comes. A body without WriteTo is copied by Read, which is spared that.
		req.Body = struct {
			io.Reader
			io.Closer
		}{req.Body, req.Body}
	}
	d := deliveryOf(req.Context())
	d.reached.Store(false)
	if d.session != nil && d.session.Err() != nil {
		return nil, &stoppedError{}
	}
	traced := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { d.arrive() },
	})
	resp, err := s.next.Do(req.WithContext(traced))
	if err != nil {
		return nil, &sendError{url: origin(req.URL), reached: d.reached.Load(), err: err}
	}
	return s.check(req, resp)
}

// delivery follows a call's attempts. Where one did not reach an endpoint, no
// byte of its request left this machine.
type delivery struct {
	session  context.Context // of who asked for a write: no attempt begins after its end; nil for a reading
	reached  atomic.Bool     // by the last attempt
	attempts atomic.Int32    // that reached it
}

// arrive notes that the attempt has a connection to an endpoint.
func (d *delivery) arrive() {
	d.reached.Store(true)
	d.attempts.Add(1)
}

type deliveryKey struct{}

func withDelivery(ctx context.Context, d *delivery) context.Context {
	return context.WithValue(ctx, deliveryKey{}, d)
}

func deliveryOf(ctx context.Context) *delivery {
	if d, ok := ctx.Value(deliveryKey{}).(*delivery); ok {
		return d
	}
	return new(delivery)
}

// sendError is a request that got no answer.
type sendError struct {
	url     string
	reached bool // a connection was there: the request may have run
	err     error
}

func (e *sendError) Error() string { return e.url + ": " + e.err.Error() }
func (e *sendError) Unwrap() error { return e.err }

// origin is the part of a URL that a person gave.
func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }
