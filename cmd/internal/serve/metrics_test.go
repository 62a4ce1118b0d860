package serve

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sluice/cmd/internal/serve/servetest"
	"sluice/model/ingress"
	"sluice/ui/remote"
)

func TestMetricsAnswerLoopbackOnly(t *testing.T) {
	s := &Server{counts: newCounts(func() int { return 3 })}
	s.counts.written(ingress.Adding, ingress.Receipt{Rules: []ingress.RuleOutcome{{Outcome: ingress.Applied}, {Outcome: ingress.Applied}, {}}})
	s.counts.notLetIn(remote.RefusedKey)
	for _, tt := range []struct {
		url, origin string
		code        int
		holds       string
	}{
		{"http://127.0.0.1:9090/healthz", "", http.StatusOK, "ok\n"},
		{"http://localhost:9090/metrics", "", http.StatusOK, "sluice_sessions 3\n"},
		{"http://[::1]:9090/metrics", "", http.StatusOK, `sluice_rules_total{kind="add",outcome="applied"} 2` + "\n"},
		{"http://127.0.0.1:9090/metrics", "", http.StatusOK, `sluice_refused_total{reason="key"} 1` + "\n"},
		{"http://rebound.example:9090/metrics", "", http.StatusForbidden, ""},
		{"http://127.0.0.1:9090/metrics", "https://example.com", http.StatusForbidden, ""},
		{"http://127.0.0.1:9090/", "", http.StatusNotFound, ""},
	} {
		req := httptest.NewRequest(http.MethodGet, tt.url, nil)
		if tt.origin != "" {
			req.Header.Set("Origin", tt.origin)
		}
		answer := httptest.NewRecorder()
		s.metricsHandler().ServeHTTP(answer, req)
		if answer.Code != tt.code || !strings.Contains(answer.Body.String(), tt.holds) {
			t.Errorf("%s from %q: %d, want %d and %q:\n%s", tt.url, tt.origin, answer.Code, tt.code, tt.holds, answer.Body)
		}
	}
}

// TestMatrixByHTTP asks what is served beside SSH for every action of EC2 that
// writes, in every method: nobody signs in there, and nothing is written.
func TestMatrixByHTTP(t *testing.T) {
	c := newTrial(t, len(servetest.Visitors(t))-1)
	before := c.group().Revision()
	asked := 0
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		for _, path := range []string{"/", "/healthz", "/metrics", "/apply", "/ec2"} {
			for _, action := range []string{"AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "ModifySecurityGroupRules", "CreateTags"} {
				query := "Action=" + action + "&Version=2016-11-15&GroupId=" + websrvID +
					"&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=4444&IpPermissions.1.ToPort=4444&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24"
				req := httptest.NewRequest(method, "http://127.0.0.1:9090"+path+"?"+query, strings.NewReader(query))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				answer := httptest.NewRecorder()
				c.server.metricsHandler().ServeHTTP(answer, req)
				reads := (method == http.MethodGet || method == http.MethodHead) && (path == "/healthz" || path == "/metrics")
				if ok := answer.Code < 300; ok != reads {
					t.Errorf("%s %s is answered with %d", method, path, answer.Code)
				}
				asked++
			}
		}
	}
	if n := c.reached.Of("Authorize", "Revoke", "Modify", "Permit", "Reconcile"); n > 0 || c.group().Revision() != before {
		t.Errorf("%d of %d requests got to the writer", n, asked)
	}
}
