package local

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/rehearsal"
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

const newGroup = "GroupName=workers&GroupDescription=Batch+workers"

// TestCreateGroup makes groups in each network and looks at what they start with.
func TestCreateGroup(t *testing.T) {
	everywhere, everywhere6 := "-1 -1..-1 0.0.0.0/0", "-1 -1..-1 ::/0"
	for _, test := range []struct {
		name    string
		version wire.Version
		request string
		vpc     string
		egress  []string
	}{
		{"in a VPC with IPv6", wire.Version2016, newGroup + "&VpcId=vpc-0f1e2d3c", "vpc-0f1e2d3c", []string{everywhere, everywhere6}},
		{"in the default VPC", wire.Version2016, newGroup, "vpc-5f7a1c3e", []string{everywhere}},
		{"in EC2-Classic, by the older version", wire.Version2011, newGroup, "", nil},
		{"in a VPC, by the older version", wire.Version2011, newGroup + "&VpcId=vpc-5f7a1c3e", "vpc-5f7a1c3e", []string{everywhere}},
		{"a name of another VPC", wire.Version2016, "GroupName=bastion&GroupDescription=x", "vpc-5f7a1c3e", []string{everywhere}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{})
			made := ask(t, e, test.version, "CreateSecurityGroup", test.request).answer(t)
			if !made.Return || !store.IsID(made.GroupID, "sg-") {
				t.Fatalf("%+v", made)
			}
			found := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "GroupId.1="+made.GroupID).answer(t).Groups
			if len(found) != 1 || found[0].VPC != test.vpc || found[0].Owner != DefaultAccount {
				t.Errorf("%+v", found)
			}
			if diff := cmp.Diff(test.egress, egress(t, e, made.GroupID)); diff != "" {
				t.Errorf("egress (-want +got):\n%s", diff)
			}
			if in := ingress(t, e, made.GroupID); len(in) > 0 {
				t.Errorf("ingress: %v", in)
			}
			if code := ask(t, e, test.version, "CreateSecurityGroup", test.request).code(t); code != "InvalidGroup.Duplicate" {
				t.Errorf("again: code %q", code)
			}
		})
	}
}

// TestGroupNames: trailing spaces go, and case does not make a name another one.
func TestGroupNames(t *testing.T) {
	e := openEndpoint(t, Options{})
	made := ask(t, e, wire.Version2016, "CreateSecurityGroup", "GroupName= Data Base  &GroupDescription=x").answer(t)
	if got := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "GroupId.1="+made.GroupID).answer(t).Groups[0].Name; got != " Data Base" {
		t.Errorf("name %q", got)
	}
	if code := ask(t, e, wire.Version2016, "CreateSecurityGroup", "GroupName= DATA BASE&GroupDescription=x").code(t); code != "InvalidGroup.Duplicate" {
		t.Errorf("in capitals: code %q", code)
	}
}

// TestCreateGroupWithTags tells them in the answer and keeps them.
func TestCreateGroupWithTags(t *testing.T) {
	e := openEndpoint(t, Options{})
	made := ask(t, e, wire.Version2016, "CreateSecurityGroup",
		newGroup+"&TagSpecification.1.ResourceType=security-group&TagSpecification.1.Tag.1.Key=env&TagSpecification.1.Tag.1.Value=test").answer(t)
	if diff := cmp.Diff([]wireTag{{Key: "env", Value: "test"}}, made.Tags); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"security-group " + made.GroupID + " env=test"}, tagLines(t, e, "Filter.1.Name=value&Filter.1.Value.1=test")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDeleteGroup leaves nothing of it: no rules, no tags, and its name is free.
func TestDeleteGroup(t *testing.T) {
	e := openEndpoint(t, Options{})
	made := ask(t, e, wire.Version2016, "CreateSecurityGroup",
		newGroup+"&TagSpecification.1.ResourceType=security-group&TagSpecification.1.Tag.1.Key=env&TagSpecification.1.Tag.1.Value=test").answer(t)
	itself := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress",
		"GroupId="+made.GroupID+"&"+permit(1, "tcp", "22", "22", "Groups.1.GroupId="+made.GroupID)+
			"&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=env&TagSpecification.1.Tag.1.Value=test").answer(t).Rules[0]
	if got := ask(t, e, wire.Version2016, "DeleteSecurityGroup", "GroupName=workers").answer(t); !got.Return || got.GroupID != made.GroupID {
		t.Errorf("%+v", got)
	}
	for action, parameter := range map[string]string{
		"DescribeSecurityGroups": "GroupId.1=" + made.GroupID, "DescribeSecurityGroupRules": "SecurityGroupRuleId.1=" + itself.ID,
		"DeleteSecurityGroup": "GroupId=" + made.GroupID,
	} {
		if code := ask(t, e, wire.Version2016, action, parameter).code(t); !strings.HasSuffix(code, ".NotFound") {
			t.Errorf("%s: code %q", action, code)
		}
	}
	if left := tagLines(t, e, "Filter.1.Name=value&Filter.1.Value.1=test"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	ask(t, e, wire.Version2016, "CreateSecurityGroup", newGroup).answer(t)
}

