package aws

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

const (
	describeLists = "DescribeManagedPrefixLists"
	listEntries   = "GetManagedPrefixListEntries"
)

// The lists of the sample are read with their entries, and those that are not
// there are left out.
func TestPrefixLists(t *testing.T) {
	x := &wire{next: sandbox(t)}
	lists, err := clientOf(t, x).PrefixLists(t.Context(), []string{"pl-63a5400a", "pl-0123456789abcdef0", "pl-0a1b2c3d4e5f60718", "pl-63a5400a"})
	if err != nil {
		t.Fatal(err)
	}
	want := []ingress.PrefixList{
		{ID: "pl-0a1b2c3d4e5f60718", Name: "offices", Family: "IPv4", Weight: 10, Entries: prefixes("198.51.100.16/28", "203.0.113.0/24")},
		{ID: "pl-63a5400a", Name: "com.amazonaws.us-east-1.s3", Family: "IPv4", Weight: 1, Entries: prefixes("3.5.0.0/19", "52.216.0.0/15", "54.231.0.0/16")},
	}
	if diff := cmp.Diff(want, lists, comparePrefixes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if asked := x.of(describeLists); len(asked) != 1 || asked[0].Has("PrefixListId.1") {
		t.Errorf("asked with %v", asked)
	}
}

func prefixes(texts ...string) []netip.Prefix {
	all := []netip.Prefix{}
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

func comparePrefixes() cmp.Option {
	return cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })
}

func TestNoPrefixListsAreNotAskedFor(t *testing.T) {
	x := &wire{next: sandbox(t)}
	if lists, err := clientOf(t, x).PrefixLists(t.Context(), nil); err != nil || len(lists) > 0 || len(x.requests) > 0 {
		t.Errorf("%v, %v after %v", lists, err, x.requests)
	}
}

// lists answers for prefix lists, a page of one list and one entry at a time.
type lists struct {
	list    string   // of each list, beside its id
	entries []string // of each list
	refused string   // the list whose entries are not told
}

func (l lists) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	w.Header().Set("Content-Type", "text/xml")
	at, _, _ := strings.Cut(r.Form.Get("NextToken"), "-")
	n := 0
	fmt.Sscan(at, &n)
	action, of, items, set := r.Form.Get("Action"), "", l.entries, "entrySet"
	if action == describeLists {
		items, set = nil, "prefixListSet"
		for i := 1; r.Form.Has(fmt.Sprint("Filter.1.Value.", i)); i++ {
			items = append(items, "<prefixListId>"+r.Form.Get(fmt.Sprint("Filter.1.Value.", i))+"</prefixListId>"+l.list)
		}
	} else if of = r.Form.Get("PrefixListId"); of == l.refused {
		refuse(w, 403, "UnauthorizedOperation", "You are not authorized to perform this operation.")
		return
	}
	item, next := "", ""
	if n < len(items) {
		item = "<item>" + items[n] + "</item>"
	}
	if n+1 < len(items) {
		next = fmt.Sprintf("<nextToken>%d-%s</nextToken>", n+1, of)
	}
	fmt.Fprintf(w, "<%sResponse><%s>%s</%s>%s</%sResponse>", action, set, item, set, next, action)
}

