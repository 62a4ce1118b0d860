package actions

import (
	"regexp"
	"strings"
	"testing"

	"sluice/client/local/wire"
)

func TestMatches(t *testing.T) {
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"web", "web", true},
		{"web", "Web", false},
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "anything", true},
		{"w*b", "wb", true},
		{"w*b", "web server b", true},
		{"w*b", "web server", false},
		{"*b*b", "abcb", true},
		{"we?", "web", true},
		{"we?", "we", false},
		{"we?", "weé", true},
		{`we\*`, "we*", true},
		{`we\*`, "web", false},
		{`we\?`, "we?", true},
		{`a\\b`, `a\b`, true},
		{`a\`, `a\`, true},
		{"**a", "bba", true},
		{strings.Repeat("*a", 40), strings.Repeat("a", 5000) + "b", false}, // must not take for ever
	} {
		if got := Matches(test.pattern, test.text); got != test.want {
			t.Errorf("matches(%q, %.20q) = %v", test.pattern, test.text, got)
		}
	}
}

// FuzzMatches compares with what a regular expression made from the pattern says.
func FuzzMatches(f *testing.F) {
	for _, seed := range [][2]string{{"w*b", "web"}, {`\*?`, "*x"}, {`a\`, `a\`}, {"*ä*", "ää"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if !wire.LegalText(pattern) || !wire.LegalText(text) || len(pattern) > 100 || len(text) > 200 {
			t.Skip()
		}
		var expression strings.Builder
		runes := []rune(pattern)
		for i := 0; i < len(runes); i++ {
			switch {
			case runes[i] == '*':
				expression.WriteString(".*")
			case runes[i] == '?':
				expression.WriteString(".")
			case runes[i] == '\\' && i+1 < len(runes):
				i++
				fallthrough
			default:
				expression.WriteString(regexp.QuoteMeta(string(runes[i])))
			}
		}
		want := regexp.MustCompile("(?s)^" + expression.String() + "$").MatchString(text)
		if got := Matches(pattern, text); got != want {
			t.Errorf("matches(%q, %q) = %v, want %v", pattern, text, got, want)
		}
	})
}
