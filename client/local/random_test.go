package local

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sluice/client/local/actions"
	"sluice/client/local/wire"
)

// twoVPCs is a state to begin with: an account with a default VPC and another, each with its default group.
const twoVPCs = `{"sluice": 1, "homes": [{"region": "us-east-1", "account": "111122223333"}], "vpcs": [
	{"id": "vpc-aaaaaaaa", "region": "us-east-1", "account": "111122223333", "cidr": "172.31.0.0/16", "default": true, "tenancy": "default", "dhcpOptions": ` +
	`"dopt-1"},
	{"id": "vpc-bbbbbbbb", "region": "us-east-1", "account": "111122223333", "cidr": "10.0.0.0/16", "tenancy": "default", "dhcpOptions": "dopt-1"}],
	"securityGroups": [
	{"id": "sg-aaaaaaaa", "region": "us-east-1", "account": "111122223333", "vpc": "vpc-aaaaaaaa", "name": "default", "description": "d", "rules": []},
	{"id": "sg-bbbbbbbb", "region": "us-east-1", "account": "111122223333", "vpc": "vpc-bbbbbbbb", "name": "default", "description": "d", "rules": []}]}`

// TestRandomCalls sends calls drawn by lot to the endpoint and to the reference: their answers and their states agree.
func TestRandomCalls(t *testing.T) {
	t.Parallel()
	steps := 120
	if raced {
		steps = 20
	}
	seen := outcomes{counts: map[string]int{}}
	rapid.Check(t, func(r *rapid.T) {
		x := newTrial(r, t, &seen)
		defer x.close()
		actions := []func(){x.create, x.remove, x.authorize, x.authorize, x.authorize, x.authorize, x.revoke, x.revoke, x.describe, x.describe, x.rules, x.tag}
		for range steps {
			actions[rapid.IntRange(0, len(actions)-1).Draw(r, "action")]()
		}
		x.agree("all", "", func(*refGroup) bool { return true })
	})
	t.Logf("%d calls: %v", seen.calls, seen.counts)
	if testing.Short() || raced {
		return
	}
	if seen.calls < 10_000 {
		t.Errorf("only %d calls", seen.calls)
	}
	for _, outcome := range []string{
		"CreateSecurityGroup ", "CreateSecurityGroup InvalidGroup.Duplicate", "CreateSecurityGroup InvalidGroup.Reserved",
		"DeleteSecurityGroup ", "DeleteSecurityGroup DependencyViolation", "DeleteSecurityGroup CannotDelete", "DeleteSecurityGroup InvalidGroup.NotFound",
		"AuthorizeSecurityGroupIngress ", "AuthorizeSecurityGroupEgress ", "AuthorizeSecurityGroupIngress InvalidPermission.Duplicate",
		"AuthorizeSecurityGroupIngress RulesPerSecurityGroupLimitExceeded", "AuthorizeSecurityGroupIngress InvalidParameterValue",
		"AuthorizeSecurityGroupIngress InvalidGroup.NotFound", "AuthorizeSecurityGroupIngress DryRunOperation",
		"RevokeSecurityGroupIngress ", "RevokeSecurityGroupEgress ", "RevokeSecurityGroupIngress InvalidPermission.NotFound",
	} {
		if seen.counts[outcome] < 3 {
			t.Errorf("%q came about %d times", outcome, seen.counts[outcome])
		}
	}
}

// outcomes counts what came of the calls: a test whose calls all fail in one way would prove little.
type outcomes struct {
	mu     sync.Mutex
	calls  int
	counts map[string]int
}

func (o *outcomes) add(outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls++
	o.counts[outcome]++
}

// trial is one run of calls.
type trial struct {
	r   *rapid.T
	t   testing.TB
	e   *Endpoint
	ref *reference

	seen *outcomes
}

func newTrial(r *rapid.T, t testing.TB, seen *outcomes) *trial {
	e, err := Open(context.Background(), Options{Limits: actions.Limits{VPC: 5}})
	if err != nil {
		r.Fatal(err)
	}
	importText(t, e, twoVPCs)
	ref := &reference{groups: map[string]*refGroup{}, standard: "vpc-aaaaaaaa", quota: 5}
	for _, end := range []string{"aaaaaaaa", "bbbbbbbb"} {
		ref.groups["sg-"+end] = &refGroup{"sg-" + end, "default", "vpc-" + end, map[refRule]string{}, map[string]string{}}
	}
	return &trial{r, t, e, ref, seen}
}

func (x *trial) close() {
	if err := x.e.Close(); err != nil {
		x.r.Error(err)
	}
}

func (x *trial) pick(name string, from ...string) string {
	return rapid.SampledFrom(from).Draw(x.r, name)
}

// group is the id of a group, now and then one that is not there.
func (x *trial) group(name string) string {
	if rapid.IntRange(0, 19).Draw(x.r, "no group") == 0 {
		return "sg-00000000"
	}
	return x.groupOf(name, func(*refGroup) bool { return true })
}

