package local

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/rehearsal"
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// wireList is a prefix list as an answer has it.
type wireList struct {
	ID      string `xml:"prefixListId"`
	Name    string `xml:"prefixListName"`
	Family  string `xml:"addressFamily"`
	State   string `xml:"state"`
	Message string `xml:"stateMessage"`
	Max     int    `xml:"maxEntries"`
	Version int    `xml:"version"`
	Owner   string `xml:"ownerId"`
	ARN     string `xml:"prefixListArn"`
}

// listsIn are the prefix lists of an answer: the one that was changed, or those that were described.
func listsIn(t testing.TB, r reply) []wireList {
	t.Helper()
	var a struct {
		One  []wireList `xml:"prefixList"`
		Many []wireList `xml:"prefixListSet>item"`
	}
	if err := xml.Unmarshal([]byte(r.body), &a); err != nil || r.status != 200 {
		t.Fatalf("%v\n%s", err, r.body)
	}
	return append(a.One, a.Many...)
}

// entriesIn are the entries of an answer, with their descriptions.
func entriesIn(t testing.TB, r reply) (entries []string) {
	t.Helper()
	var a struct {
		Entries []struct {
			CIDR        string `xml:"cidr"`
			Description string `xml:"description"`
		} `xml:"entrySet>item"`
	}
	if err := xml.Unmarshal([]byte(r.body), &a); err != nil || r.status != 200 {
		t.Fatalf("%v\n%s", err, r.body)
	}
	for _, e := range a.Entries {
		entries = append(entries, strings.TrimSpace(e.CIDR+" "+e.Description))
	}
	return entries
}

const offices = "pl-0a1b2c3d4e5f60718"

func describeList(t testing.TB, e *Endpoint, id string) wireList {
	t.Helper()
	return listsIn(t, ask(t, e, wire.Version2016, "DescribeManagedPrefixLists", "PrefixListId.1="+id))[0]
}

// TestCreatePrefixList is in progress in the answer and complete after it, with its entries in canonical text.
func TestCreatePrefixList(t *testing.T) {
	e := openEndpoint(t, Options{})
	made := listsIn(t, ask(t, e, wire.Version2016, "CreateManagedPrefixList",
		"PrefixListName=v6&AddressFamily=IPv6&MaxEntries=3&Entry.1.Cidr=2001:DB8:1::1/48&Entry.1.Description=lab&Entry.2.Cidr=2001:db8::/48"+
			"&TagSpecification.1.ResourceType=prefix-list&TagSpecification.1.Tag.1.Key=env&TagSpecification.1.Tag.1.Value=test"))[0]
	want := wireList{ID: made.ID, Name: "v6", Family: "IPv6", State: "create-in-progress", Max: 3, Version: 1, Owner: DefaultAccount,
		ARN: "arn:aws:ec2:us-east-1:111122223333:prefix-list/" + made.ID}
	if diff := cmp.Diff(want, made); diff != "" || !store.IsID(made.ID, "pl-") {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	want.State = "create-complete"
	if diff := cmp.Diff(want, describeList(t, e, made.ID)); diff != "" {
		t.Errorf("described (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"2001:db8::/48", "2001:db8:1::/48 lab"},
		entriesIn(t, ask(t, e, wire.Version2016, "GetManagedPrefixListEntries", "PrefixListId="+made.ID))); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"prefix-list " + made.ID + " env=test"}, tagLines(t, e, "Filter.1.Name=value&Filter.1.Value.1=test")); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
}

// TestClientToken makes one list for a request that comes twice, and two for two requests.
func TestClientToken(t *testing.T) {
	e := openEndpoint(t, Options{})
	const request = "PrefixListName=a&AddressFamily=IPv4&MaxEntries=3&ClientToken=once"
	create := func(request string) reply { return ask(t, e, wire.Version2016, "CreateManagedPrefixList", request) }
	first, again := listsIn(t, create(request))[0], listsIn(t, create(request))[0]
	if first.ID != again.ID || again.State != "create-complete" {
		t.Errorf("%+v, %+v", first, again)
	}
	if code := create(strings.Replace(request, "MaxEntries=3", "MaxEntries=4", 1)).code(t); code != "IdempotentParameterMismatch" {
		t.Errorf("another request: code %q", code)
	}
	if other := listsIn(t, create(request+"+more"))[0]; other.ID == first.ID {
		t.Errorf("another token: %+v", other)
	}
	listsIn(t, ask(t, e, wire.Version2016, "DeleteManagedPrefixList", "PrefixListId="+first.ID))
	if anew := listsIn(t, create(request))[0]; anew.ID == first.ID || anew.State != "create-in-progress" {
		t.Errorf("after it was deleted: %+v", anew)
	}
}

