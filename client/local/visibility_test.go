package local

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sluice/client/local/wire"
)

// slowToShow is an endpoint whose changes take two seconds to be seen, and its clock.
func slowToShow(t *testing.T, o Options) (e *Endpoint, pass func(time.Duration)) {
	t.Helper()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	o.VisibilityDelay, o.Now = 2*time.Second, func() time.Time { return now }
	return openEndpoint(t, o), func(d time.Duration) { now = now.Add(d) }
}

// TestNewGroupIsNotSeen: for as long as it says, a group that was created is not found by anything, and then it is.
func TestNewGroupIsNotSeen(t *testing.T) {
	for name, dir := range map[string]string{"memory": "", "file": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			e, pass := slowToShow(t, Options{Dir: dir})
			id := createdGroup(t, e, "late", "vpc-0f1e2d3c")
			requests := map[string]string{
				"DescribeSecurityGroups":        "GroupId.1=" + id,
				"AuthorizeSecurityGroupIngress": "GroupId=" + id + "&" + permit(1, "tcp", "80", "80", fromDocs),
				"RevokeSecurityGroupEgress":     "GroupId=" + id + "&" + permit(1, "-1", "", "", "IpRanges.1.CidrIp=0.0.0.0/0"),
				"AuthorizeSecurityGroupEgress":  toWeb + permit(1, "tcp", "80", "80", "Groups.1.GroupId="+id),
			}
			for _, later := range []time.Duration{0, 2*time.Second - 1} {
				pass(later)
				for action, request := range requests {
					if got := ask(t, e, wire.Version2016, action, request); got.code(t) != "InvalidGroup.NotFound" {
						t.Errorf("%v later, %s: %d %s", later, action, got.status, got.body)
					}
				}
				if listed := groupIDs(ask(t, e, wire.Version2016, "DescribeSecurityGroups", "").answer(t)); slices.Contains(listed, id) {
					t.Errorf("%v later it is listed", later)
				}
			}
			pass(1)
			for action, request := range requests {
				ask(t, e, wire.Version2016, action, request).answer(t)
			}
		})
	}
}

func createdGroup(t *testing.T, e *Endpoint, name, vpc string) string {
	t.Helper()
	body := ask(t, e, wire.Version2016, "CreateSecurityGroup", "GroupName="+name+"&GroupDescription=d&VpcId="+vpc).answer(t)
	if body.GroupID == "" {
		t.Fatalf("no id: %+v", body)
	}
	return body.GroupID
}

// TestChangesAreSeenLate: describes answer what was there, each change in its turn; that it was made already is known
// to those that change.
func TestChangesAreSeenLate(t *testing.T) {
	for name, dir := range map[string]string{"memory": "", "file": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			e, pass := slowToShow(t, Options{Dir: dir})
			const web = "sg-140ba4c8"
			before := ingress(t, e, web)
			add := toWeb + permit(1, "tcp", "80", "80", fromDocs)
			check := func(when string, want ...string) {
				t.Helper()
				if got := ingress(t, e, web); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
					t.Errorf("%s: %q, want %q", when, got, want)
				}
			}
			ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", add).answer(t)
			check("just added", before...)
			if got := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", add).code(t); got != "InvalidPermission.Duplicate" {
				t.Errorf("added again: %s", got)
			}
			pass(time.Second)
			ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", toWeb+permit(1, "tcp", "443", "443", "IpRanges.1.CidrIp=0.0.0.0/0")).answer(t)
			check("one added, one just removed", before...)
			pass(time.Second)
			withNew := append(slices.Clone(before), "tcp 80..80 192.0.2.0/24")
			check("the added one is seen", withNew...)
			pass(time.Second)
			check("the removed one is gone", slices.DeleteFunc(withNew, func(line string) bool { return strings.HasPrefix(line, "tcp 443") })...)
		})
	}
}

// TestBurstIsSeen: many changes at once are all seen in time.
func TestBurstIsSeen(t *testing.T) {
	e, pass := slowToShow(t, Options{})
	for i := range 50 {
		port := strconv.Itoa(i)
		ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", port, port, fromDocs)).answer(t)
		pass(10 * time.Millisecond)
	}
	for range 4 { // the last was 10 ms ago
		pass(490 * time.Millisecond)
		ask(t, e, wire.Version2016, "DescribeVpcs", "").answer(t)
	}
	if got := len(ingress(t, e, "sg-140ba4c8")); got < 3+40 || got > 3+50 {
		t.Errorf("shortly before the end %d rules are seen", got)
	}
	pass(time.Second)
	if got := len(ingress(t, e, "sg-140ba4c8")); got != 3+50 {
		t.Errorf("%d rules are seen, want %d", got, 3+50)
	}
}

// TestOthersAreSeenLate: what another process writes takes its time, from when it is noticed on.
func TestOthersAreSeenLate(t *testing.T) {
	dir := t.TempDir()
	e, pass := slowToShow(t, Options{Dir: dir})
	other := openEndpoint(t, Options{Dir: dir})
	ask(t, other, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", "80", "80", fromDocs)).answer(t)
	for _, want := range []int{3, 3, 4} {
		if got := len(ingress(t, e, "sg-140ba4c8")); got != want {
			t.Errorf("%d rules, want %d", got, want)
		}
		pass(time.Second)
	}
}

// TestHomeIsSeenAtOnce: what an account has from the start in a region was there before its first request.
func TestHomeIsSeenAtOnce(t *testing.T) {
	e, pass := slowToShow(t, Options{Account: "444455556666"})
	created := signed(t, e, "eu-west-1", "CreateSecurityGroup&GroupName=late&GroupDescription=d").answer(t).GroupID
	if groups := signed(t, e, "eu-west-1", "DescribeSecurityGroups").answer(t).Groups; len(groups) != 1 || groups[0].Name != "default" {
		t.Errorf("groups at first: %+v", groups)
	}
	pass(2 * time.Second)
	if groups := signed(t, e, "eu-west-1", "DescribeSecurityGroups").answer(t); !slices.Contains(groupIDs(groups), created) {
		t.Errorf("groups later: %+v", groups)
	}
	ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", "GroupName=default&"+permit(1, "tcp", "22", "22", fromDocs)).answer(t)
}

// TestImportIsSeenAtOnce: a state that is put in place is there.
func TestImportIsSeenAtOnce(t *testing.T) {
	e, _ := slowToShow(t, Options{Account: "444455556666"})
	importText(t, e, described(t))
	if groups := signed(t, e, "eu-central-1", "DescribeSecurityGroups").answer(t).Groups; len(groups) != 3 {
		t.Errorf("%+v", groups)
	}
	if err := e.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if groups := signed(t, e, "eu-central-1", "DescribeSecurityGroups").answer(t).Groups; len(groups) != 1 {
		t.Errorf("%+v", groups)
	}
}

func TestVisibilityDelayRefused(t *testing.T) {
	for _, d := range []time.Duration{-1, 2 * time.Hour} {
		if _, err := Open(t.Context(), Options{VisibilityDelay: d}); err == nil || !strings.Contains(err.Error(), "such as 2s") {
			t.Errorf("%v: %v", d, err)
		}
	}
}
