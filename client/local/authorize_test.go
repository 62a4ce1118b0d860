package local

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

const (
	toWeb     = "GroupId=sg-140ba4c8&"
	fromDocs  = "IpRanges.1.CidrIp=192.0.2.0/24"
	allOfDesc = "aZ09. _-:/()#,@[]+=&;{}!$*"
)

// TestAuthorizeAnswers wants the rules as EC2 stores them, in the order of the request, and finds the same by describing.
func TestAuthorizeAnswers(t *testing.T) {
	for _, test := range []struct {
		name, request string
		want          []string
	}{
		{"TCP by name, any case", toWeb + permit(1, "TcP", "80", "80", fromDocs), []string{"tcp 80..80 192.0.2.0/24"}},
		{"TCP by number", toWeb + permit(1, "6", "0", "65535", fromDocs), []string{"tcp 0..65535 192.0.2.0/24"}},
		{"UDP by number", toWeb + permit(1, "17", "53", "53", fromDocs), []string{"udp 53..53 192.0.2.0/24"}},
		{"ICMP by number", toWeb + permit(1, "1", "8", "-1", fromDocs), []string{"icmp 8..-1 192.0.2.0/24"}},
		{"ICMP type and code", toWeb + permit(1, "icmp", "3", "4", fromDocs), []string{"icmp 3..4 192.0.2.0/24"}},
		{"all ICMP", toWeb + permit(1, "icmp", "-1", "-1", fromDocs), []string{"icmp -1..-1 192.0.2.0/24"}},
		{"ICMPv6 without type", toWeb + permit(1, "58", "", "", "Ipv6Ranges.1.CidrIpv6=::/0"), []string{"icmpv6 -1..-1 ::/0"}},
		{"ICMPv6 without code", toWeb + permit(1, "icmpv6", "128", "", "Ipv6Ranges.1.CidrIpv6=::/0"), []string{"icmpv6 128..-1 ::/0"}},
		{"everything, with ports to ignore", toWeb + permit(1, "-1", "22", "22", fromDocs), []string{"-1 -1..-1 192.0.2.0/24"}},
		{"another protocol, with ports to ignore", toWeb + permit(1, "50", "22", "99", fromDocs), []string{"50 -1..-1 192.0.2.0/24"}},
		{"host bits", toWeb + permit(1, "tcp", "80", "80", "IpRanges.1.CidrIp=100.68.0.18/18"), []string{"tcp 80..80 100.68.0.0/18"}},
		{"IPv6 as RFC 5952 writes it", toWeb + permit(1, "tcp", "80", "80", "Ipv6Ranges.1.CidrIpv6=2001:DB8:0:0:1::FFFF/64"), []string{"tcp 80..80 2001:db8::/64"}},
		{"a group of the same VPC", toWeb + permit(1, "tcp", "80", "80", "Groups.1.GroupId=sg-0a5d8e02"), []string{"tcp 80..80 sg-0a5d8e02"}},
		{"a group with its owner", toWeb + permit(1, "tcp", "80", "80", "Groups.1.GroupId=sg-0a5d8e02", "Groups.1.UserId=111122223333"),
			[]string{"tcp 80..80 sg-0a5d8e02"}},
		{"itself", toWeb + permit(1, "tcp", "80", "80", "Groups.1.GroupId=sg-140ba4c8"), []string{"tcp 80..80 sg-140ba4c8"}},
		{"a prefix list", toWeb + permit(1, "tcp", "80", "80", "PrefixListIds.1.PrefixListId=pl-63a5400a"), []string{"tcp 80..80 pl-63a5400a"}},
		{"descriptions", toWeb + permit(1, "tcp", "80", "80", fromDocs, "IpRanges.1.Description=office",
			"Groups.1.GroupId=sg-0a5d8e02", "Groups.1.Description=balancers"), []string{"tcp 80..80 192.0.2.0/24 (office)", "tcp 80..80 sg-0a5d8e02 (balancers)"}},
		{"every kind of source, several permissions", toWeb + permit(2, "udp", "53", "53", "IpRanges.9.CidrIp=192.0.2.0/24", "IpRanges.10.CidrIp=10.0.0.0/8",
			"Ipv6Ranges.1.CidrIpv6=::/0",
			"PrefixListIds.1.PrefixListId=pl-63a5400a", "Groups.1.GroupId=sg-0a5d8e02") + "&" + permit(1, "tcp", "80", "80", fromDocs),
			[]string{"tcp 80..80 192.0.2.0/24", "udp 53..53 192.0.2.0/24", "udp 53..53 10.0.0.0/8", "udp 53..53 ::/0", "udp 53..53 pl-63a5400a",
				"udp 53..53 sg-0a5d8e02"}},
		{"tags", toWeb + permit(1, "tcp", "80", "80", fromDocs, "IpRanges.2.CidrIp=10.0.0.0/8") +
			"&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=by&TagSpecification.1.Tag.1.Value=me",
			[]string{"tcp 80..80 192.0.2.0/24 by=me", "tcp 80..80 10.0.0.0/8 by=me"}},
		{"the flat form", toWeb + "IpProtocol=tcp&FromPort=80&ToPort=80&CidrIp=192.0.2.0/24", []string{"tcp 80..80 192.0.2.0/24"}},
		{"the flat form of a group: all of TCP, UDP and ICMP", "GroupName=websrv&SourceSecurityGroupName=OtherAccountGroup&SourceSecurityGroupOwnerId=999988887777",
			[]string{"tcp 1..65535 999988887777/sg-9d8c7b6a", "udp 1..65535 999988887777/sg-9d8c7b6a", "icmp -1..-1 999988887777/sg-9d8c7b6a"}},
		{"EC2-Classic by id", "GroupId=sg-5b1c22de&" + permit(1, "udp", "53", "53", fromDocs), []string{"udp 53..53 192.0.2.0/24"}},
		{"a name in EC2-Classic, owner left out", "GroupName=websrv&" + permit(1, "tcp", "80", "80", "Groups.1.GroupName=websrv"),
			[]string{"tcp 80..80 sg-5b1c22de"}},
		{"names in the default VPC", "GroupName=launch-wizard-1&" + permit(1, "tcp", "80", "80", "Groups.1.GroupName=default"), []string{"tcp 80..80 sg-0d15ea5e"}},
		{"as many as there is room for", toWeb + permit(1, "tcp", "80", "80", manyRanges(57)...), manyLines(57)},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{})
			got := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", test.request).answer(t)
			if diff := cmp.Diff(test.want, ruleLines(got.Rules)); diff != "" || !got.Return {
				t.Fatalf("return %v, rules (-want +got):\n%s", got.Return, diff)
			}
			there := ingress(t, e, got.Rules[0].GroupID)
			for _, line := range test.want {
				if !slices.Contains(there, line) {
					t.Errorf("not described: %s", line)
				}
			}
			for _, r := range got.Rules {
				if !store.IsID(r.ID, "sgr-") || len(r.ID) != len("sgr-")+17 {
					t.Errorf("rule id %q: want sgr- and 17 hexadecimal digits", r.ID)
				}
			}
		})
	}
}

