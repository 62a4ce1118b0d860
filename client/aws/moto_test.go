package aws

import (
	"bufio"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"sluice/model/ingress"
)

// moto starts the emulator that goes by that name on a free port, and returns
// its URL.
func moto(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("moto_server")
	if err != nil {
		t.Skip("SKIPPED: moto_server is not installed, so nothing was tried against an EC2 that is not ours (pip install 'moto[server]')")
	}
	server := exec.CommandContext(t.Context(), path, "-H", "127.0.0.1", "-p", "0")
	log, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Wait() }) // the test's context has ended it by then
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		if _, at, found := strings.Cut(lines.Text(), "Running on "); found {
			go func() { // so that the server can go on writing its log
				for lines.Scan() {
				}
			}()
			return strings.TrimSpace(at)
		}
	}
	t.Fatalf("moto_server ended without naming its address: %v", lines.Err())
	return ""
}

func TestAgainstMoto(t *testing.T) {
	address := moto(t) // first: it is not to see the environment that alone leaves
	alone(t)
	c, err := New(t.Context(), Options{Endpoint: address})
	if err != nil {
		t.Fatal(err)
	}
	if account, err := c.Account(t.Context()); err != nil || account != "123456789012" {
		t.Errorf("account %q, %v", account, err)
	}
	groups, err := listed(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	group := named(t, groups, "default")
	if group.VPCID == "" || group.OwnerID != "123456789012" {
		t.Fatalf("group %+v", group)
	}

	// moto names only the last permission's rules in its answer.
	source, err := ingress.FromGroup(group.ID)
	rules := []ingress.Wanted{
		cidr(t, 80, "192.0.2.0/24"), cidr(t, 80, "198.51.100.0/24"), cidr(t, 443, "2001:db8::/32"),
		rule(t, ingress.TCP, 5432, source, err), rule(t, ingress.ICMP, -1, cidr(t, 1, "10.0.0.0/8").Source(), nil),
	}
	rules[0].Description = "office"
	receipt := c.Writer("").Send(t.Context(), "op-moto", change(t, c, group.ID, rules...))
	checkApplied(t, c, receipt, len(rules))

	again := change(t, c, group.ID, rules...)
	if len(again.Send()) != 0 || again.Rules[0].Existing.Description != "office" {
		t.Errorf("planned again: %+v", again.Rules)
	}
	checkLostAnswerOfMoto(t, address, group.ID)
	if n, err := c.RulesPerGroup(t.Context()); err != nil || n != 60 {
		t.Errorf("quota of %d rules, %v", n, err)
	}
	lists, err := c.PrefixLists(t.Context(), []string{"pl-0123456789abcdef0"})
	if err != nil || len(lists) != 0 {
		t.Errorf("prefix lists %v, %v", lists, err)
	}
	permit := writer{Client: c}.Permit(t.Context(), change(t, c, group.ID, cidr(t, 9090, "192.0.2.0/24")))
	if permit.Answer != ingress.Allowed {
		t.Errorf("permit %+v, failure %v", permit, permit.Failure)
	}
	checkChangesOfMoto(t, c, group.ID, rules[0], rules[1])
}

// checkChangesOfMoto changes rules and revokes others. moto answers yes to another
// IPv6 range, and keeps the one that was.
func checkChangesOfMoto(t *testing.T, c *Client, group string, changed, gone ingress.Wanted) {
	t.Helper()
	to := cidr(t, 8000, "203.0.113.0/24")
	to.Description = "new office"
	edit := editing(t, c, group, changed, to)
	if r := (writer{Client: c}).Send(t.Context(), "op-edit", edit); r.Count(ingress.Applied) != 1 || r.Failure != nil || r.ReadBack {
		t.Errorf("changed: %+v, failure %v", r, r.Failure)
	}
	ignored := editing(t, c, group, cidr(t, 443, "2001:db8::/32"), cidr(t, 443, "2001:db8:1::/48"))
	if r := (writer{Client: c}).Send(t.Context(), "op-edit", ignored); r.Count(ingress.Unknown) != 1 || r.Failure == nil {
		t.Errorf("changed by its word only: %+v, failure %v", r, r.Failure)
	}
	for _, w := range []ingress.Wanted{to, gone} {
		if r := (writer{Client: c}).Send(t.Context(), "op-revoke", revoking(t, c, group, w)); r.Count(ingress.Applied) != 1 || r.Failure != nil {
			t.Errorf("revoked: %+v, failure %v", r, r.Failure)
		}
	}
}

// checkLostAnswerOfMoto loses the answer of a write on its way back from moto.
func checkLostAnswerOfMoto(t *testing.T, address, group string) {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	x := &wire{next: httputil.NewSingleHostReverseProxy(target), faults: map[string]fault{authorize: dropAfter}}
	c := clientOf(t, x)
	c.endpoint = address
	receipt := c.Writer("").Send(t.Context(), "op-lost", change(t, c, group, cidr(t, 8080, "192.0.2.0/24")))
	if receipt.Count(ingress.Applied) != 1 || !receipt.ReadBack || receipt.Failure != nil || receipt.Rules[0].RuleID == "" {
		t.Errorf("receipt %+v, failure %v", receipt.Rules, receipt.Failure)
	}
}
