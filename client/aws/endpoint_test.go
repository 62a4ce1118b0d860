package aws

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// remote is a client of an endpoint with a socket.
func remote(t *testing.T, h http.Handler) (*Client, string) {
	t.Helper()
	alone(t)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := New(t.Context(), Options{Endpoint: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return c, server.URL
}

// alone keeps this machine's own AWS configuration out of a test.
func alone(t *testing.T) {
	t.Helper()
	nowhere := t.TempDir()
	for _, name := range []string{
		"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
		"AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SERVICE_QUOTAS", "AWS_CA_BUNDLE", "AWS_ROLE_ARN",
		"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE", "AWS_NEW_RETRIES_2026", "HTTP_PROXY", "HTTPS_PROXY",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", nowhere+"/config")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere+"/credentials")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

// An endpoint that is no EC2 is named, with what it answered; and it is asked
// once, unless a server there is failing.
func TestEndpointThatIsNoEC2(t *testing.T) {
	for _, test := range []struct {
		name, contentType, body string
		status                  int
		says                    []string
		calls                   int32
	}{
		{"a page", "text/html; charset=utf-8", "<!DOCTYPE html><html><body>hi", 200,
			[]string{" answered 200 text/html: not an EC2 endpoint", "check the endpoint URL"}, 1},
		{"a page in XHTML", "text/html", "<?xml version='1.0'?><html xmlns='x'></html>", 200, []string{" answered 200 text/html: not an EC2"}, 1},
		{"nothing there", "text/html", "<html><h1>404</h1></html>", 404, []string{" answered 404 text/html: not an EC2 endpoint"}, 1},
		{"nothing there, in plain text", "text/plain", "404 page not found\n", 404, []string{" answered 404 text/plain: not an EC2 endpoint"}, 1},
		{"JSON", "application/json", `{"securityGroups":[]}`, 200, []string{" answered 200 application/json: not an EC2 endpoint"}, 1},
		{"other XML", "application/xml", `<rss version="2.0"><channel/></rss>`, 200, []string{" answered 200 application/xml, an XML <rss>: not an EC2"}, 1},
		{"the answer to something else", "text/xml", `<DescribeVpcsResponse><requestId>r</requestId></DescribeVpcsResponse>`, 200,
			[]string{"an XML <DescribeVpcsResponse>"}, 1},
		{"an empty body", "", "", 200, []string{" answered 200 with an empty body"}, 1},
		{"no type", "", "hello", 200, []string{" answered 200 of no known type: not an EC2"}, 1},
		{"a redirect", "text/html", "<html>moved</html>", 302, []string{" answered 302 text/html: not an EC2 endpoint"}, 1},
		{"a proxy that fails", "text/html", "<html>bad gateway</html>", 502, []string{" answered 502 text/html: no answer of EC2", "try again later"}, 3},
		{"an error without a code", "text/xml", "<Response><Errors/></Response>", 400,
			[]string{" answered DescribeSecurityGroups with status 400 and no error code"}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int32
				c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					calls.Add(1)
					w.Header().Set("Content-Type", test.contentType)
					w.WriteHeader(test.status)
					io.WriteString(w, test.body)
				}))
				c.words.endpoint = "http://localhost"
				groups, err := listed(t.Context(), c)
				checkFailure(t, failureIn(t, err), "", append(test.says, "http://localhost"))
				if len(groups) > 0 || calls.Load() != test.calls {
					t.Errorf("%d groups after %d calls, want none after %d", len(groups), calls.Load(), test.calls)
				}
			})
		})
	}
}

func TestEndpointThatIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clientOf(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
		c.words.endpoint = "http://localhost:4580"
		start := time.Now()
		_, err := listed(t.Context(), c)
		checkFailure(t, failureIn(t, err), "", []string{"http://localhost:4580 gave no answer within 30s"})
		if took := time.Since(start); took != callTimeout {
			t.Errorf("gave up after %v", took)
		}
	})
}

