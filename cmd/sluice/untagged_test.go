package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"testing"
)

// denyingTags serves the recorder's endpoint to callers who may not tag.
func denyingTags(t *testing.T, r *recorder) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		params, err := url.ParseQuery(string(body))
		if err == nil && params.Get("TagSpecification.1.ResourceType") != "" {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform: "+
				"ec2:CreateTags</Message></Error></Errors><RequestID>r-1</RequestID></Response>")
			return
		}
		r.Config.Handler.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	return server
}

// Where EC2 denies the tags alone, rules are sent without them only by consent.
func TestApplyUntagged(t *testing.T) {
	for name, test := range map[string]struct {
		args   []string
		writes int
		says   string
	}{
		"--yes":            {[]string{"tcp/80 from 192.0.2.0/24", "--yes"}, 0, "give --untagged to send them without tags"},
		"--yes --untagged": {[]string{"tcp/80 from 192.0.2.0/24", "--yes", "--untagged"}, 1, "added  sgr-"},
		"an end":           {[]string{"tcp/80 from 192.0.2.0/24 for 2h", "--yes", "--untagged"}, 0, "a rule is revoked at its time by its tag"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint := newRecorder(t)
			server := denyingTags(t, endpoint)
			cmd := exec.Command(binary(t), append([]string{"apply", "--endpoint-url", server.URL, "--group", "websrv"}, test.args...)...)
			cmd.Env = newcomerEnv(t)
			out, err := cmd.CombinedOutput()
			if (err == nil) != (test.writes == 1) || !strings.Contains(string(out), test.says) {
				t.Errorf("%v, and it does not say %q:\n%s", err, test.says, out)
			}
			writes := endpoint.writes()
			if len(writes) != test.writes {
				t.Errorf("%d writes, want %d", len(writes), test.writes)
			}
			if test.writes == 1 && !strings.Contains(string(out), "Without tags they are told by their ids alone") {
				t.Errorf("what is lost is not told:\n%s", out)
			}
		})
	}
	t.Run("asks", func(t *testing.T) {
		t.Parallel()
		endpoint := newRecorder(t)
		server := denyingTags(t, endpoint)
		term := start(t, usual(), newcomerEnv(t), binary(t), "apply", "--endpoint-url", server.URL, "--group", "websrv", "tcp/80 from 192.0.2.0/24")
		term.waitFor("y sends 1 rule to websrv, without tags, anything else does not:")
		term.write("y\r")
		wantApplied(t, term, endpoint, 1, 0)
	})
}
