package aws

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

func TestAccountAndRegion(t *testing.T) {
	c := clientOf(t, sandbox(t))
	account, err := c.Account(t.Context())
	if err != nil || account != "111122223333" || c.Region() != "us-east-1" || c.Endpoint() != "" {
		t.Errorf("account %q, %v; region %q; endpoint %q", account, err, c.Region(), c.Endpoint())
	}
}

func TestGroupsAreListedWithTheirRules(t *testing.T) {
	groups, err := listed(t.Context(), clientOf(t, sandbox(t)))
	if err != nil {
		t.Fatal(err)
	}
	db := named(t, groups, "database")
	var rules []string
	for _, r := range db.Rules {
		rules = append(rules, fmt.Sprintf("%v # %s, id %q, owner %q", r.Rule, r.Description, r.ID, r.SourceOwner))
	}
	want := []string{
		`tcp/5432 from sg-140ba4c8 # web servers, id "", owner "111122223333"`,
		`tcp/5432 from sg-77aa01bc # administrators, id "", owner "111122223333"`,
		`tcp/5432 from pl-0a1b2c3d4e5f60718 # reports from the offices, id "", owner ""`,
	}
	if diff := cmp.Diff(sorted(want), sorted(rules)); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	if db.VPCID != "vpc-0f1e2d3c" || db.OwnerID != "111122223333" || db.Description != "PostgreSQL of the shop" ||
		db.Tag("env") != "prod" {
		t.Errorf("group %+v", db)
	}
	if web := named(t, groups, "websrv"); !web.Classic() || len(web.Rules) != 2 {
		t.Errorf("EC2-Classic group %+v", web)
	}
}

// A group read by itself is the listed one, with ids; its revision does not
// depend on the kind of reading.
func TestGroupIsTheListedGroupWithIDs(t *testing.T) {
	c := clientOf(t, sandbox(t))
	groups, err := listed(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		one, err := c.Group(t.Context(), g.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(one.Rules) != len(g.Rules) || one.Revision() != g.Revision() {
			t.Errorf("%s: %d rules at %s listed, %d at %s read", g.Name, len(g.Rules), g.Revision(), len(one.Rules), one.Revision())
		}
		for _, r := range one.Rules {
			if !strings.HasPrefix(r.ID, "sgr-") {
				t.Errorf("%s: %v has id %q", g.Name, r.Rule, r.ID)
			}
		}
	}
}

func TestGroupThatIsNotThere(t *testing.T) {
	c := clientOf(t, sandbox(t))
	_, err := c.Group(t.Context(), "sg-0123456789abcdef0")
	checkFailure(t, failureIn(t, err), "InvalidGroup.NotFound", []string{"sg-0123456789abcdef0", "reload the list"})
}

// Source groups of EC2-Classic are named, with and without rule ids.
func TestClassicSourceGroups(t *testing.T) {
	c := clientOf(t, sandbox(t))
	other, err := ingress.FromNamedGroup("999988887777", "OtherAccountGroup")
	wanted := rule(t, ingress.TCP, 80, other, err)
	if r := c.Writer("").Send(t.Context(), "op-test", change(t, c, "sg-5b1c22de", wanted)); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	read, err := c.Group(t.Context(), "sg-5b1c22de")
	if err != nil {
		t.Fatal(err)
	}
	have, there := read.Find(wanted.Rule)
	if !there || have.ID == "" || have.SourceOwner != "999988887777" || len(read.Rules) != 3 {
		t.Errorf("rules %+v", read.Rules)
	}
}

func TestPaging(t *testing.T) {
	pages := map[string]string{
		"":   page("t1", group("sg-1", "one", "vpc-1", "")),
		"t1": page("t2"), // EC2 may answer with an empty page in the middle
		"t2": page("", group("sg-2", "two", "vpc-1", "")),
	}
	x := &wire{next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, pages[r.FormValue("NextToken")])
	})}
	groups, err := listed(t.Context(), clientOf(t, x))
	if err != nil || len(groups) != 2 || groups[1].Name != "two" {
		t.Errorf("groups %+v, %v", groups, err)
	}
	for i, form := range x.of(describe1) {
		if form.Get("MaxResults") != "1000" {
			t.Errorf("request %d asks for %q results", i, form.Get("MaxResults"))
		}
	}
	pages["t2"] = page("t1", group("sg-2", "two", "vpc-1", ""))
	groups, err = listed(t.Context(), clientOf(t, x))
	checkFailure(t, failureIn(t, err), "", []string{"same page token twice"})
	if len(groups) != 2 {
		t.Errorf("%d groups before the failure, want 2", len(groups))
	}
}

// Who stops reading pages asks for no more of them.
func TestListCanBeLeft(t *testing.T) {
	x := &wire{next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, page(r.FormValue("NextToken")+"x", group("sg-1", "one", "vpc-1", "")))
	})}
	for range clientOf(t, x).Groups(t.Context()) {
		break
	}
	if calls := len(x.of(describe1)); calls != 1 {
		t.Errorf("%d pages were asked for, want 1", calls)
	}
}

