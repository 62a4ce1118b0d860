package serve

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"sluice/model/ingress"
	"sluice/ui/remote"
)

// counted are counts with something of everything in them.
func counted() *counts {
	c := newCounts(func() int { return 3 })
	receipt := ingress.Receipt{Rules: []ingress.RuleOutcome{{Outcome: ingress.Applied}}}
	c.notLetIn(remote.RefusedKey)
	c.written(ingress.Revoking, receipt)
	c.swept([]ingress.Receipt{receipt, receipt})
	c.decided([]ingress.Waiting{{}, {}}, []ingress.Decision{{Kind: ingress.Approved}})
	return c
}

func TestCountsAreNamedAsPrometheusWants(t *testing.T) {
	problems, err := testutil.GatherAndLint(counted().registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestCountsComeInTheFormatAskedFor(t *testing.T) {
	handler := counted().handler()
	for _, tt := range []struct{ accept, contentType, end string }{
		{"", "text/plain; version=0.0.4; charset=utf-8", "\n"},
		{"application/openmetrics-text; version=1.0.0", "application/openmetrics-text; version=1.0.0; charset=utf-8", "\n# EOF\n"},
	} {
		req := httptest.NewRequest(http.MethodGet, "http://localhost/metrics", nil)
		req.Header.Set("Accept", tt.accept)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, req)
		body := answer.Body.String()
		if got := answer.Header().Get("Content-Type"); !strings.HasPrefix(got, tt.contentType) || !strings.HasSuffix(body, tt.end) {
			t.Errorf("asked for %q: %q, want %q, and an end of %q:\n%s", tt.accept, got, tt.contentType, tt.end, body)
		}
		for _, line := range []string{
			"# TYPE sluice_sessions gauge",
			`sluice_refused_total{reason="key"} 1`,
			`sluice_rules_total{kind="revoke",outcome="applied"} 1`,
			`sluice_swept_rules_total{outcome="applied"} 2`,
			`sluice_approvals_total{decision="approved"} 1`,
			"sluice_approvals_waiting 2",
			"# TYPE go_goroutines gauge",
		} {
			// OpenMetrics writes a counter's 1 as 1.0
			if !strings.Contains(body, line+"\n") && !strings.Contains(body, line+".0\n") {
				t.Errorf("asked for %q: no line %q:\n%s", tt.accept, line, body)
			}
		}
	}
}
