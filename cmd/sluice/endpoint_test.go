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
	hold     func(action string) // called before a request is answered; may wait
}

// newRecorder serves a fresh sandbox in memory.
func newRecorder(t *testing.T) *recorder {
	t.Helper()
	endpoint, err := local.Open(t.Context(), local.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{hold: func(string) {}}
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
		hold(params.Get("Action"))
		next.ServeHTTP(w, req)
	})
}

// holding makes every later request go through hold before it is answered.
func (r *recorder) holding(hold func(action string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hold = hold
}

// sent are the requests for an action, in the order of their coming.
func (r *recorder) sent(action string) []url.Values {
	r.mu.Lock()
	defer r.mu.Unlock()
	var of []url.Values
	for _, params := range r.requests {
		if params.Get("Action") == action {
			of = append(of, maps.Clone(params))
		}
	}
	return of
}

// authorized are the parameters of the writes, less what every call has: the
// action, the version, and the tags that name the operation.
func (r *recorder) authorized() []url.Values {
	writes := r.sent("AuthorizeSecurityGroupIngress")
	for _, params := range writes {
		maps.DeleteFunc(params, func(name string, _ []string) bool {
			return name == "Action" || name == "Version" || strings.HasPrefix(name, "TagSpecification.")
		})
	}
	return writes
}
