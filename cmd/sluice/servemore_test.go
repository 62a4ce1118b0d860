package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"sluice/model/ingress"
	"sluice/ui/remote"
	"sluice/ui/remote/access"
)

func TestServedSandboxesOfTheirOwn(t *testing.T) {
	s := serving(t, map[string]string{"ann": operatorLine, "bob": operatorLine}, "--sandbox", "per-user")
	if _, errs, code := s.run("ann", invocation("apply")); code != exitOK {
		t.Fatalf("apply: code %d, %q", code, errs)
	}
	if out, _, _ := s.run("ann", "history"); !strings.Contains(out, "1 added") {
		t.Errorf("ann's history: %q", out)
	}
	if out, errs, _ := s.run("bob", "history"); out != "" || !strings.Contains(errs, "No operations") {
		t.Errorf("bob's history: %q, %q", out, errs)
	}
}

// TestServedApprovalIsNeededByCommandsToo sends what another person has to approve.
func TestServedApprovalIsNeededByCommandsToo(t *testing.T) {
	s := serving(t, map[string]string{"ann": adminLine}, "--require-approval", "high")
	command := "apply tcp/22 from 0.0.0.0/0 --yes --group " + websrvID + " --confirm " + websrvID
	out, errs, code := s.run("ann", command)
	if code != exitWaits || !strings.Contains(out+errs, "another person has to approve it") {
		t.Errorf("code %d:\n%s%s", code, out, errs)
	}
	if _, errs, code := s.run("ann", invocation("apply")); code != exitOK {
		t.Errorf("what needs no approval: code %d, %q", code, errs)
	}
}

// TestViewerIsNeverGivenAWriter looks at the place that a visitor gets.
func TestViewerIsNeverGivenAWriter(t *testing.T) {
	env := newcomerEnv(t)
	p := program{in: strings.NewReader(""), out: io.Discard, errs: io.Discard, env: func(name string) string {
		for _, pair := range env {
			if value, found := strings.CutPrefix(pair, name+"="); found {
				return value
			}
		}
		return ""
	}}
	g, err := p.newGatehouse(t.Context(), serveFlags{sandbox: sandboxShared}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer g.close()
	d, err := g.desk("")
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []ingress.Role{ingress.Viewer, ingress.Operator, ingress.Admin} {
		v := remote.Visitor{Identity: access.Identity{Name: "x", Fingerprint: "SHA256:x", Grant: ingress.Grant{Role: role}}, Remote: netip.MustParseAddr("192.0.2.9")}
		at, err := d.placeOf(t.Context(), g, v)
		if err != nil {
			t.Fatal(err)
		}
		if writes := at.writer != nil || at.raw != nil; writes != role.Writes() {
			t.Errorf("a %s is given a writer: %v", role, writes)
		}
	}
}

func TestMetricsAnswerLoopbackOnly(t *testing.T) {
	g := &gatehouse{counts: newCounts(func() int { return 3 })}
	g.counts.written(ingress.Adding, ingress.Receipt{Rules: []ingress.RuleOutcome{{Outcome: ingress.Applied}, {Outcome: ingress.Applied}, {}}})
	g.counts.notLetIn(remote.RefusedKey)
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
		g.metricsHandler().ServeHTTP(answer, req)
		if answer.Code != tt.code || !strings.Contains(answer.Body.String(), tt.holds) {
			t.Errorf("%s from %q: %d, want %d and %q:\n%s", tt.url, tt.origin, answer.Code, tt.code, tt.holds, answer.Body)
		}
	}
}
