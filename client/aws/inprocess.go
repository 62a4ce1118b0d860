package aws

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"strconv"
)

// inProcess is an HTTP client that calls a handler: no socket is open.
type inProcess struct{ handler http.Handler }

// Do calls the handler and returns its answer, or the context's error as soon
// as that is done. The handler then runs on by itself, as it does in a server
// whose client went away.
func (p inProcess) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if trace := httptrace.ContextClientTrace(ctx); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	received, err := asReceived(ctx, req)
	if err != nil {
		return nil, err
	}
	done := make(chan result, 1)
	go func() { done <- serve(p.handler, received) }()
	select {
	case r := <-done:
		return r.response, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// asReceived is a request as a server hands it to its handler. The body is read
// first: its sender takes it back when Do returns.
func asReceived(ctx context.Context, req *http.Request) (*http.Request, error) {
	received := req.Clone(ctx)
	received.RequestURI = req.URL.RequestURI()
	received.RemoteAddr = "in-process"
	received.Body = http.NoBody
	if received.Host == "" {
		received.Host = req.URL.Host
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		received.Body = io.NopCloser(bytes.NewReader(body))
	}
	return received, nil
}

type result struct {
	response *http.Response
	err      error
}

// serve runs the handler. A panic is an answer that broke off, as it is in
// net/http's server.
func serve(h http.Handler, req *http.Request) (r result) {
	rec := &recorder{header: http.Header{}}
	defer func() {
		if p := recover(); p != nil {
			r = result{err: fmt.Errorf("the endpoint broke off its answer: %v", p)}
		}
	}()
	h.ServeHTTP(rec, req)
	return result{response: rec.response(req)}
}

// recorder is the http.ResponseWriter of a call in process.
type recorder struct {
	header http.Header // as the handler writes it
	sent   http.Header // as it was when the status went out
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status, r.sent = status, maps.Clone(r.header)
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

func (r *recorder) response(req *http.Request) *http.Response {
	r.WriteHeader(http.StatusOK)
	return &http.Response{
		Status:        strconv.Itoa(r.status) + " " + http.StatusText(r.status),
		StatusCode:    r.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        r.sent,
		Body:          io.NopCloser(bytes.NewReader(r.body.Bytes())),
		ContentLength: int64(r.body.Len()),
		Request:       req,
	}
}