// TestModifyPrefixList: entries make new versions, names and sizes do not, and old versions stay to be read.
func TestModifyPrefixList(t *testing.T) {
	e := openEndpoint(t, Options{})
	for _, step := range []struct {
		request string
		version int
		entries []string
	}{
		{"AddEntry.1.Cidr=10.0.0.9/8&CurrentVersion=1", 2, []string{"10.0.0.0/8", "198.51.100.16/28 branch office", "203.0.113.0/24 head office"}},
		{"RemoveEntry.1.Cidr=203.0.113.0/24&AddEntry.1.Cidr=192.0.2.0/24&AddEntry.1.Description=lab&CurrentVersion=2", 3,
			[]string{"10.0.0.0/8", "192.0.2.0/24 lab", "198.51.100.16/28 branch office"}},
		{"PrefixListName=places", 3, []string{"10.0.0.0/8", "192.0.2.0/24 lab", "198.51.100.16/28 branch office"}},
		{"MaxEntries=20", 3, []string{"10.0.0.0/8", "192.0.2.0/24 lab", "198.51.100.16/28 branch office"}},
		{"RemoveEntry.1.Cidr=10.0.0.0/8", 4, []string{"192.0.2.0/24 lab", "198.51.100.16/28 branch office"}},
		{"AddEntry.1.Cidr=10.0.0.0/8&AddEntry.1.Description=back", 5, []string{"10.0.0.0/8 back", "192.0.2.0/24 lab", "198.51.100.16/28 branch office"}},
	} {
		before := describeList(t, e, offices)
		told := listsIn(t, ask(t, e, wire.Version2016, "ModifyManagedPrefixList", "PrefixListId="+offices+"&"+step.request))[0]
		if told.State != "modify-in-progress" || told.Version != before.Version {
			t.Errorf("%s: told %+v", step.request, told)
		}
		if got := describeList(t, e, offices); got.State != "modify-complete" || got.Version != step.version {
			t.Errorf("%s: %+v", step.request, got)
		}
		if diff := cmp.Diff(step.entries, entriesIn(t, ask(t, e, wire.Version2016, "GetManagedPrefixListEntries", "PrefixListId="+offices))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.request, diff)
		}
	}
	if got := describeList(t, e, offices); got.Name != "places" || got.Max != 20 {
		t.Errorf("%+v", got)
	}
	for version, want := range map[string][]string{
		"1": {"198.51.100.16/28 branch office", "203.0.113.0/24 head office"},
		"2": {"10.0.0.0/8", "198.51.100.16/28 branch office", "203.0.113.0/24 head office"},
		"4": {"192.0.2.0/24 lab", "198.51.100.16/28 branch office"},
	} {
		if diff := cmp.Diff(want, entriesIn(t, ask(t, e, wire.Version2016, "GetManagedPrefixListEntries",
			"PrefixListId="+offices+"&TargetVersion="+version))); diff != "" {
			t.Errorf("version %s (-want +got):\n%s", version, diff)
		}
	}
}

// TestResizePrefixList: a size that a group has no room for fails after the answer, and says why.
func TestResizePrefixList(t *testing.T) {
	e := openEndpoint(t, Options{})
	for size, want := range map[string]wireList{
		"58": {State: "modify-complete", Max: 58}, // database has two more rules, and room for 60
		"59": {State: "modify-failed", Max: 10, Message: "The following resources do not support the new maximum size: sg-3d7f90ab"},
	} {
		told := listsIn(t, ask(t, e, wire.Version2016, "ModifyManagedPrefixList", "PrefixListId="+offices+"&MaxEntries="+size))[0]
		got := describeList(t, e, offices)
		if told.State != "modify-in-progress" || told.Max != 10 || got.State != want.State || got.Max != want.Max || got.Message != want.Message {
			t.Errorf("%s: told %+v, found %+v", size, told, got)
		}
		listsIn(t, ask(t, e, wire.Version2016, "ModifyManagedPrefixList", "PrefixListId="+offices+"&MaxEntries=10"))
	}
	if code := ask(t, e, wire.Version2016, "ModifyManagedPrefixList", "PrefixListId="+offices+"&MaxEntries=1").code(t); code != "PrefixListMaxEntriesExceeded" {
		t.Errorf("smaller than its entries: code %q", code)
	}
}

