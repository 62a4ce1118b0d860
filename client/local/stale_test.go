package local

import (
	"encoding/xml"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/rehearsal"
	"sluice/client/local/wire"
)

// staleLines are the stale rules that a VPC's groups have, one line each.
func staleLines(t testing.TB, e *Endpoint, request string) (lines []string) {
	t.Helper()
	type permissions []struct {
		Protocol string   `xml:"ipProtocol"`
		From     string   `xml:"fromPort"`
		Ranges   []string `xml:"ipRanges>item"`
		Groups   []struct {
			ID      string `xml:"groupId"`
			VPC     string `xml:"vpcId"`
			Peering string `xml:"vpcPeeringConnectionId"`
			Status  string `xml:"peeringStatus"`
		} `xml:"groups>item"`
	}
	var a struct {
		Groups []struct {
			ID  string      `xml:"groupId"`
			In  permissions `xml:"staleIpPermissions>item"`
			Out permissions `xml:"staleIpPermissionsEgress>item"`
		} `xml:"staleSecurityGroupSet>item"`
	}
	r := ask(t, e, wire.Version2016, "DescribeStaleSecurityGroups", request)
	if err := xml.Unmarshal([]byte(r.body), &a); err != nil || r.status != 200 {
		t.Fatalf("%v\n%s", err, r.body)
	}
	add := func(id, direction string, found permissions) {
		for _, p := range found {
			for _, g := range p.Groups {
				lines = append(lines, id+direction+p.Protocol+" "+p.From+" "+g.ID+" "+g.VPC+" "+g.Status)
			}
		}
	}
	for _, g := range a.Groups {
		add(g.ID, " from ", g.In)
		add(g.ID, " to ", g.Out)
	}
	return lines
}

// referencesTold are the references to a group: VPC and peering.
func referencesTold(t testing.TB, e *Endpoint, group string) (told [][2]string) {
	t.Helper()
	var a struct {
		References []struct {
			Group   string `xml:"groupId"`
			VPC     string `xml:"referencingVpcId"`
			Peering string `xml:"vpcPeeringConnectionId"`
		} `xml:"securityGroupReferenceSet>item"`
	}
	r := ask(t, e, wire.Version2016, "DescribeSecurityGroupReferences", "GroupId.1="+group)
	if err := xml.Unmarshal([]byte(r.body), &a); err != nil || r.status != 200 {
		t.Fatalf("%v\n%s", err, r.body)
	}
	for _, one := range a.References {
		told = append(told, [2]string{one.VPC, one.Peering})
	}
	return told
}

