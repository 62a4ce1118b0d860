package main

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/ui/plain"
)

// jsonOf runs the program and reads the one object that it prints, with no field
// that is not known.
func jsonOf[T any](t *testing.T, env []string, code int, args ...string) (told T) {
	t.Helper()
	out, errs, got := piped(t, env, append(args, "--json")...)
	if got != code {
		t.Fatalf("sluice %v ended with code %d, not %d: %s", args, got, code, errs)
	}
	if i := strings.IndexFunc(out, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("the JSON is not plain at byte %d: %q", i, out)
	}
	if strings.Contains(out, "null") {
		t.Errorf("the JSON has a null:\n%s", out)
	}
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&told); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return told
}

// TestPlanJSON plans rules with different verdicts.
func TestPlanJSON(t *testing.T) {
	t.Parallel()
	told := jsonOf[plain.PlanJSON](t, newcomerEnv(t), exitDiff, "plan", "ssh from 0.0.0.0/0 # hello", "tcp/443 from 0.0.0.0/0 192.0.2.0/24", "ssh from 0.0.0.0/0",
		"icmp from 2001:db8::/32", "--group", "sg-140ba4c8")
	if len(told.Groups) != 1 || len(told.Groups[0].Rules) != 5 {
		t.Fatalf("it tells of other than 5 rules of 1 group: %+v", told)
	}
	group := told.Groups[0]
	type rule struct {
		Rule, Verdict string
		Sent          bool
		Related       int
	}
	var got []rule
	for _, r := range group.Rules {
		got = append(got, rule{r.Rule, r.Verdict, r.Sent, len(r.Related)})
	}
	want := []rule{
		{"tcp/22 from 0.0.0.0/0", "makes-redundant", true, 1},
		{"tcp/443 from 0.0.0.0/0", "already-there", false, 1},
		{"tcp/443 from 192.0.2.0/24", "covered", false, 1},
		{"tcp/22 from 0.0.0.0/0", "repeated", false, 0},
		{"icmp from 2001:db8::/32", "useless", true, 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the rules are told otherwise (-want +got):\n%s", diff)
	}
	ssh := group.Rules[0]
	if i := slices.IndexFunc(ssh.Findings, func(f plain.FindingJSON) bool { return f.Check == "SSH" }); i < 0 ||
		ssh.Findings[i].Severity != "high" || !slices.Contains(ssh.Findings[i].IDs, "EC2.13") || ssh.Findings[i].Words != "the whole internet reaches SSH: TCP 22" {
		t.Errorf("it does not tell that SSH is open: %+v", ssh.Findings)
	}
	if ssh.Description != "hello" || told.Version != 1 || told.Sends != 2 || told.Severity != "critical" || told.Confirm != "sg-140ba4c8" {
		t.Errorf("it tells of another plan: %+v", told)
	}
	quota := plain.QuotaJSON{Limit: 60, IPv4: &plain.MeterJSON{Before: 3, After: 4}, IPv6: &plain.MeterJSON{Before: 1, After: 2}}
	if diff := cmp.Diff(quota, group.Quota); diff != "" {
		t.Errorf("the quota is told otherwise (-want +got):\n%s", diff)
	}
	if group.Permission.Answer != "allowed" || group.VPC == "" || group.Owner != "111122223333" {
		t.Errorf("the group is told otherwise: %+v", group)
	}
}

// TestApplySendsWhatPlanShows prints a plan as a request, and compares that with
// what apply sends, parameter by parameter.
func TestApplySendsWhatPlanShows(t *testing.T) {
	t.Parallel()
	endpoint, env := newRecorder(t), newcomerEnv(t)
	asked := []string{"tcp/80,8080-8081 icmp/8 50 from 192.0.2.0/24 2001:db8::/32 OtherGroupInMyVPC # all kinds", "tcp/443 from 0.0.0.0/0",
		"--group", "VpcWebServers", "--endpoint-url", endpoint.URL}
	shown, errs, code := piped(t, env, append([]string{"plan", "--form", "query"}, asked...)...)
	if code != exitDiff {
		t.Fatalf("plan ended with code %d: %s", code, errs)
	}
	if n := len(endpoint.dryRuns()); n != 1 {
		t.Fatalf("plan made %d calls of the action, not one as a dry run", n)
	}
	_, query, _ := strings.Cut(strings.ReplaceAll(shown, "\n", ""), "?")
	want, err := url.ParseQuery(strings.TrimSuffix(query, "&AUTHPARAMS"))
	if err != nil {
		t.Fatal(err)
	}
	want.Del("Action")
	want.Del("Version")

	outcome := jsonOf[plain.OutcomeJSON](t, env, exitOK, append([]string{"apply", "--yes"}, asked...)...)
	writes := endpoint.writes()
	if diff := cmp.Diff([]url.Values{want}, writes); diff != "" {
		t.Errorf("what was sent is not what was shown (-shown +sent):\n%s", diff)
	}
	if rules := outcome.Groups[0].Rules; !outcome.Applied || len(rules) != 12 || outcome.Groups[0].RequestID == "" {
		t.Errorf("the outcome is another: %+v", outcome)
	}
	for _, r := range outcome.Groups[0].Rules {
		if r.Outcome != "applied" || !strings.HasPrefix(r.RuleID, "sgr-") {
			t.Errorf("the outcome of a rule is another: %+v", r)
		}
	}
	again := jsonOf[plain.PlanJSON](t, env, exitOK, append([]string{"plan"}, asked...)...)
	if again.Sends != 0 {
		t.Errorf("there is something to send again: %+v", again)
	}
}
