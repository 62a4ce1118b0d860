package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestNoEC2 points the program at servers that are no EC2: it says so in one
// line that names the URL and what came back.
func TestNoEC2(t *testing.T) {
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"HTML": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<!DOCTYPE html><html><body>It works!</body></html>")
		}, "answered 200 text/html"},
		"404": {http.NotFound, "answered 404 text/plain"},
		"JSON": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"ok":true}`)
		}, "answered 200 application/json"},
		"hostile text": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `<Response><Errors><Error><Code>No</Code><Message>a&#x9b;2J&#x202e;b</Message></Error></Errors></Response>`)
		}, "‹U+009B›"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(test.answer)
			t.Cleanup(server.Close)
			env := newcomerEnv(t)
			out, errs, code := piped(t, env, "--endpoint-url", server.URL)
			if code != exitError || out != "" {
				t.Errorf("it ended with code %d and wrote %q", code, out)
			}
			if !strings.Contains(errs, test.want) || strings.Count(errs, "\n") != 1 {
				t.Errorf("the message is not one line with %q: %q", test.want, errs)
			}
			if strings.ContainsAny(errs, "\x1b\u009b\u202e") {
				t.Errorf("the message has what must not be drawn: %q", errs)
			}

			term := start(t, usual(), env, binary(t), "--endpoint-url", server.URL)
			term.waitFor("the security groups could not be listed", test.want)
			term.quit()
		})
	}
}

// TestNobodyThere points the program at a port where nothing listens.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, errs, code := piped(t, newcomerEnv(t), "--endpoint-url", server.URL)
	if code != exitError || !strings.Contains(errs, server.URL+" cannot be reached: connection refused") {
		t.Errorf("it ended with code %d and said %q", code, errs)
	}
}

// TestSilentEndpoint waits for a server that never answers: the TUI can be left
// at once, and the plain list gives up in the end and says on whom.
func TestSilentEndpoint(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-over:
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(over) })
	env := newcomerEnv(t)
	term := start(t, usual(), env, binary(t), "--endpoint-url", server.URL)
	term.waitFor("loading")
	term.quit()

	_, errs, code := piped(t, env, "--endpoint-url", server.URL)
	if code != exitError || !strings.Contains(errs, server.URL+" gave no answer within") {
		t.Errorf("it ended with code %d and said %q", code, errs)
	}
}
