package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRuleLines(t *testing.T) {
	for name, test := range map[string]struct{ args, want []string }{
		"none":                {nil, nil},
		"parted by the shell": {[]string{"tcp/22", "udp/53", "from", "10.0.0.0/8", "::/0"}, []string{"tcp/22 udp/53 from 10.0.0.0/8 ::/0"}},
		"one that is quoted":  {[]string{"tcp/22 from 10.0.0.0/8"}, []string{"tcp/22 from 10.0.0.0/8"}},
		"each quoted":         {[]string{"tcp/22 from 10.0.0.0/8", "all FROM sg-1"}, []string{"tcp/22 from 10.0.0.0/8", "all FROM sg-1"}},
		"parted after quoted": {[]string{"tcp/22 from 10.0.0.0/8", "udp/53", "from", "::/0"}, []string{"tcp/22 from 10.0.0.0/8", "udp/53 from ::/0"}},
		"quoted between parted": {[]string{"udp/53", "from", "::/0", "all from sg-1", "icmp", "from", "me"},
			[]string{"udp/53 from ::/0", "all from sg-1", "icmp from me"}},
		"source quoted":           {[]string{"tcp/22", "from 10.0.0.0/8"}, []string{"tcp/22 from 10.0.0.0/8"}},
		"note quoted":             {[]string{"tcp/22", "from", "10.0.0.0/8", "# ssh from office"}, []string{"tcp/22 from 10.0.0.0/8 # ssh from office"}},
		"from in a quoted name":   {[]string{"tcp/22", "from", `"jump from here"`}, []string{`tcp/22 from "jump from here"`}},
		"from in a note":          {[]string{"tcp/22 from 10.0.0.0/8 # a from b", "icmp from ::/0"}, []string{"tcp/22 from 10.0.0.0/8 # a from b", "icmp from ::/0"}},
		"from in another word":    {[]string{"tcp/22", "from", "fromage cheese"}, []string{"tcp/22 from fromage cheese"}},
		"two parted run together": {[]string{"tcp/22", "from", "::/0", "udp/53", "from", "::/0"}, []string{"tcp/22 from ::/0 udp/53 from ::/0"}},
	} {
		if diff := cmp.Diff(test.want, ruleLines(test.args)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestRuleLinesLoseNothing holds that every word is in a line, in its order, and
// that lines which are given whole come back as they are.
func TestRuleLinesLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"tcp/22", "from", "From", "10.0.0.0/8", `"a b"`, `"`, "#", "# from here", "a from b", "", " "})
		args := rapid.SliceOf(word).Draw(t, "arguments")
		lines := ruleLines(args)
		if got, want := strings.Join(lines, " "), strings.Join(args, " "); got != want {
			t.Fatalf("the words came to be %q, and were %q", got, want)
		}
		for _, line := range lines {
			if isWholeRule(line) && len(ruleLines([]string{line, line})) != 2 {
				t.Fatalf("%q twice is not two rules", line)
			}
		}
	})
}

func TestCompleteRule(t *testing.T) {
	for name, test := range map[string]struct {
		args  []string
		first string
	}{
		"nothing yet":      {nil, "tcp/"},
		"a protocol":       {[]string{"tcp/22"}, "from"},
		"where":            {[]string{"tcp/22", "from"}, "me"},
		"after whole rule": {[]string{"tcp/22 from ::/0"}, "tcp/"},
	} {
		offered, _ := completeRule(nil, test.args, "")
		if first, _, _ := strings.Cut(offered[0], "\t"); first != test.first {
			t.Errorf("%s: the first offer is %q, not %q", name, first, test.first)
		}
	}
}
