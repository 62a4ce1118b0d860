package aws

import "testing"

func TestRoleSessionIsANameThatSTSTakes(t *testing.T) {
	long := "a-name-that-is-longer-than-the-sixty-four-characters-that-sts-takes"
	for name, want := range map[string]string{
		"ann@example.com": "ann@example.com",
		"Ann Müller":      "Ann-M-ller",
		"aws:ann":         "aws-ann",
		"x":               "sluice-x",
		"":                "sluice",
		long:              long[:64],
	} {
		if got := roleSession(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