func manyRanges(n int) (sources []string) {
	for i := range n {
		sources = append(sources, "IpRanges."+strconv.Itoa(i+1)+".CidrIp=10.0."+strconv.Itoa(i)+".0/24")
	}
	return sources
}

func manyLines(n int) (lines []string) {
	for i := range n {
		lines = append(lines, "tcp 80..80 10.0."+strconv.Itoa(i)+".0/24")
	}
	return lines
}

// TestDescriptionCharacters wants every character that EC2 allows to come back as it went in, at full length.
func TestDescriptionCharacters(t *testing.T) {
	e := openEndpoint(t, Options{})
	description := strings.Repeat(allOfDesc, 10)[:255]
	values := lines("Action=AuthorizeSecurityGroupIngress\nVersion=2016-11-15\nGroupId=sg-140ba4c8\nIpPermissions.1.IpProtocol=-1\n" +
		"IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24\nIpPermissions.1.IpRanges.1.Description=" + description)
	if got := send(t, e, values).answer(t).Rules[0].Description; got != description {
		t.Errorf("got %q", got)
	}
}

// TestAuthorizeIsAllOrNothing puts one bad permission behind good ones: nothing may be added.
func TestAuthorizeIsAllOrNothing(t *testing.T) {
	good := permit(1, "tcp", "80", "80", fromDocs) + "&" + permit(2, "udp", "53", "53", fromDocs) + "&"
	for _, test := range []struct{ name, bad, code string }{
		{"bad syntax", permit(3, "tcp", "80", "", fromDocs), "InvalidParameterValue"},
		{"an unknown source", permit(3, "tcp", "80", "80", "Groups.1.GroupId=sg-00000000"), "InvalidGroup.NotFound"},
		{"a rule that is there", permit(3, "tcp", "443", "443", "IpRanges.1.CidrIp=0.0.0.0/0"), "InvalidPermission.Duplicate"},
		{"the same twice", permit(3, "udp", "53", "53", fromDocs), "InvalidParameterValue"},
		{"too many", permit(3, "tcp", "81", "81", manyRanges(58)...), "RulesPerSecurityGroupLimitExceeded"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{})
			before := ingress(t, e, "sg-140ba4c8")
			if got := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+good+test.bad).code(t); got != test.code {
				t.Errorf("code %q, want %q", got, test.code)
			}
			if diff := cmp.Diff(before, ingress(t, e, "sg-140ba4c8")); diff != "" {
				t.Errorf("the rules changed (-before +after):\n%s", diff)
			}
		})
	}
}

// TestDryRunChangesNothing also for a request that would succeed.
func TestDryRunChangesNothing(t *testing.T) {
	e := openEndpoint(t, Options{})
	before := ingress(t, e, "sg-140ba4c8")
	for _, action := range []string{"AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"} {
		request := toWeb + "DryRun=true&" + permit(1, "tcp", "443", "443", "IpRanges.1.CidrIp=0.0.0.0/0")
		got := ask(t, e, wire.Version2016, action, request)
		if got.status != 412 || got.code(t) != "DryRunOperation" {
			t.Errorf("%s: %d %s", action, got.status, got.body)
		}
	}
	if diff := cmp.Diff(before, ingress(t, e, "sg-140ba4c8")); diff != "" {
		t.Errorf("the rules changed (-before +after):\n%s", diff)
	}
}
