package local

import (
	"fmt"
	"strconv"
	"testing"
)

// populated is an endpoint on disk whose default VPC has n more groups of ten rules each.
func populated(b *testing.B, n int) *Endpoint {
	b.Helper()
	e := openEndpoint(b, Options{Dir: b.TempDir()})
	h := home{DefaultRegion, DefaultAccount}
	err := e.store.write(func(db *session) error {
		for i := range n {
			g := securityGroup{id: groupNumber(i), home: h, vpc: "vpc-5f7a1c3e", name: "group " + strconv.Itoa(i), description: "one of many"}
			if err := insertGroup(db, &g); err != nil {
				return err
			}
			for port := range 10 {
				r := open("tcp", port, port, "10.0.0.0/8", "")
				r.id = randomID("sgr-")
				if err := insertRule(db, g.key, r); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return e
}

func groupNumber(i int) string { return fmt.Sprintf("sg-%017x", i) }

// BenchmarkEndpoint measures whole requests, without a socket, on a durable state. The cost of a request about one group
// is to be the same at every size.
func BenchmarkEndpoint(b *testing.B) {
	for _, groups := range []int{100, 5_000, 100_000} {
		e := populated(b, groups)
		one := groupNumber(groups / 2)
		b.Run(fmt.Sprintf("describe one of %d", groups), func(b *testing.B) {
			for b.Loop() {
				ask(b, e, Version2016, "DescribeSecurityGroups", "GroupId.1="+one)
			}
		})
		b.Run(fmt.Sprintf("authorize and revoke in one of %d", groups), func(b *testing.B) {
			request := "GroupId=" + one + "&" + permit(1, "tcp", "443", "443", fromDocs)
			for b.Loop() {
				ask(b, e, Version2016, "AuthorizeSecurityGroupIngress", request).answer(b)
				ask(b, e, Version2016, "RevokeSecurityGroupIngress", request).answer(b)
			}
		})
		b.Run(fmt.Sprintf("describe a page of 1000 of %d", groups), func(b *testing.B) {
			for b.Loop() {
				ask(b, e, Version2016, "DescribeSecurityGroups", "MaxResults=1000")
			}
		})
	}
}
