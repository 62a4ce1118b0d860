package local

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/rehearsal"
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// wirePeering is a peering as an answer has it.
type wirePeering struct {
	ID        string `xml:"vpcPeeringConnectionId"`
	Status    string `xml:"status>code"`
	Message   string `xml:"status>message"`
	Expires   string `xml:"expirationTime"`
	Requester string `xml:"requesterVpcInfo>vpcId"`
	Mine      string `xml:"requesterVpcInfo>cidrBlock"`
	Accepter  string `xml:"accepterVpcInfo>vpcId"`
	Theirs    string `xml:"accepterVpcInfo>cidrBlock"`
	Owner     string `xml:"accepterVpcInfo>ownerId"`
	Region    string `xml:"accepterVpcInfo>region"`
	Tags      []struct {
		Key   string `xml:"key"`
		Value string `xml:"value"`
	} `xml:"tagSet>item"`
}

// peeringsIn are the peerings of an answer: the one that was made or accepted, or those that were described.
func peeringsIn(t testing.TB, r reply) []wirePeering {
	t.Helper()
	var a struct {
		One  []wirePeering `xml:"vpcPeeringConnection"`
		Many []wirePeering `xml:"vpcPeeringConnectionSet>item"`
	}
	if err := xml.Unmarshal([]byte(r.body), &a); err != nil || r.status != 200 {
		t.Fatalf("%v\n%s", err, r.body)
	}
	return append(a.One, a.Many...)
}