// TestDeletePrefixList: a list that rules refer to stays, and says why.
func TestDeletePrefixList(t *testing.T) {
	e := openEndpoint(t, Options{})
	remove := func() wireList {
		t.Helper()
		return listsIn(t, ask(t, e, wire.Version2016, "DeleteManagedPrefixList", "PrefixListId="+offices))[0]
	}
	if got := remove(); got.State != "delete-in-progress" {
		t.Errorf("%+v", got)
	}
	if got := describeList(t, e, offices); got.State != "delete-failed" || !strings.HasSuffix(got.Message, ": sg-3d7f90ab") {
		t.Errorf("%+v", got)
	}
	ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", "GroupId=sg-3d7f90ab&"+permit(1, "tcp", "5432", "5432",
		"PrefixListIds.1.PrefixListId="+offices)).answer(t)
	ask(t, e, wire.Version2016, "CreateTags", "ResourceId.1="+offices+"&Tag.1.Key=env&Tag.1.Value=test").answer(t)
	remove()
	if code := ask(t, e, wire.Version2016, "GetManagedPrefixListEntries", "PrefixListId="+offices).code(t); code != "InvalidPrefixListID.NotFound" {
		t.Errorf("code %q", code)
	}
	if left := tagLines(t, e, "Filter.1.Name=value&Filter.1.Value.1=test"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestDescribePrefixLists finds the caller's lists and AWS's, whose size and version are not told.
func TestDescribePrefixLists(t *testing.T) {
	e := openEndpoint(t, Options{})
	for filter, want := range map[string][]string{
		"owner-id=AWS": {"com.amazonaws.us-east-1.s3"}, "owner-id=111122223333": {"offices"}, "prefix-list-name=*s*": {"offices", "com.amazonaws.us-east-1.s3"},
		"prefix-list-id=pl-63a5400a": {"com.amazonaws.us-east-1.s3"},
	} {
		name, value, _ := strings.Cut(filter, "=")
		var got []string
		for _, l := range listsIn(t, ask(t, e, wire.Version2016, "DescribeManagedPrefixLists", "Filter.1.Name="+name+"&Filter.1.Value.1="+value)) {
			got = append(got, l.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", filter, diff)
		}
	}
	if got := describeList(t, e, "pl-63a5400a"); got.Max != 0 || got.Version != 0 || got.Owner != "AWS" ||
		got.ARN != "arn:aws:ec2:us-east-1:aws:prefix-list/pl-63a5400a" {
		t.Errorf("%+v", got)
	}
	other := openEndpoint(t, Options{Account: rehearsal.OtherAccount})
	if got := listsIn(t, ask(t, other, wire.Version2016, "DescribeManagedPrefixLists", "")); len(got) != 1 {
		t.Errorf("another account sees %+v", got)
	}
}

// TestPagesOfEntries are of the version of the first page, whatever is modified meanwhile.
func TestPagesOfEntries(t *testing.T) {
	e := openEndpoint(t, Options{})
	request := "PrefixListName=many&AddressFamily=IPv4&MaxEntries=1000"
	var want []string
	for i := range 100 {
		request += fmt.Sprintf("&Entry.%d.Cidr=10.0.%d.0/24", i+1, i)
		want = append(want, fmt.Sprintf("10.0.%d.0/24", i))
	}
	id := "PrefixListId=" + listsIn(t, ask(t, e, wire.Version2016, "CreateManagedPrefixList", request))[0].ID
	var got []string
	token := ""
	for page := range 10 {
		answer := ask(t, e, wire.Version2016, "GetManagedPrefixListEntries", id+"&MaxResults=30&NextToken="+token)
		got = append(got, entriesIn(t, answer)...)
		if token = answer.answer(t).NextToken; token == "" {
			break
		}
		listsIn(t, ask(t, e, wire.Version2016, "ModifyManagedPrefixList", fmt.Sprintf("%s&AddEntry.1.Cidr=10.%d.0.0/24&RemoveEntry.1.Cidr=10.0.%d.0/24", id, page+1,
			90+page)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
