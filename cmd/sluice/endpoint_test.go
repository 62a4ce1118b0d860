package main

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sluice/client/local"
)

// recorder is an EC2 endpoint on a socket that keeps what it was sent.
type recorder struct {
	*httptest.Server
	mu       sync.Mutex
	requests []url.Values
	hold     func(params url.Values) // called before a request is answered; may wait
}

// newRecorder serves a fresh sandbox in memory.
func newRecorder(t *testing.T) *recorder {
	t.Helper()
	endpoint, err := local.Open(t.Context(), local.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{hold: func(url.Values) {}}
	r.Server = httptest.NewServer(r.recording(endpoint))
	t.Cleanup(func() {
		r.Close()
		if err := endpoint.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *recorder) recording(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		params, err := url.ParseQuery(string(body))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.mu.Lock()
		r.requests = append(r.requests, params)
		hold := r.hold
		r.mu.Unlock()
		hold(params)
		next.ServeHTTP(w, req)
	})
}

// holding makes every later request but dry runs go through hold before it is
// answered.
func (r *recorder) holding(hold func(params url.Values)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hold = hold
}

// isWrite tells a write from a read and from a dry run, which changes nothing.
func isWrite(params url.Values) bool { return isAuthorize(params) && params.Get("DryRun") != "true" }

func isDryRun(params url.Values) bool { return isAuthorize(params) && params.Get("DryRun") == "true" }

func isAuthorize(params url.Values) bool {
	return params.Get("Action") == "AuthorizeSecurityGroupIngress"
}

// writes are the parameters of the writes in the order of their coming, less what
// every call has: the action, the version, and the tags that name the operation.
func (r *recorder) writes() []url.Values { return r.requested(isWrite) }

// dryRuns are the parameters of the dry runs, likewise.
func (r *recorder) dryRuns() []url.Values { return r.requested(isDryRun) }

func (r *recorder) requested(wanted func(url.Values) bool) []url.Values {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []url.Values
	for _, params := range r.requests {
		if !wanted(params) {
			continue
		}
		params = maps.Clone(params)
		maps.DeleteFunc(params, func(name string, _ []string) bool {
			return name == "Action" || name == "Version" || strings.HasPrefix(name, "TagSpecification.")
		})
		found = append(found, params)
	}
	return found
}