// Lists and entries come in pages, each list's of the version that it has.
func TestPrefixListsInPages(t *testing.T) {
	x := &wire{next: lists{
		list:    "<addressFamily>IPv4</addressFamily><maxEntries>20</maxEntries><ownerId>111122223333</ownerId><version>7</version>",
		entries: []string{"<cidr>192.0.2.0/24</cidr>", "<cidr>198.51.100.7/24</cidr>"},
		refused: "pl-02",
	}}
	var ids []string
	for i := range 205 {
		ids = append(ids, fmt.Sprintf("pl-%02x", i))
	}
	found, err := clientOf(t, x).PrefixLists(t.Context(), ids)
	if err != nil || len(found) != 205 {
		t.Fatalf("%d lists, %v", len(found), err)
	}
	for _, list := range found {
		want := ingress.PrefixList{ID: list.ID, Family: "IPv4", Weight: 20, Entries: prefixes("192.0.2.0/24", "198.51.100.0/24")}
		if list.ID == "pl-02" {
			want.Entries = nil // not told, which is not the same as none
		}
		if diff := cmp.Diff(want, list, comparePrefixes()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	for _, asked := range x.of(listEntries) {
		if asked.Get("TargetVersion") != "7" {
			t.Errorf("asked for entries with %v", asked)
		}
	}
	for _, asked := range x.of(describeLists) {
		if asked.Has("Filter.1.Value.101") || asked.Get("MaxResults") != "100" {
			t.Errorf("asked for lists with %v", asked)
		}
	}
}

func TestEntriesThatCannotBeRead(t *testing.T) {
	for name, test := range map[string]struct {
		entries []string
		want    []netip.Prefix
	}{
		"none":             {nil, prefixes()},
		"one is no CIDR":   {[]string{"<cidr>192.0.2.0/24</cidr>", "<cidr>192.0.2.0</cidr>"}, nil},
		"one has no CIDR":  {[]string{"<description>x</description>"}, nil},
		"one has an extra": {[]string{"<cidr>2001:db8::/32</cidr><description>x</description>"}, prefixes("2001:db8::/32")},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := clientOf(t, lists{entries: test.entries}).PrefixLists(t.Context(), []string{"pl-1"})
			if err != nil || len(found) != 1 {
				t.Fatal(found, err)
			}
			if diff := cmp.Diff(test.want, found[0].Entries, comparePrefixes()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPrefixListsThatCannotBeAskedFor(t *testing.T) {
	for _, test := range []struct {
		name   string
		faults map[string]fault
		code   string
		says   []string
	}{
		{"not allowed", map[string]fault{describeLists: refuseBefore(403, "UnauthorizedOperation", "You are not authorized to perform this operation.")},
			"UnauthorizedOperation", []string{"ask for the permission ec2:DescribeManagedPrefixLists"}},
		{"not offered", map[string]fault{describeLists: refuseBefore(400, "InvalidAction", "The action is not valid.")},
			"InvalidAction", []string{"emulator"}},
		{"no answer for the entries", map[string]fault{listEntries: dropBefore}, "", []string{"broke off"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				found, err := clientOf(t, &wire{next: sandbox(t), faults: test.faults}).PrefixLists(t.Context(), []string{"pl-63a5400a"})
				checkFailure(t, failureIn(t, err), test.code, test.says)
				if found != nil {
					t.Errorf("lists %v", found)
				}
			})
		})
	}
}

// AWS tells no most entries of its own lists: their weights are published by name.
func TestWeightOfPrefixLists(t *testing.T) {
	for _, test := range []struct {
		owner, name, told string
		want              int
	}{
		{"111122223333", "offices", "12", 12},
		{"111122223333", "com.amazonaws.us-east-1.s3", "", 0},
		{"AWS", "com.amazonaws.eu-central-1.s3", "", 1},
		{"AWS", "com.amazonaws.eu-central-1.s3express", "", 6},
		{"AWS", "com.amazonaws.eu-central-1.dynamodb", "", 1},
		{"AWS", "com.amazonaws.eu-central-1.ec2-instance-connect", "", 2},
		{"AWS", "com.amazonaws.eu-central-1.ipv6.ec2-instance-connect", "", 2},
		{"AWS", "com.amazonaws.global.groundstation", "", 5},
		{"AWS", "com.amazonaws.eu-central-1.vpc-lattice", "", 10},
		{"AWS", "com.amazonaws.eu-central-1.ipv6.route53-healthchecks", "", 25},
		{"AWS", "com.amazonaws.global.cloudfront.origin-facing", "", 55},
		{"AWS", "com.amazonaws.global.ipv6.cloudfront.origin-facing", "", 55},
		{"AWS", "com.amazonaws.eu-central-1.something-new", "", 0},
		{"AWS", "com.amazonaws.eu-central-1.s3", "9", 9},
		{"AWS", "s3", "-3", 0},
	} {
		list := "<ownerId>" + test.owner + "</ownerId><prefixListName>" + url.PathEscape(test.name) + "</prefixListName>"
		if test.told != "" {
			list += "<maxEntries>" + test.told + "</maxEntries>"
		}
		found, err := clientOf(t, lists{list: list}).PrefixLists(t.Context(), []string{"pl-1"})
		if err != nil || len(found) != 1 || found[0].Weight != test.want {
			t.Errorf("%s's %s, told %q: %+v, %v, want weight %d", test.owner, test.name, test.told, found, err, test.want)
		}
	}
}