// TestStaleRules refers to a group of a peered VPC, and then takes away the group or the peering.
func TestStaleRules(t *testing.T) {
	mine, theirs, myVPC, theirVPC, _ := twoAccounts(t)
	group := ask(t, theirs, wire.Version2016, "CreateSecurityGroup", newGroup+"&VpcId="+theirVPC).answer(t).GroupID
	request := toWeb + permit(1, "tcp", "80", "80", "Groups.1.GroupId="+group, "Groups.1.UserId="+rehearsal.OtherAccount)
	if code := ask(t, mine, wire.Version2016, "AuthorizeSecurityGroupIngress", request).code(t); code != "InvalidGroup.NotFound" {
		t.Errorf("before the peering: code %q", code)
	}
	peering := peeringsIn(t, ask(t, mine, wire.Version2016, "CreateVpcPeeringConnection",
		"VpcId="+myVPC+"&PeerVpcId="+theirVPC+"&PeerOwnerId="+rehearsal.OtherAccount))[0].ID
	if code := ask(t, mine, wire.Version2016, "AuthorizeSecurityGroupIngress", request).code(t); code != "InvalidGroup.NotFound" {
		t.Errorf("before it was accepted: code %q", code)
	}
	ask(t, theirs, wire.Version2016, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId="+peering)
	ask(t, mine, wire.Version2016, "AuthorizeSecurityGroupIngress", request).answer(t)
	ask(t, mine, wire.Version2016, "AuthorizeSecurityGroupEgress", request).answer(t)
	if stale := staleLines(t, mine, "VpcId="+myVPC); len(stale) > 0 {
		t.Errorf("stale from the start: %v", stale)
	}
	if diff := cmp.Diff([][2]string{{myVPC, peering}}, referencesTold(t, theirs, group)); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
	if told := referencesTold(t, mine, "sg-77aa01bc"); len(told) > 0 {
		t.Errorf("references within a VPC: %v", told)
	}

	ask(t, theirs, wire.Version2016, "DeleteSecurityGroup", "GroupId="+group).answer(t) // references behind a peering do not keep it
	want := []string{"sg-140ba4c8 from tcp 80 " + group + " " + theirVPC + " active", "sg-140ba4c8 to tcp 80 " + group + " " + theirVPC + " active"}
	if diff := cmp.Diff(want, staleLines(t, mine, "VpcId="+myVPC)); diff != "" {
		t.Errorf("after the group is gone (-want +got):\n%s", diff)
	}
	ask(t, mine, wire.Version2016, "RevokeSecurityGroupIngress", request).answer(t)
	if diff := cmp.Diff(want[1:], staleLines(t, mine, "VpcId="+myVPC)); diff != "" {
		t.Errorf("after one was revoked (-want +got):\n%s", diff)
	}
}

// TestStaleAfterThePeering: the rules stay, say that the peering is deleted, and can be revoked.
func TestStaleAfterThePeering(t *testing.T) {
	e := openEndpoint(t, Options{})
	vpc := ask(t, e, wire.Version2016, "CreateVpc", "CidrBlock=192.168.0.0/16").answer(t).VPC.ID
	group := ask(t, e, wire.Version2016, "CreateSecurityGroup", newGroup+"&VpcId="+vpc).answer(t).GroupID
	peering := peeringsIn(t, ask(t, e, wire.Version2016, "CreateVpcPeeringConnection", "VpcId=vpc-0f1e2d3c&PeerVpcId="+vpc))[0].ID
	ask(t, e, wire.Version2016, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId="+peering)
	request := toWeb + permit(1, "tcp", "80", "80", "Groups.1.GroupId="+group)
	ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", request).answer(t)
	ask(t, e, wire.Version2016, "DeleteVpcPeeringConnection", "VpcPeeringConnectionId="+peering).answer(t)
	if diff := cmp.Diff([]string{"sg-140ba4c8 from tcp 80 " + group + " " + vpc + " deleted"}, staleLines(t, e, "VpcId=vpc-0f1e2d3c&MaxResults=5")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if told := referencesTold(t, e, group); len(told) > 0 {
		t.Errorf("references: %v", told)
	}
	if got := ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", request).answer(t); len(got.Revoked) != 1 {
		t.Errorf("%+v", got)
	}
}

// TestDeletedVPCEndsItsPeerings: nothing refers to what is no more there.
func TestDeletedVPCEndsItsPeerings(t *testing.T) {
	e := openEndpoint(t, Options{})
	vpc := ask(t, e, wire.Version2016, "CreateVpc", "CidrBlock=192.168.0.0/16").answer(t).VPC.ID
	group := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "Filter.1.Name=vpc-id&Filter.1.Value.1="+vpc).answer(t).Groups[0].ID
	peering := peeringsIn(t, ask(t, e, wire.Version2016, "CreateVpcPeeringConnection", "VpcId="+vpc+"&PeerVpcId=vpc-0f1e2d3c"))[0].ID
	ask(t, e, wire.Version2016, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId="+peering)
	ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "-1", "", "", "Groups.1.GroupId="+group)).answer(t)
	ask(t, e, wire.Version2016, "DeleteVpc", "VpcId="+vpc).answer(t)
	if got := peeringsIn(t, ask(t, e, wire.Version2016, "DescribeVpcPeeringConnections", "")); len(got) != 1 || got[0].Status != "deleted" {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff([]string{"sg-140ba4c8 from -1  " + group + " " + vpc + " deleted"}, staleLines(t, e, "VpcId=vpc-0f1e2d3c")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
