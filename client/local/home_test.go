package local

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/wire"
)

// signed asks as a client that signs for a region does.
func signed(t *testing.T, e *Endpoint, region, action string) reply {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/?Version=2016-11-15&Action="+action, nil)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/"+region+"/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=00")
	return serve(t, e, r)
}

// TestHomes: each region of each account has its own state, which starts with a default VPC alone.
func TestHomes(t *testing.T) {
	dir := t.TempDir()
	mine := openEndpoint(t, Options{Dir: dir})
	other := openEndpoint(t, Options{Dir: dir, Account: "444455556666"})
	for _, test := range []struct {
		name string
		got  reply
	}{
		{"another region", signed(t, mine, "eu-west-1", "DescribeSecurityGroups")},
		{"another account", ask(t, other, wire.Version2016, "DescribeSecurityGroups", "")},
	} {
		groups := test.got.answer(t).Groups
		if len(groups) != 1 || groups[0].Name != "default" || groups[0].VPC == "" {
			t.Errorf("%s starts with %+v", test.name, groups)
		}
	}
	vpcs := signed(t, mine, "eu-west-1", "DescribeVpcs").answer(t).VPCs
	if len(vpcs) != 1 || !vpcs[0].Default {
		t.Errorf("VPCs of another region: %+v", vpcs)
	}
	if again := signed(t, mine, "eu-west-1", "DescribeVpcs").answer(t).VPCs; !cmp.Equal(vpcs, again) {
		t.Errorf("the second look differs: %+v, %+v", vpcs, again)
	}
	if groups := signed(t, mine, "us-east-1", "DescribeSecurityGroups").answer(t).Groups; len(groups) != 10 {
		t.Errorf("the sample has %d groups", len(groups))
	}
	if got := signed(t, mine, "us-EAST-1/../x", "DescribeSecurityGroups"); got.status == http.StatusOK {
		t.Errorf("a region that is none: %s", got.body)
	}
}

// TestDefaultGroup of a new home lets in its own members and everything out.
func TestDefaultGroup(t *testing.T) {
	e := openEndpoint(t, Options{Account: "444455556666"})
	group := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "GroupName.1=default").answer(t).Groups[0]
	got := ruleLines(ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "").answer(t).Rules)
	want := []string{"-1 -1..-1 444455556666/" + group.ID, "-1 -1..-1 0.0.0.0/0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// A write may be the first touch, too.
	e = openEndpoint(t, Options{Account: "444455556666"})
	ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", "GroupName=default&"+permit(1, "tcp", "22", "22", fromDocs)).answer(t)
}

// TestSourceOfAnotherRegion: groups of different regions do not see each other.
func TestSourceOfAnotherRegion(t *testing.T) {
	e := openEndpoint(t, Options{Region: "eu-west-1"})
	if got := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", "GroupName=default&"+
		permit(1, "tcp", "22", "22", "Groups.1.GroupId=sg-140ba4c8")); got.code(t) != "InvalidGroup.NotFound" {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestRegionFromTheQuery(t *testing.T) {
	e := openEndpoint(t, Options{})
	r := httptest.NewRequest(http.MethodGet, "/?Version=2016-11-15&Action=DescribeSecurityGroups&X-Amz-Algorithm=AWS4-HMAC-SHA256"+
		"&X-Amz-Credential=AKIDEXAMPLE%2F20261123%2Feu-west-1%2Fec2%2Faws4_request&X-Amz-Signature=00", nil)
	if groups := serve(t, e, r).answer(t).Groups; len(groups) != 1 {
		t.Errorf("%+v", groups)
	}
}
