package aws

import (
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"sluice/model/ingress"
)

// ignoresDryRun carries out what it is only asked about.
func ignoresDryRun(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
	replay(w, pass(func(form url.Values) { form.Del("DryRun") }))
}

// looksFirst notices DryRun before it looks at anything else, as moto does.
func looksFirst(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
	dry := false
	rec := pass(func(form url.Values) { dry = form.Get("DryRun") == "true" })
	if dry {
		refuse(w, 412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
		return
	}
	replay(w, rec)
}

// onDryRun puts a fault before the dry runs of an action alone.
func onDryRun(f fault) fault {
	return func(n int, pass func(...edit) *recorder, w http.ResponseWriter, r *http.Request) {
		dry := false
		rec := pass(func(form url.Values) { dry = form.Get("DryRun") == "true" })
		if dry {
			f(n, pass, w, r)
			return
		}
		replay(w, rec)
	}
}

// An endpoint that is not AWS is asked for leave only where it has shown that a
// dry run changes nothing there; and no request on the way to that could.
func TestDryRunsOfAnEndpoint(t *testing.T) {
	for _, test := range []struct {
		name   string
		reads  [2]fault // DescribeSecurityGroups, DescribeSecurityGroupRules
		write  fault
		leave  ingress.PermitAnswer
		code   string
		says   []string
		writes [2]int // for nobody's group, for the group
	}{
		{"notices DryRun everywhere", [2]fault{nil, nil}, nil, ingress.Allowed, "", nil, [2]int{0, 1}},
		{"as moto", [2]fault{ignoresDryRun, looksFirst}, looksFirst, ingress.Allowed, "", nil, [2]int{1, 1}},
		{"notices it in writes alone", [2]fault{ignoresDryRun, ignoresDryRun}, looksFirst, ingress.Allowed, "", nil, [2]int{1, 1}},
		{"has no rules with ids", [2]fault{nil, refuseBefore(400, "InvalidAction", "The action is not valid for this web service.")}, looksFirst, ingress.Allowed,
			"", nil, [2]int{1, 1}},
		{"ignores it", [2]fault{ignoresDryRun, ignoresDryRun}, ignoresDryRun, ingress.PermitUnknown, "", []string{"http://emulator.test does not do dry runs"},
			[2]int{1, 0}},
		{"ignores it in a reading", [2]fault{nil, ignoresDryRun}, nil, ingress.PermitUnknown, "", []string{"does not do dry runs"}, [2]int{1, 0}},
		{"says yes to anything", [2]fault{ignoresDryRun, ignoresDryRun}, saysYes, ingress.PermitUnknown, "", []string{"does not do dry runs"}, [2]int{1, 0}},
		{"notices it in readings alone", [2]fault{nil, nil}, ignoresDryRun, ingress.PermitUnknown, "", []string{"as if it had carried it out", "reload the group"},
			[2]int{0, 1}},
		{"cannot be asked just now", [2]fault{onDryRun(refuseBefore(403, "AuthFailure", "no")), nil}, nil, ingress.PermitUnknown, "AuthFailure",
			[]string{"check the credentials"}, [2]int{0, 0}},
		{"cannot tell just now", [2]fault{ignoresDryRun, nil}, refuseBefore(503, "RequestLimitExceeded", "Request limit exceeded."), ingress.PermitUnknown,
			"RequestLimitExceeded", []string{"wait a little"}, [2]int{1, 0}},
		{"breaks off", [2]fault{nil, onDryRun(dropBefore)}, nil, ingress.PermitUnknown, "", []string{"broke off"}, [2]int{0, 0}},
	} {
		for action, plan := range kinds() {
			t.Run(test.name+"/"+action, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					x := &wire{next: sandbox(t), faults: map[string]fault{describe1: test.reads[0], describeRules: test.reads[1], action: test.write}}
					if test.name == "has no rules with ids" && action != authorize {
						x.faults[describeRules] = onDryRun(test.reads[1]) // rules are revoked and changed by their ids
					}
					c := emulator(t, x)
					planned := plan(t, c)
					permit := writer{Client: c}.Permit(t.Context(), planned)
					if permit.Answer != test.leave {
						t.Errorf("permit %+v", permit)
					}
					checkFailure(t, permit.Failure, test.code, test.says)
					if writes := countWrites(t, x, action); writes != test.writes {
						t.Errorf("writes %v, want %v", writes, test.writes)
					}
					if test.name != "notices it in readings alone" {
						checkUntouched(t, c, planned)
					}
				})
			})
		}
	}
}

// countWrites counts the requests for an action, all dry runs, by the group that
// they are for.
func countWrites(t *testing.T, x *wire, action string) (n [2]int) {
	t.Helper()
	for _, form := range x.of(action) {
		if form.Get("DryRun") != "true" {
			t.Errorf("sent in earnest: %v", form)
		}
		switch form.Get("GroupId") {
		case nobodysGroup().ID:
			n[0]++
		case "sg-140ba4c8":
			n[1]++
		}
	}
	return n
}

// What an endpoint has shown of an action is remembered; what it could not show is
// asked for again.
func TestDryRunsAreProvedOnce(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault fault // of DescribeSecurityGroups
		write fault
		leave [2]ingress.PermitAnswer // at first, and then
		dry   int                     // dry runs of DescribeSecurityGroups after two changes
	}{
		{"trusted", nil, nil, [2]ingress.PermitAnswer{ingress.Allowed, ingress.Allowed}, 1},
		{"not trusted", ignoresDryRun, nil, [2]ingress.PermitAnswer{ingress.PermitUnknown, ingress.PermitUnknown}, 1},
		{"trusted in error", nil, ignoresDryRun, [2]ingress.PermitAnswer{ingress.PermitUnknown, ingress.PermitUnknown}, 1},
		{"open at first", onDryRun(onFirst(refuseBefore(403, "AuthFailure", "no"))), nil, [2]ingress.PermitAnswer{ingress.PermitUnknown, ingress.Allowed}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := &wire{next: sandbox(t), faults: map[string]fault{describe1: test.fault, authorize: test.write}}
			c := emulator(t, x)
			planned := addingOne(t, c)
			for i, leave := range test.leave {
				if permit := (writer{Client: c}).Permit(t.Context(), planned); permit.Answer != leave {
					t.Errorf("permit %d: %+v, failure %v", i, permit, permit.Failure)
				}
			}
			dry := 0
			for _, form := range x.of(describe1) {
				if form.Get("DryRun") == "true" {
					dry++
				}
			}
			if dry != test.dry {
				t.Errorf("DescribeSecurityGroups was tried %d times, want %d", dry, test.dry)
			}
			if got := len(x.of(authorize)); test.name == "trusted in error" && got != 1 {
				t.Errorf("asked %d times", got)
			}
		})
	}
}

// onFirst puts a fault before the first time only that it is met.
func onFirst(f fault) fault {
	met := false
	return func(n int, pass func(...edit) *recorder, w http.ResponseWriter, r *http.Request) {
		if !met {
			met = true
			f(n, pass, w, r)
			return
		}
		replay(w, pass())
	}
}