// TestDeleteGroupInUse: what another group refers to stays until it does not.
func TestDeleteGroupInUse(t *testing.T) {
	e := openEndpoint(t, Options{})
	for _, step := range []struct{ action, request, code string }{
		{"DeleteSecurityGroup", "GroupId=sg-77aa01bc", "DependencyViolation"}, // VpcWebServers and database refer to it
		{"DeleteSecurityGroup", "GroupId=sg-3d7f90ab", ""},
		{"DeleteSecurityGroup", "GroupId=sg-77aa01bc", "DependencyViolation"},
		{"RevokeSecurityGroupIngress", toWeb + permit(1, "tcp", "8080", "8081", "Groups.1.GroupId=sg-77aa01bc"), ""},
		{"AuthorizeSecurityGroupEgress", toWeb + permit(1, "tcp", "22", "22", "Groups.1.GroupId=sg-77aa01bc"), ""},
		{"DeleteSecurityGroup", "GroupId=sg-77aa01bc", "DependencyViolation"}, // egress rules count, too
		{"DeleteSecurityGroup", "GroupId=sg-140ba4c8", ""},
		{"DeleteSecurityGroup", "GroupId=sg-77aa01bc", ""},
		{"AuthorizeSecurityGroupIngress", "GroupName=websrv&" + permit(1, "tcp", "80", "80", "Groups.1.GroupName=websrv"), ""},
		{"CreateSecurityGroup", newGroup, ""},
		{"DeleteSecurityGroup", "GroupName=websrv", ""}, // its reference to itself does not keep it
	} {
		version := wire.Version2016
		if step.action == "CreateSecurityGroup" {
			version = wire.Version2011
		}
		if got := ask(t, e, version, step.action, step.request); got.code(t) != step.code {
			t.Errorf("%s %s: %s, want %q", step.action, step.request, got.body, step.code)
		}
	}
}

// TestDeleteClassicGroupInUse by a group of another account.
func TestDeleteClassicGroupInUse(t *testing.T) {
	dir := t.TempDir()
	mine, other := openEndpoint(t, Options{Dir: dir}), openEndpoint(t, Options{Dir: dir, Account: rehearsal.OtherAccount})
	ask(t, mine, wire.Version2011, "AuthorizeSecurityGroupIngress", exampleRequests()[1][len("Action=AuthorizeSecurityGroupIngress&"):]).answer(t)
	if got := ask(t, other, wire.Version2011, "DeleteSecurityGroup", "GroupName=OtherAccountGroup"); got.code(t) != "InvalidGroup.InUse" {
		t.Errorf("%s", got.body)
	}
}

// TestGroupLimit: EC2-Classic has room for 500 groups.
func TestGroupLimit(t *testing.T) {
	e := openEndpoint(t, Options{})
	h := store.Home{Region: DefaultRegion, Account: DefaultAccount}
	err := e.backend.Store.Write(func(db *store.Session) error {
		for i := range 500 - 2 { // EC2-Classic has room for 500; the sample has one, and one is made below
			g := store.Group{ID: groupNumber(i), Home: h, Name: groupNumber(i), Description: "one of many"}
			if err := store.InsertGroup(db, &g); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ask(t, e, wire.Version2011, "CreateSecurityGroup", newGroup).answer(t)
	if code := ask(t, e, wire.Version2011, "CreateSecurityGroup", "GroupName=more&GroupDescription=x").code(t); code != "SecurityGroupLimitExceeded" {
		t.Errorf("code %q", code)
	}
	ask(t, e, wire.Version2016, "CreateSecurityGroup", "GroupName=more&GroupDescription=x").answer(t)
}
