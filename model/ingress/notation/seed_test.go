package notation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The example requests of the EC2 API reference, 2011-12-15, are read as they
// stand.
func TestExampleRequestsAreRead(t *testing.T) {
	want := []string{
		`query
> websrv
tcp/80 from 192.0.2.0/24 198.51.100.0/24
· 1:271 AUTHPARAMS is passed over: this program signs for itself | AUTHPARAMS`,
		`query
> websrv
tcp/80 from 999988887777/OtherAccountGroup
· 1:272 AUTHPARAMS is passed over: this program signs for itself | AUTHPARAMS`,
		`query
> sg-140ba4c8
tcp/80 from sg-0a5d8e02
· 1:221 IpPermissions.1.Groups.1.UserId=111122223333 is passed over: the id alone says which group | IpPermissions.1.Groups.1.User…
· 1:267 AUTHPARAMS is passed over: this program signs for itself | AUTHPARAMS`,
	}
	for i, request := range exampleRequests() {
		got := render(Read(request))
		if diff := cmp.Diff(want[i], got); diff != "" {
			t.Errorf("example %d (-want +got):\n%s", i+1, diff)
		}
	}
}

// All three in one paste are three parts.
func TestExampleRequestsTogether(t *testing.T) {
	r := Read(strings.Join(exampleRequests(), "\n\n"))
	want := []Part{
		{Target{Name: "websrv"}, []string{"tcp/80 from 192.0.2.0/24 198.51.100.0/24", "tcp/80 from 999988887777/OtherAccountGroup"}},
		{Target{ID: "sg-140ba4c8"}, []string{"tcp/80 from sg-0a5d8e02"}},
	}
	if diff := cmp.Diff(want, r.Parts); diff != "" || !whole(r) {
		t.Errorf("whole %v (-want +got):\n%s", whole(r), diff)
	}
}

// The rules of the examples are written as the examples, the line breaks apart,
// which the reference has before each &.
func TestExampleRequestsAreWritten(t *testing.T) {
	written := []string{
		writeChange(Query, change(t, websrv(), "tcp/80 from 192.0.2.0/24 198.51.100.0/24")),
		writeChange(Query, change(t, websrv(), "tcp/80 from 999988887777/OtherAccountGroup")),
		strings.Replace(writeChange(Query, change(t, vpcWebServers(), "tcp/80 from sg-0a5d8e02")), "\n&Version=2016-11-15", "", 1),
	}
	for i, request := range exampleRequests() {
		got := strings.TrimSuffix(strings.ReplaceAll(written[i], "\n", " "), " ")
		if diff := cmp.Diff(request, got); diff != "" {
			t.Errorf("example %d (-want +got):\n%s", i+1, diff)
		}
	}
}
