package local

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/actions"
	"sluice/client/local/wire"
)

// FuzzToken sends any text as a token: only one that the endpoint gave for the same question is taken, and it gives the
// same page each time.
func FuzzToken(f *testing.F) {
	e := openEndpoint(f, Options{})
	first := ask(f, e, wire.Version2016, "DescribeSecurityGroups", "MaxResults=5").answer(f)
	want := groupIDs(ask(f, e, wire.Version2016, "DescribeSecurityGroups", "MaxResults=5&NextToken="+first.NextToken).answer(f))
	other := ask(f, e, wire.Version2016, "DescribeSecurityGroupRules", "MaxResults=5").answer(f).NextToken
	for _, seed := range []string{first.NextToken, first.NextToken + "A", first.NextToken[1:], other, "", "AAAA", strings.Repeat("A", 54), "=", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		got := send(t, e, url.Values{"Action": {"DescribeSecurityGroups"}, "Version": {"2016-11-15"}, "MaxResults": {"5"}, "NextToken": {token}})
		switch code := got.code(t); {
		case token == "":
			if code != "" {
				t.Errorf("no token: %s", code)
			}
		case code == "":
			if ids := groupIDs(got.answer(t)); token != first.NextToken || !slices.Equal(ids, want) {
				t.Errorf("%q was taken, and gives %q", token, ids)
			}
		case code != "InvalidNextToken" && wire.LegalText(token):
			t.Errorf("%q: %s", token, code)
		}
	})
}

// FuzzFilter asks for groups by name and description with any two patterns: those come that match both, in the words
// of [actions.Matches].
func FuzzFilter(f *testing.F) {
	for _, seed := range [][2]string{{"*", "*"}, {"w*", "Web*"}, {"?astion", "*"}, {`websrv\`, ""}, {"", "\x00"}, {"*web*srv*", "<&>"}} {
		f.Add(seed[0], seed[1])
	}
	e := openEndpoint(f, Options{})
	var state struct {
		SecurityGroups []struct{ ID, Account, Name, Description string }
	}
	var exported bytes.Buffer
	if err := e.Export(f.Context(), &exported); err != nil {
		f.Fatal(err)
	}
	if err := json.Unmarshal(exported.Bytes(), &state); err != nil || len(state.SecurityGroups) == 0 {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name, description string) {
		got := send(t, e, url.Values{"Action": {"DescribeSecurityGroups"}, "Version": {"2016-11-15"},
			"Filter.1.Name": {"group-name"}, "Filter.1.Value.7": {name}, "Filter.2.Name": {"description"}, "Filter.2.Value.1": {description}})
		if !wire.LegalText(name) || !wire.LegalText(description) {
			if got.code(t) != "InvalidParameterValue" {
				t.Errorf("%d %s", got.status, got.body)
			}
			return
		}
		var want []string
		for _, g := range state.SecurityGroups {
			if g.Account == DefaultAccount && actions.Matches(name, g.Name) && actions.Matches(description, g.Description) {
				want = append(want, g.ID)
			}
		}
		if diff := cmp.Diff(want, groupIDs(got.answer(t))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// echoed are parameters whose value the error message repeats, with the rest of their requests.
func echoed() [][2]string {
	return [][2]string{
		{"GroupId.1", "Action=DescribeSecurityGroups"},
		{"GroupName.1", "Action=DescribeSecurityGroups"},
		{"Filter.1.Name", "Action=DescribeSecurityGroups&Filter.1.Value.1=a"},
		{"Filter.1.Name", "Action=DescribeSecurityGroupRules&Filter.1.Value.1=a"},
		{"SecurityGroupRuleId.1", "Action=DescribeSecurityGroupRules"},
		{"VpcId.1", "Action=DescribeVpcs"},
		{"PrefixListId.1", "Action=DescribeManagedPrefixLists"},
		{"DryRun", "Action=DescribeVpcs"},
		{"MaxResults", "Action=DescribeVpcs"},
		{"GroupId", "Action=DeleteSecurityGroup"},
		{"GroupName", "Action=RevokeSecurityGroupIngress"},
		{"IpPermissions.1.IpProtocol", "Action=AuthorizeSecurityGroupIngress&GroupId=sg-140ba4c8&IpPermissions.1.IpRanges.1.CidrIp=::/0"},
		{"IpPermissions.1.IpRanges.1.CidrIp", "Action=AuthorizeSecurityGroupIngress&GroupId=sg-140ba4c8&IpPermissions.1.IpProtocol=-1"},
		{"IpPermissions.1.Groups.1.GroupId", "Action=AuthorizeSecurityGroupIngress&GroupId=sg-140ba4c8&IpPermissions.1.IpProtocol=-1"},
		{"IpPermissions.1.FromPort",
			"Action=AuthorizeSecurityGroupIngress&GroupId=sg-140ba4c8&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.ToPort=1&IpPermissions.1.IpRanges.1.CidrIp=::/0"},
		{"TagSpecification.1.ResourceType", "Action=CreateSecurityGroup&GroupName=a&GroupDescription=b&TagSpecification.1.Tag.1.Key=k"},
	}
}

// FuzzEcho puts any text into a parameter that is refused with its value: the message has it as it was sent, and the
// answer is well-formed. What XML cannot carry is refused by the parameter's name.
func FuzzEcho(f *testing.F) {
	for i, seed := range []string{"<", "&amp;", "]]>", "'\"", "\x1b[31m", "\u202e", "\r\n", "\xff", "</Message>", "é", "\U0001f600",
		"a b", "\t", "<!--", "%s%d", "&#0;"} {
		f.Add(i, seed)
	}
	e := openEndpoint(f, Options{})
	f.Fuzz(func(t *testing.T, n int, text string) {
		all := echoed()
		name, rest := all[uint(n)%uint(len(all))][0], all[uint(n)%uint(len(all))][1]
		values, err := url.ParseQuery(rest)
		if err != nil {
			t.Fatal(err)
		}
		values.Set("Version", "2016-11-15")
		values.Set(name, text)
		got := send(t, e, values)
		wellFormed(t, got.body)
		// may be a good value, and then be refused for something else, or not at all
		if strings.Trim(strings.ToLower(text), "abcdefghijklmnopqrstuvwxyz0123456789-+./:") == "" || strings.HasPrefix(text, "tag:") {
			return
		}
		code, message := got.refusal(t)
		switch {
		case !wire.LegalText(text):
			if !strings.Contains(message, name) {
				t.Errorf("%s=%q: %s: %q", name, text, code, message)
			}
		case got.status == 200 || !strings.Contains(message, text):
			t.Errorf("%s=%q: %s: %q", name, text, code, message)
		}
	})
}