// twoAccounts are endpoints of two accounts on one state and one clock, each with a VPC of its own that the other's
// does not overlap.
func twoAccounts(t *testing.T) (mine, theirs *Endpoint, myVPC, theirVPC string, clock *time.Time) {
	t.Helper()
	dir, now := t.TempDir(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	mine = openEndpoint(t, Options{Dir: dir, Now: func() time.Time { return now }})
	theirs = openEndpoint(t, Options{Dir: dir, Account: rehearsal.OtherAccount, Now: func() time.Time { return now }})
	theirVPC = ask(t, theirs, wire.Version2016, "CreateVpc", "CidrBlock=192.168.0.0/16").answer(t).VPC.ID
	return mine, theirs, "vpc-0f1e2d3c", theirVPC, &now
}

// TestPeeringLife goes from the request to the end, seen from both sides.
func TestPeeringLife(t *testing.T) {
	mine, theirs, myVPC, theirVPC, _ := twoAccounts(t)
	asked := peeringsIn(t, ask(t, mine, wire.Version2016, "CreateVpcPeeringConnection",
		"VpcId="+myVPC+"&PeerVpcId="+theirVPC+"&PeerOwnerId="+rehearsal.OtherAccount+
			"&TagSpecification.1.ResourceType=vpc-peering-connection&TagSpecification.1.Tag.1.Key=side&TagSpecification.1.Tag.1.Value=mine"))[0]
	want := wirePeering{ID: asked.ID, Status: "initiating-request", Message: "Initiating Request to 999988887777", Expires: "2026-11-30T12:00:00.000Z",
		Requester: myVPC, Mine: "10.0.0.0/16", Accepter: theirVPC, Owner: rehearsal.OtherAccount, Region: "us-east-1", Tags: asked.Tags}
	if diff := cmp.Diff(want, asked); diff != "" || len(asked.Tags) != 1 {
		t.Errorf("requested (-want +got):\n%s", diff)
	}
	id := "VpcPeeringConnectionId=" + asked.ID
	describe := func(e *Endpoint) wirePeering {
		t.Helper()
		return peeringsIn(t, ask(t, e, wire.Version2016, "DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1="+asked.ID))[0]
	}
	want.Status, want.Message = "pending-acceptance", "Pending Acceptance by 999988887777"
	if diff := cmp.Diff(want, describe(mine)); diff != "" {
		t.Errorf("pending (-want +got):\n%s", diff)
	}
	if code := ask(t, mine, wire.Version2016, "AcceptVpcPeeringConnection", id).code(t); code != "OperationNotPermitted" {
		t.Errorf("accepted by the requester: code %q", code)
	}
	if code := ask(t, theirs, wire.Version2016, "DeleteVpcPeeringConnection", id).code(t); code != "OperationNotPermitted" {
		t.Errorf("a request deleted by the accepter: code %q", code)
	}
	if got := peeringsIn(t, ask(t, theirs, wire.Version2016, "AcceptVpcPeeringConnection", id))[0]; got.Status != "provisioning" ||
		got.Theirs != "192.168.0.0/16" {
		t.Errorf("accepted: %+v", got)
	}
	ask(t, theirs, wire.Version2016, "CreateTags", "ResourceId.1="+asked.ID+"&Tag.1.Key=side&Tag.1.Value=theirs").answer(t)
	want.Status, want.Message, want.Expires, want.Theirs = "active", "Active", "", "192.168.0.0/16"
	if diff := cmp.Diff(want, describe(mine)); diff != "" {
		t.Errorf("active (-want +got):\n%s", diff)
	}
	if got := describe(theirs); len(got.Tags) != 1 || got.Tags[0].Value != "theirs" {
		t.Errorf("the accepter's tags: %+v", got.Tags)
	}
	if code := ask(t, theirs, wire.Version2016, "AcceptVpcPeeringConnection", id).code(t); code != "InvalidStateTransition" {
		t.Errorf("accepted twice: code %q", code)
	}
	ask(t, theirs, wire.Version2016, "DeleteVpcPeeringConnection", id).answer(t)
	if got := describe(mine); got.Status != "deleted" || got.Mine+got.Theirs != "" {
		t.Errorf("deleted: %+v", got)
	}
	if code := ask(t, mine, wire.Version2016, "DeleteVpcPeeringConnection", id).code(t); code != "InvalidStateTransition" {
		t.Errorf("deleted twice: code %q", code)
	}
}

// TestPeeringThatCannotBe has failed by the time that it is described, or is refused at once.
func TestPeeringThatCannotBe(t *testing.T) {
	mine, _, myVPC, theirVPC, clock := twoAccounts(t)
	for name, request := range map[string]string{
		"overlapping ranges":           "VpcId=vpc-5f7a1c3e&PeerVpcId=vpc-7b6a5948&PeerOwnerId=" + rehearsal.OtherAccount,
		"another account's, not there": "VpcId=" + myVPC + "&PeerVpcId=vpc-00000000&PeerOwnerId=" + rehearsal.OtherAccount,
		"of yet another account":       "VpcId=" + myVPC + "&PeerVpcId=" + theirVPC + "&PeerOwnerId=444455556666",
		"in another region":            "VpcId=" + myVPC + "&PeerVpcId=" + theirVPC + "&PeerOwnerId=" + rehearsal.OtherAccount + "&PeerRegion=eu-west-1",
	} {
		made := peeringsIn(t, ask(t, mine, wire.Version2016, "CreateVpcPeeringConnection", request))[0]
		got := peeringsIn(t, ask(t, mine, wire.Version2016, "DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1="+made.ID))[0]
		if made.Status != "initiating-request" || got.Status != "failed" {
			t.Errorf("%s: made %s, found %s", name, made.Status, got.Status)
		}
		if code := ask(t, mine, wire.Version2016, "DeleteVpcPeeringConnection", "VpcPeeringConnectionId="+made.ID).code(t); code != "InvalidStateTransition" {
			t.Errorf("%s, deleted: code %q", name, code)
		}
	}
	*clock = clock.Add(2 * time.Hour)
	if left := peeringsIn(t, ask(t, mine, wire.Version2016, "DescribeVpcPeeringConnections", "")); len(left) > 0 {
		t.Errorf("still shown: %+v", left)
	}
}

// TestPeeringExpires after a week, and stays in sight for two days more.
func TestPeeringExpires(t *testing.T) {
	mine, theirs, myVPC, theirVPC, clock := twoAccounts(t)
	request := "VpcId=" + myVPC + "&PeerVpcId=" + theirVPC + "&PeerOwnerId=" + rehearsal.OtherAccount
	made := peeringsIn(t, ask(t, mine, wire.Version2016, "CreateVpcPeeringConnection", request))[0]
	if code := ask(t, mine, wire.Version2016, "CreateVpcPeeringConnection", request).code(t); code != "VpcPeeringConnectionAlreadyExists" {
		t.Errorf("a second request: code %q", code)
	}
	*clock = clock.Add(store.RequestLife)
	if got := peeringsIn(t, ask(t, theirs, wire.Version2016, "DescribeVpcPeeringConnections",
		"Filter.1.Name=status-code&Filter.1.Value.1=expired")); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	if code := ask(t, theirs, wire.Version2016, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId="+made.ID).code(t); code != "InvalidStateTransition" {
		t.Errorf("accepted too late: code %q", code)
	}
	ask(t, mine, wire.Version2016, "CreateVpcPeeringConnection", request)
	*clock = clock.Add(2*24*time.Hour - time.Second)
	if got := peeringsIn(t, ask(t, mine, wire.Version2016, "DescribeVpcPeeringConnections", "")); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	*clock = clock.Add(time.Second)
	if code := ask(t, mine, wire.Version2016, "DescribeVpcPeeringConnections",
		"VpcPeeringConnectionId.1="+made.ID).code(t); code != "InvalidVpcPeeringConnectionID.NotFound" {
		t.Errorf("code %q", code)
	}
}

// TestPeeringFiltersAndPages finds peerings of VPCs made for it, page by page.
func TestPeeringFiltersAndPages(t *testing.T) {
	e := openEndpoint(t, Options{})
	for i := range 7 {
		vpc := ask(t, e, wire.Version2016, "CreateVpc", fmt.Sprintf("CidrBlock=10.%d.0.0/16", 10+i)).answer(t).VPC.ID
		made := peeringsIn(t, ask(t, e, wire.Version2016, "CreateVpcPeeringConnection", "VpcId=vpc-0f1e2d3c&PeerVpcId="+vpc))[0]
		if i%2 == 0 {
			ask(t, e, wire.Version2016, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId="+made.ID)
			ask(t, e, wire.Version2016, "CreateTags", "ResourceId.1="+made.ID+"&Tag.1.Key=n&Tag.1.Value=v").answer(t)
		}
	}
	for filter, want := range map[string]int{
		"status-code=active": 4, "status-code=pending*": 3, "status-message=Active": 4, "tag:n=v": 4, "tag-key=n": 4,
		"requester-vpc-info.vpc-id=vpc-0f1e2d3c": 7, "accepter-vpc-info.vpc-id=vpc-0f1e2d3c": 0, "requester-vpc-info.owner-id=111122223333": 7,
		"requester-vpc-info.cidr-block=10.0.0.0/16": 7, "accepter-vpc-info.cidr-block=10.1*": 4, "accepter-vpc-info.owner-id=*": 7,
		"expiration-time=20*": 3, "vpc-peering-connection-id=pcx-*": 7,
	} {
		name, value, _ := strings.Cut(filter, "=")
		if got := peeringsIn(t, ask(t, e, wire.Version2016, "DescribeVpcPeeringConnections", "Filter.1.Name="+name+"&Filter.1.Value.1="+value)); len(got) != want {
			t.Errorf("%s: %d, want %d", filter, len(got), want)
		}
	}
	first := ask(t, e, wire.Version2016, "DescribeVpcPeeringConnections", "MaxResults=5")
	second := ask(t, e, wire.Version2016, "DescribeVpcPeeringConnections", "MaxResults=5&NextToken="+first.answer(t).NextToken)
	if a, b := peeringsIn(t, first), peeringsIn(t, second); len(a) != 5 || len(b) != 2 || second.answer(t).NextToken != "" {
		t.Errorf("pages of %d and %d", len(a), len(b))
	}
}

// TestPeeringAcrossRegions is accepted where the accepter's VPC is. Groups of another region cannot be referred to.
func TestPeeringAcrossRegions(t *testing.T) {
	e := openEndpoint(t, Options{})
	far := signed(t, e, "eu-west-1", "CreateVpc&CidrBlock=192.168.0.0/16").answer(t).VPC.ID
	made := peeringsIn(t, ask(t, e, wire.Version2016, "CreateVpcPeeringConnection", "VpcId=vpc-0f1e2d3c&PeerVpcId="+far+"&PeerRegion=eu-west-1"))[0]
	accept := "AcceptVpcPeeringConnection&VpcPeeringConnectionId=" + made.ID
	if code := signed(t, e, "us-east-1", accept).code(t); code != "OperationNotPermitted" {
		t.Errorf("accepted in the requester's region: code %q", code)
	}
	if code := signed(t, e, "eu-central-1", accept).code(t); code != "InvalidVpcPeeringConnectionID.NotFound" {
		t.Errorf("accepted in a third region: code %q", code)
	}
	if got := peeringsIn(t, signed(t, e, "eu-west-1", accept))[0]; got.Region != "eu-west-1" || got.Theirs != "192.168.0.0/16" {
		t.Errorf("%+v", got)
	}
	group := signed(t, e, "eu-west-1", "DescribeSecurityGroups&Filter.1.Name=vpc-id&Filter.1.Value.1="+far).answer(t).Groups[0].ID
	if code := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress",
		toWeb+permit(1, "-1", "", "", "Groups.1.GroupId="+group)).code(t); code != "InvalidGroup.NotFound" {
		t.Errorf("a group of another region: code %q", code)
	}
}
