package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"sluice/model/ingress"
)

// byCommand runs the commands that are served, without a terminal.
func byCommand() map[ingress.Action]attempt {
	runs := func(args func(c *trial) []string, through func(said string, code int) bool) attempt {
		return func(c *trial) (bool, string) {
			said, code := c.exec(c.who, args(c)...)
			return through(said, code), said
		}
	}
	done := func(_ string, code int) bool { return code == exitOK }
	sent := func(method string, args func(c *trial) []string) attempt {
		return func(c *trial) (bool, string) {
			line, before := args(c), c.reached.of(method)
			said, _ := c.exec(c.who, line...)
			return c.reached.of(method) > before, said
		}
	}
	return map[ingress.Action]attempt{
		ingress.ActRead: runs(func(*trial) []string { return []string{"reach", "192.0.2.1", "tcp/443"} }, func(said string, _ int) bool { return !strings.Contains(said, notAllowed) }),
		ingress.ActPlan: runs(func(c *trial) []string { return []string{"plan", c.newRule(), "--group", websrvID} },
			func(said string, _ int) bool { return strings.Contains(said, "192.0.2.0/24") }),
		ingress.ActHistory:   runs(func(c *trial) []string { c.added(); return []string{"history"} }, done),
		ingress.ActAuthorize: sent("Authorize", func(c *trial) []string { return []string{"apply", c.newRule(), "--group", websrvID, "--yes"} }),
		ingress.ActPermit:    sent("Permit", func(c *trial) []string { return []string{"apply", c.newRule(), "--group", websrvID, "--yes"} }),
		ingress.ActUndo:      sent("Revoke", func(c *trial) []string { _, o := c.added(); return []string{"undo", o.ID, "--yes"} }),
		ingress.ActWaiting:   runs(func(c *trial) []string { c.waits(); return []string{"waiting"} }, done),
		ingress.ActApprove: sent("Authorize", func(c *trial) []string {
			return []string{"approve", c.waits().ID, "--yes", "--confirm", websrvID}
		}),
		ingress.ActReject: func(c *trial) (bool, string) {
			w := c.waits()
			said, _ := c.exec(c.who, "reject", w.ID, "no")
			return !c.waitsFor(w.ID), said
		},
		ingress.ActWithdraw: func(c *trial) (bool, string) {
			w := c.asked()
			said, _ := c.exec(c.who, "reject", w.ID, "no")
			return !c.waitsFor(w.ID), said
		},
		ingress.ActAsk: func(c *trial) (bool, string) {
			before := len(c.waiting())
			said, _ := c.exec(c.who, "apply", c.riskyRule(), "--group", websrvID, "--yes", "--confirm", websrvID)
			return len(c.waiting()) > before, said
		},
		ingress.ActSweep: runs(func(*trial) []string { return []string{"sweep"} }, done),
		ingress.ActHost:  runs(func(*trial) []string { return []string{"access", "check", "/dev/null"} }, done),
	}
}

func TestMatrixByCommands(t *testing.T) {
	excused := map[ingress.Action]string{}
	for _, a := range ingress.Actions() {
		if byCommand()[a] == nil {
			excused[a] = "no command does it"
		}
	}
	trials(t, byCommand(), excused)
}

// TestCommandsAreTried holds the attempts to the commands that there are: what
// cobra itself adds is not served.
func TestCommandsAreTried(t *testing.T) {
	p := program{}
	for _, c := range p.root().Commands() {
		needs := p.needs(c.Name())
		if slices.Contains([]string{"help", "completion"}, c.Name()) {
			continue
		}
		if !slices.Contains(ingress.Actions(), needs) || byCommand()[needs] == nil {
			t.Errorf("%s: what it takes of a role is %d, and that no command is tried for", c.Name(), needs)
		}
		_, somebody := needs.Least()
		if served := slices.Contains(p.servedCommands(), c.Name()); served != somebody {
			t.Errorf("%s is served: %v", c.Name(), served)
		}
	}
	for _, name := range []string{"help", "completion", "version", "", "sh"} {
		if ingress.Admin.May(p.needs(name)) || slices.Contains(p.servedCommands(), name) {
			t.Errorf("%q is served", name)
		}
	}
}

// TestMatrixByHTTP asks what is served beside SSH for every action of EC2 that
// writes, in every method: nobody signs in there, and nothing is written.
func TestMatrixByHTTP(t *testing.T) {
	c := newTrial(t, len(visitors(t))-1)
	c.gate.counts = newCounts(func() int { return 1 })
	before := c.group().Revision()
	asked := 0
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		for _, path := range []string{"/", "/healthz", "/metrics", "/apply", "/ec2"} {
			for _, action := range []string{"AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "ModifySecurityGroupRules", "CreateTags"} {
				query := "Action=" + action + "&Version=2016-11-15&GroupId=" + websrvID + "&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=4444&IpPermissions.1.ToPort=4444&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24"
				req := httptest.NewRequest(method, "http://127.0.0.1:9090"+path+"?"+query, strings.NewReader(query))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				answer := httptest.NewRecorder()
				c.gate.metricsHandler().ServeHTTP(answer, req)
				reads := (method == http.MethodGet || method == http.MethodHead) && (path == "/healthz" || path == "/metrics")
				if ok := answer.Code < 300; ok != reads {
					t.Errorf("%s %s is answered with %d", method, path, answer.Code)
				}
				asked++
			}
		}
	}
	if n := c.reached.of("Authorize", "Revoke", "Modify", "Permit", "Settle"); n > 0 || c.group().Revision() != before {
		t.Errorf("%d of %d requests got to the writer", n, asked)
	}
}