// What emulators answer and EC2 does not.
func TestOddRules(t *testing.T) {
	answer := page("", group("sg-1", "odd", "vpc-1",
		permission("tcp", "", "<ipRanges><item><cidrIp>192.0.2.0/24</cidrIp></item></ipRanges>")+
			permission("tcp", "<fromPort>-1</fromPort><toPort>-1</toPort>", "<ipRanges><item><cidrIp>192.0.3.0/24</cidrIp></item></ipRanges>")+
			permission("icmp", "", "<ipRanges><item><cidrIp>192.0.2.1/24</cidrIp></item></ipRanges>")+
			permission("tcp", "<fromPort>22</fromPort><toPort>22</toPort>", "<groups><item><userId>111122223333</userId><groupName>web</groupName></item></groups>")+
			permission("bogus", "", "<ipRanges><item><cidrIp>192.0.2.0/24</cidrIp></item></ipRanges>")+
			permission("tcp", "<fromPort>80</fromPort><toPort>80</toPort>", "<ipRanges><item><cidrIp>everywhere</cidrIp></item></ipRanges>")),
		group("sg-2", "plain", "vpc-1", ""))
	c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, answer) }))

	groups, err := listed(t.Context(), c)
	if len(groups) != 2 {
		t.Fatalf("%d groups, want both in spite of the odd rules", len(groups))
	}
	var rules []string
	for _, r := range groups[0].Rules {
		rules = append(rules, r.Rule.String())
	}
	want := []string{
		"tcp/* from 192.0.2.0/24", "tcp/* from 192.0.3.0/24", "icmp from 192.0.2.0/24", "tcp/22 from 111122223333/web",
	}
	if diff := cmp.Diff(want, rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	unread := []string{"2 rules", "sg-1", "bogus", "everywhere", "not shown"}
	checkFailure(t, failureIn(t, err), "", unread)

	_, err = c.describe(t.Context(), "sg-3")
	checkFailure(t, failureIn(t, err), "", []string{"asked for group sg-3", "without it"})
}

// Nothing can be planned on a group with a rule that cannot be read.
func TestGroupWithAnUnreadableRule(t *testing.T) {
	c := clientOf(t, &wire{next: sandbox(t), faults: map[string]fault{
		describeRules: func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
			rec := pass()
			body := strings.Replace(rec.body.String(), "<ipProtocol>tcp", "<ipProtocol>bogus", 1)
			io.WriteString(w, body)
		},
	}})
	_, err := c.Group(t.Context(), "sg-6c0de911")
	checkFailure(t, failureIn(t, err), "", []string{"1 rule", "sg-6c0de911 sgr-", "bogus"})
}

// An endpoint without DescribeSecurityGroupRules has groups without rule ids.
func TestGroupWithoutRuleIDs(t *testing.T) {
	for name, answer := range map[string]fault{
		"unknown action":  refuseBefore(400, "InvalidAction", "The action is not valid for this web service."),
		"not implemented": refuseBefore(501, "InternalFailure", "The action is not implemented."),
	} {
		t.Run(name, func(t *testing.T) {
			c := clientOf(t, &wire{next: sandbox(t), faults: map[string]fault{describeRules: answer}})
			g, err := c.Group(t.Context(), "sg-140ba4c8")
			if err != nil || len(g.Rules) != 3 || g.Rules[0].ID != "" {
				t.Errorf("group %+v, %v", g, err)
			}
		})
	}
	c := clientOf(t, &wire{next: sandbox(t), faults: map[string]fault{describeRules: refuseBefore(403, "UnauthorizedOperation",
		"You are not authorized to perform this operation.")}})
	_, err := c.Group(t.Context(), "sg-140ba4c8")
	checkFailure(t, failureIn(t, err), "UnauthorizedOperation", []string{"ask for the permission ec2:DescribeSecurityGroupRules"})
}

func TestReadGivenUp(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	c := clientOf(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		leave()
		<-r.Context().Done()
	}))
	_, err := listed(ctx, c)
	checkFailure(t, failureIn(t, err), "", []string{"given up before it was answered"})
}

// page is an answer of DescribeSecurityGroups.
func page(next string, groups ...string) string {
	token := ""
	if next != "" {
		token = "<nextToken>" + next + "</nextToken>"
	}
	return `<?xml version="1.0" encoding="UTF-8"?>
<DescribeSecurityGroupsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>req-1</requestId>` +
		`<securityGroupInfo>` + strings.Join(groups, "") + `</securityGroupInfo>` + token + `</DescribeSecurityGroupsResponse>`
}

func group(id, name, vpc, permissions string) string {
	return fmt.Sprintf("<item><ownerId>111122223333</ownerId><groupId>%s</groupId><groupName>%s</groupName>"+
		"<vpcId>%s</vpcId><ipPermissions>%s</ipPermissions></item>", id, name, vpc, permissions)
}

func permission(protocol, ports, sources string) string {
	return "<item><ipProtocol>" + protocol + "</ipProtocol>" + ports + sources + "</item>"
}
