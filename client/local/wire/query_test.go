package wire

import (
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzQuery makes a tree of any parameters: it has each of them, under its path, and nothing else.
func FuzzQuery(f *testing.F) {
	f.Add("GroupId=sg-1&IpPermissions.2.FromPort=1&IpPermissions.10.IpRanges.1.CidrIp=::/0&IpPermissions.2=")
	f.Add("a.1=x&a.01=y&a.-1=z&a.1.b=&.=1&a..b=2&Action=c&X-Amz-Date=d")
	f.Add("a=1&a=2&%ff=%00")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		root, err := ParseQuery(values)
		if err != nil {
			if _, ok := errors.AsType[*Failure](err); !ok {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		want := map[string]string{}
		for name, given := range values {
			if !isEnvelope(name) {
				want[name] = given[0]
			}
		}
		got := map[string]string{}
		root.walk(func(n *Node) {
			if n.set {
				got[n.path] = n.value
			}
			items, err := n.items()
			if err == nil && len(items) != len(n.children) {
				t.Errorf("%s has %d items of %d", n.path, len(items), len(n.children))
			}
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-given +in the tree):\n%s", diff)
		}
	})
}

func (n *Node) walk(visit func(*Node)) {
	visit(n)
	for _, child := range n.children {
		child.walk(visit)
	}
}
