package notation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// readCase is a text and all that comes of it, see [render].
type readCase struct {
	name string
	text string
	want string
}

func checkReadings(t *testing.T, cases []readCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, render(Read(c.text))); diff != "" {
				t.Errorf("%s\n(-want +got):\n%s", c.text, diff)
			}
		})
	}
}

// render is a reading, a line each: the form, targets with ">", rules, losses
// with "!", notices with "·". What is kept stands behind "|", cut short.
func render(r Reading) string {
	lines := []string{r.Form.String()}
	for _, part := range r.Parts {
		if part.Target != (Target{}) {
			lines = append(lines, "> "+strings.TrimSpace(part.Target.ID+" "+part.Target.Name))
		}
		lines = append(lines, part.Lines...)
	}
	for _, p := range r.Problems {
		mark := "!"
		if p.Notice {
			mark = "·"
		}
		kept := clip(strings.Join(strings.Fields(p.Kept), " "), 30)
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%s %d:%d %s | %s", mark, p.Line, p.Column, p.Text, kept), " "))
	}
	return strings.Join(lines, "\n")
}

// The seed's three example requests, as they stand there.
func exampleRequests() []string {
	return []string{
		`https://ec2.amazonaws.com/?Action=AuthorizeSecurityGroupIngress &GroupName=websrv &IpPermissions.1.IpProtocol=tcp &IpPermissions.1.FromPort=80 &` +
			`IpPermissions.1.ToPort=80 &IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24 &IpPermissions.1.IpRanges.2.CidrIp=198.51.100.0/24 &AUTHPARAMS`,
		`https://ec2.amazonaws.com/?Action=AuthorizeSecurityGroupIngress &GroupName=websrv &IpPermissions.1.IpProtocol=tcp &IpPermissions.1.FromPort=80 &` +
			`IpPermissions.1.ToPort=80 &IpPermissions.1.Groups.1.GroupName=OtherAccountGroup &IpPermissions.1.Groups.1.UserId=999988887777 &AUTHPARAMS`,
		`https://ec2.amazonaws.com/?Action=AuthorizeSecurityGroupIngress &GroupId=sg-140ba4c8 &IpPermissions.1.IpProtocol=tcp &IpPermissions.1.FromPort=80 &` +
			`IpPermissions.1.ToPort=80 &IpPermissions.1.Groups.1.GroupId=sg-0a5d8e02 &IpPermissions.1.Groups.1.UserId=111122223333 &AUTHPARAMS`,
	}
}

func vpcWebServers() ingress.Group {
	return ingress.Group{ID: "sg-140ba4c8", Name: "VpcWebServers", VPCID: "vpc-0f1e2d3c", OwnerID: "111122223333"}
}

func websrv() ingress.Group {
	return ingress.Group{ID: "sg-5b1c22de", Name: "websrv", OwnerID: "111122223333"}
}

// inMyVPC is the source group of the seed's third example.
func inMyVPC() ingress.Group {
	return ingress.Group{ID: "sg-0a5d8e02", Name: "OtherGroupInMyVPC", VPCID: "vpc-0f1e2d3c", OwnerID: "111122223333"}
}

// change is what rule lines come to for a group, all of it new.
func change(t testing.TB, g ingress.Group, lines ...string) ingress.Change {
	t.Helper()
	c := ingress.Change{Group: g}
	for _, w := range parsed(t, lines, g, []ingress.Group{g, inMyVPC()}) {
		c.Rules = append(c.Rules, ingress.PlannedRule{Wanted: w})
	}
	return c
}

// fataler is a test, or a case of a property.
type fataler interface {
	Fatalf(format string, args ...any)
}

// parsed are the rules that a draft makes of rule lines for a group.
func parsed(t fataler, lines []string, g ingress.Group, known []ingress.Group) []ingress.Wanted {
	draft := ingress.NewDraft()
	for i, line := range lines {
		if i > 0 {
			draft = draft.Add()
		}
		draft = draft.Edit(i, ingress.FieldLine, line)
	}
	wanted, problems := draft.Parse([]ingress.Group{g}, known)
	if len(problems) > 0 {
		t.Fatalf("%q: %v", lines, problems)
	}
	return wanted[0]
}

// writeChange is one change of a plan in a form, as [Write] writes it.
func writeChange(f Form, c ingress.Change) string {
	return Write(f, ingress.Plan{Changes: []ingress.Change{c}})
}

// whole reports whether every rule of a text was read: there may be notices, and
// nothing worse.
func whole(r Reading) bool {
	return !slices.ContainsFunc(r.Problems, func(p Problem) bool { return !p.Notice })
}
