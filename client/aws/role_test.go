package aws

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

func TestRoleSessionIsANameThatSTSTakes(t *testing.T) {
	long := "a-name-that-is-longer-than-the-sixty-four-characters-that-sts-takes"
	for name, want := range map[string]string{
		"ann@example.com": "ann@example.com",
		"a+b=c_d.e-f":     "a+b=c_d.e-f",
		"":                "sluice",
		"Ann Müller":      "Ann-M-ller,",
		"Ann-M-ller":      "Ann-M-ller",
		"aws:ann":         "aws-ann,",
		"x":               "x,",
		long:              long[:43] + ",",
	} {
		got := roleSession(name)
		if whole := len(want) > 0 && want[len(want)-1] != ','; whole && got != want || !whole && got[:len(want)] != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// TestRoleSessionsAreTheirOwn makes names of the same few characters: STS takes
// each, and different names stay different.
func TestRoleSessionsAreTheirOwn(t *testing.T) {
	valid := regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a \-:/+@,ü]{1,70}`)
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		if !valid.MatchString(roleSession(a)) {
			t.Fatalf("%q becomes %q, which STS refuses", a, roleSession(a))
		}
		if a != b && roleSession(a) == roleSession(b) {
			t.Fatalf("%q and %q become %q", a, b, roleSession(a))
		}
	})
}