func TestEndpointThatCannotBeReached(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connect: connection refused")}
	unknown := &net.DNSError{Err: "no such host", Name: "ec2.nowhere.test", IsNotFound: true}
	for _, test := range []struct {
		name string
		err  error
		says string
	}{
		{"refused", refused, "connection refused"},
		{"no such host", unknown, "there is no host of that name"},
		{"http behind https", http.ErrSchemeMismatch, "it speaks http, not https"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientThrough(http.NotFoundHandler(), func(aws.HTTPClient) doer {
					return func(*http.Request) (*http.Response, error) { return nil, test.err }
				})
				_, err := listed(t.Context(), c)
				checkFailure(t, failureIn(t, err), "", []string{"http://localhost cannot be reached: ", test.says})
			})
		})
	}
}

// The same over sockets: a closed port, TLS where there is none, and a
// certificate of nobody's.
func TestSocketsThatCannotBeReached(t *testing.T) {
	alone(t)
	t.Setenv("AWS_MAX_ATTEMPTS", "1") // so that no test waits for a repeat
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of the refused handshake
	secure.StartTLS()
	defer secure.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for _, test := range []struct{ name, url, says string }{
		{"closed port", closed.URL, "connection refused, nothing listens there"},
		{"TLS to a plain endpoint", strings.Replace(plain.URL, "http:", "https:", 1), "it speaks http, not https"},
		{"unknown authority", secure.URL, "its certificate is not trusted: unknown authority; set AWS_CA_BUNDLE"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := New(t.Context(), Options{Endpoint: test.url})
			if err != nil {
				t.Fatal(err)
			}
			_, err = listed(t.Context(), c)
			checkFailure(t, failureIn(t, err), "", []string{test.url + " cannot be reached: " + test.says, "check the endpoint URL"})
		})
	}
}

// An answer that a server cuts in the middle of the body.
func TestCutAnswer(t *testing.T) {
	c, url := remote(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := page("", group("sg-1", "one", "vpc-1", ""))
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		io.WriteString(w, answer[:len(answer)-40])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}))
	_, err := listed(t.Context(), c)
	checkFailure(t, failureIn(t, err), "", []string{"the answer of " + url + " to DescribeSecurityGroups, status 200, was cut short or garbled"})
}

func TestOversizeAnswer(t *testing.T) {
	before, after, _ := strings.Cut(page("", group("sg-1", "one", "vpc-1", "")), "<securityGroupInfo>")
	answer := before + strings.Repeat(" ", 1<<20-len(before+after)) + "<securityGroupInfo>" + after
	o := Options{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, answer) })}
	s := o.embedded()
	if have := s.HTTPClient.(sender); have.max != 64<<20 {
		t.Errorf("answers end at %d bytes, want 64 MiB", have.max)
	}
	s.HTTPClient = sender{next: inProcess{o.Handler}, max: 1 << 20}
	_, err := listed(t.Context(), newClient(o, s))
	checkFailure(t, failureIn(t, err), "", []string{"http://localhost answered with more than 1 MiB"})

	s.HTTPClient = sender{next: inProcess{o.Handler}, max: int64(len(answer))}
	if groups, err := listed(t.Context(), newClient(o, s)); err != nil || len(groups) != 1 {
		t.Errorf("an answer that just fits: %d groups, %v", len(groups), err)
	}
}

// Over a loopback socket, answers of more than 80 KB are lost now and then, and
// asked for again, when the body of the request can be copied by its WriteTo.
func TestNoAnswerIsLostOnTheWay(t *testing.T) {
	const calls = 100
	many := strings.Repeat(group("sg-1", "one", "vpc-1", permission("tcp", "<fromPort>22</fromPort><toPort>22</toPort>",
		"<ipRanges><item><cidrIp>192.0.2.0/24</cidrIp></item></ipRanges>")), 450)
	answer := page("", many)
	if len(answer) < 90<<10 {
		t.Fatalf("the answer has %d bytes only", len(answer))
	}
	var attempts atomic.Int32
	c, _ := remote(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		attempts.Add(1)
		io.WriteString(w, answer)
	}))
	for range calls {
		groups, err := listed(context.Background(), c)
		if err != nil || len(groups) != 450 {
			t.Fatalf("%d groups, %v", len(groups), err)
		}
	}
	if attempts.Load() != calls {
		t.Errorf("%d calls took %d attempts", calls, attempts.Load())
	}
}