// groupOf is the id of a group that matches.
func (x *trial) groupOf(name string, match func(*refGroup) bool) string {
	var ids []string
	for id, g := range x.ref.groups {
		if match(g) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return strings.Compare(x.order(a), x.order(b)) })
	return x.pick(name, ids...)
}

// source is the id of a source group for rules of the group: mostly one that the group can refer to.
func (x *trial) source(id string) string {
	if g := x.ref.groups[id]; g != nil && rapid.IntRange(0, 9).Draw(x.r, "any source") > 0 {
		return x.groupOf("source in the VPC", func(other *refGroup) bool { return other.vpc == g.vpc })
	}
	return x.group("source")
}

// order is a key to sort ids by that is the same in every run: ids of created groups are random.
func (x *trial) order(id string) string { return x.ref.groups[id].vpc + " " + x.ref.groups[id].name }

// often gives the first value in nine of ten cases.
func often[T any](x *trial, name string, usual T, others ...T) T {
	if len(others) == 0 || rapid.IntRange(0, 9).Draw(x.r, name+"?") > 0 {
		return usual
	}
	return rapid.SampledFrom(others).Draw(x.r, name)
}

func (x *trial) permissions(group string) (all []refPermission) {
	cidrs := []string{"10.0.0.0/8", "10.1.2.3/8", "192.0.2.0/24", "0.0.0.0/0"}
	for range often(x, "permissions", 1, 2) {
		p := refPermission{
			protocol: often(x, "protocol", "tcp", "udp", "6", "icmp", "-1", "50", "tcpp"),
			from:     rapid.SampledFrom([]int{22, 80}).Draw(x.r, "from"),
			to:       often(x, "to", 80, 22, 65535, 65536),
		}
		p.ipv4 = rapid.SliceOfNDistinct(rapid.SampledFrom(cidrs), 0, 2, rapid.ID).Draw(x.r, "IPv4")
		p.ipv6 = rapid.SliceOfN(rapid.SampledFrom([]string{"::/0", "2001:DB8::1/32", "2001:db8::/32"}), 0, 1).Draw(x.r, "IPv6")
		if rapid.IntRange(0, 2).Draw(x.r, "with a group") == 0 {
			p.groups = append(p.groups, x.source(group))
		}
		if rapid.IntRange(0, 19).Draw(x.r, "bad") == 0 {
			p.ipv4 = append(p.ipv4, x.pick("bad range", "10.0.0.0/33", "::/0", ""))
		}
		if len(p.ipv4)+len(p.ipv6)+len(p.groups) == 0 {
			p.ipv4 = []string{"192.0.2.0/24"}
		}
		p.description = x.pick("description", "", "office", "A & B")
		all = append(all, p)
	}
	return all
}

// encode writes permissions as parameters.
func encode(permissions []refPermission) url.Values {
	v := url.Values{}
	for i, p := range permissions {
		prefix := fmt.Sprintf("IpPermissions.%d.", i+1)
		v.Set(prefix+"IpProtocol", p.protocol)
		v.Set(prefix+"FromPort", strconv.Itoa(p.from))
		v.Set(prefix+"ToPort", strconv.Itoa(p.to))
		for _, kind := range []struct {
			list, member string
			values       []string
		}{{"IpRanges", "CidrIp", p.ipv4}, {"Ipv6Ranges", "CidrIpv6", p.ipv6}, {"Groups", "GroupId", p.groups}} {
			for j, value := range kind.values {
				item := fmt.Sprintf("%s%s.%d.", prefix, kind.list, j+1)
				v.Set(item+kind.member, value)
				if p.description != "" {
					v.Set(item+"Description", p.description)
				}
			}
		}
	}
	return v
}

// send sends the call and holds its code against the wanted one.
func (x *trial) send(action, code string, v url.Values) (wireAnswer, bool) {
	v.Set("Action", action)
	v.Set("Version", string(wire.Version2016))
	got := send(x.t, x.e, v)
	x.seen.add(action + " " + code)
	if got.code(x.t) != code {
		x.r.Fatalf("%s: code %q, want %q\n%s\n%s", action, got.code(x.t), code, v.Encode(), got.body)
	}
	if code != "" {
		return wireAnswer{}, false
	}
	return got.answer(x.t), true
}

func (x *trial) create() {
	name, vpc := x.pick("name", "web", "Web", "db", "lb", "default"), x.pick("vpc", "vpc-aaaaaaaa", "vpc-bbbbbbbb", "")
	v := url.Values{"GroupName": {name}, "GroupDescription": {"d"}}
	if vpc == "" {
		vpc = x.ref.standard
	} else {
		v.Set("VpcId", vpc)
	}
	if got, ok := x.send("CreateSecurityGroup", x.ref.create(name, vpc), v); ok {
		everywhere := refRule{egress: true, protocol: "-1", from: -1, to: -1, source: "0.0.0.0/0"}
		x.ref.groups[got.GroupID] = &refGroup{got.GroupID, name, vpc, map[refRule]string{everywhere: ""}, map[string]string{}}
	}
}

func (x *trial) remove() {
	id := x.group("group")
	x.send("DeleteSecurityGroup", x.ref.remove(id), url.Values{"GroupId": {id}})
}

