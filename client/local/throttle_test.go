package local

import (
	"strconv"
	"testing"
	"time"

	"sluice/client/local/wire"
)

// TestThrottle empties each action's bucket at one moment, and then sees it refill.
func TestThrottle(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	e := openEndpoint(t, Options{Throttle: true, Now: func() time.Time { return now }})
	burst := func(action, request string) (admitted int) {
		for range 200 {
			got := ask(t, e, wire.Version2016, action, request)
			if got.code(t) != "RequestLimitExceeded" {
				admitted++
			} else if got.status != 503 {
				t.Fatalf("%d %s", got.status, got.body)
			}
		}
		return admitted
	}
	const filtered = "Filter.1.Name=group-name&Filter.1.Value.1=none"
	for _, step := range []struct {
		later           time.Duration
		action, request string
		admitted        int
	}{
		{0, "AuthorizeSecurityGroupIngress", "", 50}, // whatever comes of a request, it takes a token
		{0, "RevokeSecurityGroupIngress", "", 50},    // from a bucket of its own
		{0, "DescribeSecurityGroups", "", 50},
		{0, "DescribeSecurityGroups", filtered, 100}, // filters and pages take from a larger one
		{0, "DescribeSecurityGroups", "MaxResults=5", 0},
		{0, "DescribeSecurityGroupRules", filtered, 100},
		{time.Second, "AuthorizeSecurityGroupIngress", "", 5},
		{0, "DescribeSecurityGroups", "", 10},
		{0, "DescribeSecurityGroups", filtered, 20},
		{time.Second / 2, "AuthorizeSecurityGroupIngress", "", 2},
		{time.Second / 2, "AuthorizeSecurityGroupIngress", "", 3}, // half a token was left
		{time.Hour, "AuthorizeSecurityGroupIngress", "", 50},
	} {
		now = now.Add(step.later)
		before := e.Throttled()
		if got := burst(step.action, step.request); got != step.admitted {
			t.Errorf("%v later, %s %s: %d admitted, want %d", step.later, step.action, step.request, got, step.admitted)
		}
		if got := e.Throttled() - before; got != 200-step.admitted {
			t.Errorf("%s: %d counted as throttled", step.action, got)
		}
	}
	for range 200 {
		ask(t, e, wire.VersionSTS, "GetCallerIdentity", "").answer(t) // another service
	}
	signed(t, e, "eu-west-1", "DescribeSecurityGroups").answer(t) // another region has buckets of its own
}

// TestThrottleChangesNothing: a refused request is not carried out.
func TestThrottleChangesNothing(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	e := openEndpoint(t, Options{Throttle: true, Now: func() time.Time { return now }})
	admitted := 0
	for i := range 55 {
		port := strconv.Itoa(i)
		if ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", port, port, fromDocs)).status == 200 {
			admitted++
		}
	}
	if there := len(ingress(t, e, "sg-140ba4c8")) - 3; admitted != 50 || there != admitted || e.Throttled() != 5 {
		t.Errorf("%d acknowledged, %d there, %d throttled", admitted, there, e.Throttled())
	}
}
