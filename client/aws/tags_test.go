package aws

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// at is a time of day, as the tag of a rule that expires tells it.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// expiring are rules of which each is to be revoked at a time; "" for never.
func expiring(t testing.TB, times ...string) []ingress.Wanted {
	t.Helper()
	var rules []ingress.Wanted
	for i, text := range times {
		r := cidr(t, 9000+i, "192.0.2.0/24")
		if text != "" {
			r.Expires = at(t, text)
		}
		rules = append(rules, r)
	}
	return rules
}

// The tags of a rule come with the call that adds it.
func TestTagsOfRules(t *testing.T) {
	const noon = "2026-11-23T12:00:00Z"
	for _, test := range []struct {
		name     string
		by       string
		rules    []ingress.Wanted
		untagged bool
		want     map[string]string
	}{
		{"operation", "", expiring(t, ""), false, map[string]string{"sluice:op": "op-test"}},
		{"who", "ann (SHA256:ab+/c=)", expiring(t, ""), false, map[string]string{"sluice:op": "op-test", "sluice:by": "ann _SHA256:ab+/c=_"}},
		{"when", "", expiring(t, noon, noon), false, map[string]string{"sluice:op": "op-test", "sluice:expires": noon}},
		{"when, elsewhere", "", expiring(t, "2026-11-23T13:00:00+01:00", noon), false, map[string]string{"sluice:op": "op-test", "sluice:expires": noon}},
		{"none", "ann", expiring(t, ""), true, map[string]string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := &wire{next: sandbox(t)}
			c := clientOf(t, x)
			planned := change(t, c, "sg-140ba4c8", test.rules...)
			planned.Untagged = test.untagged
			receipt := c.Writer(test.by).Send(t.Context(), "op-test", planned)
			if receipt.Failure != nil || receipt.Count(ingress.Applied) != len(test.rules) {
				t.Fatalf("receipt %+v, failure %v", receipt, receipt.Failure)
			}
			group, err := c.Group(t.Context(), "sg-140ba4c8")
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range test.rules {
				have, _ := group.Find(r.Rule)
				got := map[string]string{}
				for _, tag := range have.Tags {
					got[tag.Key] = tag.Value
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("tags of %v (-want +got):\n%s", r.Rule, diff)
				}
				if expires, ok := have.Expires(); ok != !r.Expires.IsZero() || ok && !expires.Equal(r.Expires) {
					t.Errorf("expires %v, want %v", expires, r.Expires)
				}
			}
		})
	}
}

func TestRulesThatCannotBeTaggedAsWanted(t *testing.T) {
	const noon, later = "2026-11-23T12:00:00Z", "2026-11-23T12:00:01Z"
	for _, test := range []struct {
		name     string
		rules    []ingress.Wanted
		untagged bool
		says     []string
	}{
		{"two times", expiring(t, noon, later), false, []string{"cannot expire at different times", "by themselves"}},
		{"some never", expiring(t, noon, ""), false, []string{"cannot expire at different times"}},
		{"untagged", expiring(t, noon), true, []string{"nothing would ever revoke it", "ec2:CreateTags"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := &wire{next: sandbox(t)}
			c := clientOf(t, x)
			planned := change(t, c, "sg-140ba4c8", test.rules...)
			planned.Untagged = test.untagged
			receipt := c.Writer("").Send(t.Context(), "op-test", planned)
			if receipt.Count(ingress.NotSent) != len(test.rules) || len(x.of(authorize)) > 0 {
				t.Errorf("receipt %+v after %d calls", receipt, len(x.of(authorize)))
			}
			checkFailure(t, receipt.Failure, "", test.says)
			checkFailure(t, c.Writer("").Permit(t.Context(), planned).Failure, "", test.says)
		})
	}
	c := clientOf(t, sandbox(t))
	planned := editingOne(t, c)
	planned.Rules[0].Expires = at(t, noon)
	receipt := c.Writer("").Send(t.Context(), "op-test", planned)
	checkFailure(t, receipt.Failure, "", []string{"when it expires stays as it is", "revoke this one"})
}

func TestTagValue(t *testing.T) {
	long := strings.Repeat("é", 300)
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"  ann  ", "ann"},
		{"ann@host.test", "ann@host.test"},
		{"DOMAIN\\ann\x1b[31m", "DOMAIN_ann__31m"},
		{"a\xffb", "a_b"},
		{long, long[:512]},
	} {
		got := tagValue(test.text)
		if got != test.want || !utf8.ValidString(got) || utf8.RuneCountInString(got) > 256 {
			t.Errorf("%q becomes %q, want %q", test.text, got, test.want)
		}
	}
}

// deniedFor refuses a call for lack of a permission, unless it is untagged.
func deniedFor(permission string) fault {
	return func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, r *http.Request) {
		tagged := false
		rec := pass(func(form url.Values) { tagged = form.Has("TagSpecification.1.Tag.1.Key") })
		if tagged {
			refuse(w, 403, "UnauthorizedOperation", "You are not authorized to perform this operation."+permission)
			return
		}
		replay(w, rec)
	}
}

// A change that is denied for its tags alone may go untagged, if the user agrees;
// one that is denied altogether, or that expires, may not.
func TestPermitOfTags(t *testing.T) {
	const says = " User: arn:aws:iam::111122223333:user/eve is not authorized to perform: ec2:CreateTags on resource: x"
	for _, test := range []struct {
		name     string
		fault    fault
		rules    []ingress.Wanted
		tagsOnly bool
		says     []string
	}{
		{"for tags, in words", deniedFor(says), expiring(t, ""), true, []string{"ec2:CreateTags", "agree to send the rules untagged"}},
		{"for tags, without a word", deniedFor(""), expiring(t, ""), true, []string{"agree to send the rules untagged"}},
		{"for all", refuseBefore(403, "UnauthorizedOperation", "You are not authorized to perform this operation."), expiring(t, ""), false,
			[]string{"ask for the permission ec2:AuthorizeSecurityGroupIngress"}},
		{"for tags, of rules that expire", deniedFor(says), expiring(t, "2026-11-23T12:00:00Z"), false, []string{"ec2:CreateTags", "leave the time out"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := &wire{next: sandbox(t)}
				c := clientOf(t, x)
				planned := change(t, c, "sg-140ba4c8", test.rules...)
				x.faults = map[string]fault{authorize: test.fault}
				permit := c.Writer("").Permit(t.Context(), planned)
				if permit.Answer != ingress.Denied || permit.TagsOnly != test.tagsOnly {
					t.Errorf("permit %+v", permit)
				}
				checkFailure(t, permit.Failure, "UnauthorizedOperation", test.says)
				checkUntouched(t, c, planned)
				if !test.tagsOnly {
					return
				}
				planned.Untagged = true
				if permit := c.Writer("").Permit(t.Context(), planned); permit.Answer != ingress.Allowed {
					t.Errorf("untagged: %+v, failure %v", permit, permit.Failure)
				}
				if receipt := c.Writer("").Send(t.Context(), "op-test", planned); receipt.Count(ingress.Applied) != 1 {
					t.Errorf("untagged: receipt %+v, failure %v", receipt, receipt.Failure)
				}
			})
		})
	}
}