func (x *trial) authorize() {
	x.change("AuthorizeSecurityGroup", x.ref.authorize, func(a wireAnswer) []wireRule { return a.Rules })
}

func (x *trial) revoke() {
	x.change("RevokeSecurityGroup", x.ref.revoke, func(a wireAnswer) []wireRule { return a.Revoked })
}

// change adds or removes rules and compares those that the answer names, in their order.
func (x *trial) change(action string, expect func(string, bool, []refPermission, bool) (string, []string), rules func(wireAnswer) []wireRule) {
	id := x.group("group")
	permissions := x.permissions(id)
	egress, dryRun := rapid.Bool().Draw(x.r, "egress"), rapid.IntRange(0, 9).Draw(x.r, "dry run") == 0
	code, lines := expect(id, egress, permissions, dryRun)
	v := encode(permissions)
	v.Set("GroupId", id)
	if dryRun {
		v.Set("DryRun", "true")
	}
	direction := map[bool]string{false: "Ingress", true: "Egress"}[egress]
	if got, ok := x.send(action+direction, code, v); ok {
		if diff := cmp.Diff(slices.Clip(lines), ruleLines(rules(got))); diff != "" && len(lines)+len(rules(got)) > 0 {
			x.r.Fatalf("%s%s: rules (-want +got):\n%s", action, direction, diff)
		}
	}
}

func (x *trial) describe() {
	switch name := x.pick("filter", "vpc", "name", "tag", "id"); name {
	case "vpc":
		vpc := x.pick("vpc", "vpc-aaaaaaaa", "vpc-bbbbbbbb", "vpc-*b")
		x.agree(name, "Filter.1.Name=vpc-id&Filter.1.Value.1="+vpc, func(g *refGroup) bool { return g.vpc == vpc || vpc == "vpc-*b" && g.vpc == "vpc-bbbbbbbb" })
	case "name":
		x.agree(name, "Filter.1.Name=group-name&Filter.1.Value.1=?eb&Filter.1.Value.2=default", func(g *refGroup) bool {
			return g.name == "web" || g.name == "Web" || g.name == "default"
		})
	case "tag":
		x.agree(name, "Filter.1.Name=tag:env&Filter.1.Value.1=p*", func(g *refGroup) bool { return strings.HasPrefix(g.tags["env"], "p") })
	case "id":
		id := x.group("group")
		x.agree(name, "Filter.1.Name=group-id&Filter.1.Value.1="+id, func(g *refGroup) bool { return g.id == id })
	}
}

// agree compares groups, page by page, and all their rules.
func (x *trial) agree(what, filter string, match func(*refGroup) bool) {
	var lines []string
	for token := ""; ; {
		v, err := url.ParseQuery(filter + "&MaxResults=5")
		if err != nil {
			x.r.Fatal(err)
		}
		v.Set("NextToken", token)
		page, _ := x.send("DescribeSecurityGroups", "", v)
		for _, g := range page.Groups {
			tags := map[string]string{}
			for _, t := range g.Tags {
				tags[t.Key] = t.Value
			}
			lines = append(lines, g.ID+" "+g.Name+" "+g.VPC+" "+tagLine(tags))
			rules, _ := x.send("DescribeSecurityGroupRules", "", url.Values{"Filter.1.Name": {"group-id"}, "Filter.1.Value.1": {g.ID}})
			for _, r := range rules.Rules {
				lines = append(lines, g.ID+" "+strconv.FormatBool(r.Egress)+" "+r.String())
			}
		}
		if token = page.NextToken; token == "" {
			break
		}
	}
	slices.Sort(lines)
	if diff := cmp.Diff(x.ref.lines(match), lines); diff != "" {
		x.r.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// rules compares the rules of all groups.
func (x *trial) rules() {
	got, _ := x.send("DescribeSecurityGroupRules", "", url.Values{})
	var lines, want []string
	for _, r := range got.Rules {
		lines = append(lines, r.GroupID+" "+strconv.FormatBool(r.Egress)+" "+r.String())
	}
	for _, line := range x.ref.lines(func(*refGroup) bool { return true }) {
		if word := strings.Fields(line)[1]; word == "true" || word == "false" {
			want = append(want, line)
		}
	}
	slices.Sort(lines)
	if diff := cmp.Diff(want, lines); diff != "" {
		x.r.Fatalf("all rules (-want +got):\n%s", diff)
	}
}

// tag sets or removes a tag of a group.
func (x *trial) tag() {
	id, value := x.group("group"), x.pick("value", "prod", "staging", "<&>", "")
	g, code := x.ref.groups[id], ""
	if g == nil {
		code = "InvalidGroup.NotFound"
	}
	v := url.Values{"ResourceId.1": {id}, "Tag.1.Key": {"env"}}
	if rapid.Bool().Draw(x.r, "remove") {
		x.send("DeleteTags", code, v)
		if g != nil {
			delete(g.tags, "env")
		}
		return
	}
	v.Set("Tag.1.Value", value)
	x.send("CreateTags", code, v)
	if g != nil {
		g.tags["env"] = value
	}
}
