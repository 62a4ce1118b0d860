package local

import (
	"net/url"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/wire"
)

// pages follows next tokens to the end, calling between after each page, and gives what name says of every page's items.
func pages(t *testing.T, e *Endpoint, action, request string, names func(wireAnswer) []string, between func()) (all []string, sizes []int) {
	t.Helper()
	token := ""
	for {
		page := ask(t, e, wire.Version2016, action, request+"&NextToken="+token).answer(t)
		all, sizes = append(all, names(page)...), append(sizes, len(names(page)))
		if page.NextToken == "" {
			return all, sizes
		}
		token = page.NextToken
		between()
	}
}

func groupIDs(a wireAnswer) (ids []string) {
	for _, g := range a.Groups {
		ids = append(ids, g.ID)
	}
	return ids
}

func ruleIDs(a wireAnswer) (ids []string) {
	for _, r := range a.Rules {
		ids = append(ids, r.ID)
	}
	return ids
}

// TestPages wants every item once and in order, whatever is added meanwhile, and pages as full as they can be.
func TestPages(t *testing.T) {
	for _, test := range []struct {
		name, action, request string
		names                 func(wireAnswer) []string
		sizes                 []int
	}{
		{"groups", "DescribeSecurityGroups", "MaxResults=5", groupIDs, []int{5, 5}},
		{"all groups on one page", "DescribeSecurityGroups", "MaxResults=10", groupIDs, []int{10}},
		{"filtered groups", "DescribeSecurityGroups", "MaxResults=5&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-0f1e2d3c", groupIDs, []int{5, 2}},
		{"listed groups", "DescribeSecurityGroups", "MaxResults=5&Filter.1.Name=group-id&Filter.1.Value.1=sg-140ba4c8&Filter.1.Value.2=sg-0a5d8e02", groupIDs,
			[]int{2}},
		{"rules", "DescribeSecurityGroupRules", "MaxResults=20", ruleIDs, []int{20, 20, 3}},
		{"rules of a group", "DescribeSecurityGroupRules", "MaxResults=5&Filter.1.Name=group-id&Filter.1.Value.1=sg-5e2b8f14", ruleIDs, []int{5, 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{})
			_, rest, _ := cutParameter(test.request, "MaxResults")
			want := test.names(ask(t, e, wire.Version2016, test.action, rest).answer(t))
			added := 0
			all, sizes := pages(t, e, test.action, test.request, test.names, func() {
				added++ // into a group before the page's end: the pages that follow must not move
				ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", "GroupId=sg-0d15ea5e&"+
					permit(1, "tcp", strconv.Itoa(added), strconv.Itoa(added), fromDocs)).answer(t)
			})
			if diff := cmp.Diff(test.sizes, sizes); diff != "" {
				t.Errorf("sizes (-want +got):\n%s", diff)
			}
			if test.name == "rules" { // the two that came meanwhile follow those that were there
				all = all[:len(all)-2]
			}
			if diff := cmp.Diff(want, all); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// cutParameter takes the named parameter out of a request.
func cutParameter(request, name string) (value, rest string, err error) {
	values, err := url.ParseQuery(request)
	value = values.Get(name)
	values.Del(name)
	rest, _ = url.QueryUnescape(values.Encode())
	return value, rest, err
}

// TestTokens are good after a restart, and for nothing but the rest of the same question.
func TestTokens(t *testing.T) {
	dir := t.TempDir()
	e, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	token := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "MaxResults=5").answer(t).NextToken
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openEndpoint(t, Options{Dir: dir})
	if got := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "MaxResults=5&NextToken="+token).answer(t); len(got.Groups) != 5 {
		t.Errorf("after a restart: %d groups", len(got.Groups))
	}
	if got := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "MaxResults=6&NextToken="+token).answer(t); len(got.Groups) != 5 {
		t.Errorf("with another page size: %d groups", len(got.Groups))
	}
	other := openEndpoint(t, Options{})
	elsewhere := openEndpoint(t, Options{Dir: dir, Region: "eu-west-1"})
	forged := []byte(token)
	forged[3] ^= 1
	for _, test := range []struct {
		name     string
		endpoint *Endpoint
		action   string
		request  string
	}{
		{"another filter", e, "DescribeSecurityGroups", "Filter.1.Name=group-name&Filter.1.Value.1=*&NextToken=" + token},
		{"another action", e, "DescribeSecurityGroupRules", "NextToken=" + token},
		{"another region", elsewhere, "DescribeSecurityGroups", "NextToken=" + token},
		{"another state", other, "DescribeSecurityGroups", "NextToken=" + token},
		{"a changed token", e, "DescribeSecurityGroups", "NextToken=" + string(forged)},
		{"half a token", e, "DescribeSecurityGroups", "NextToken=" + token[:20]},
		{"text", e, "DescribeSecurityGroups", "NextToken=5"},
	} {
		if got := ask(t, test.endpoint, wire.Version2016, test.action, test.request); got.code(t) != "InvalidNextToken" {
			t.Errorf("%s: %d %s", test.name, got.status, got.body)
		}
	}
}
