package ingress

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// ParseGroupPatterns reads which groups a grant names: ids or names with commas
// between, where * stands for any text and ? for any one character. A backslash
// takes the meaning from the character after it: names may hold commas and stars.
func ParseGroupPatterns(text string) ([]string, error) {
	var patterns []string
	var pattern strings.Builder
	escaped := false
	add := func() error {
		p := strings.TrimSpace(pattern.String())
		pattern.Reset()
		if p == "" {
			return errors.New("a pattern is empty: give ids or names of groups with commas between, such as web-*, sg-0a5d8e02")
		}
		patterns = append(patterns, p)
		return nil
	}
	for _, r := range text {
		switch {
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			return nil, fmt.Errorf("%q: the patterns hold a character that no group's name has", text)
		case r == ',' && !escaped:
			if err := add(); err != nil {
				return nil, err
			}
			continue
		}
		pattern.WriteRune(r)
		escaped = r == '\\' && !escaped
	}
	if escaped {
		return nil, fmt.Errorf(`%q: a character must follow the last backslash`, text)
	}
	if err := add(); err != nil {
		return nil, err
	}
	return patterns, nil
}

// matchPattern reports whether a pattern of [ParseGroupPatterns] stands for text.
// It takes time in proportion to the product of their lengths at most.
func matchPattern(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, from := -1, 0 // where the last star was, and what it was last tried with
	i, j := 0, 0
	for j < len(t) {
		next := i
		if i < len(p) && p[i] == '\\' && i+1 < len(p) {
			next++
		}
		switch {
		case i < len(p) && p[i] == '*':
			star, from = i, j
			i++
		case i < len(p) && (next > i && p[next] == t[j] || next == i && (p[i] == '?' || p[i] == t[j])):
			i, j = next+1, j+1
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

// ParsePortLimits reads the traffic that a grant allows: protocols as in a rule
// line with spaces between, such as tcp/22,443 udp/53 icmp. Bare ports are TCP's:
// 22,8000-8999. UDP is opened by who says so.
func ParsePortLimits(text string) ([]Spec, error) {
	var specs []Spec
	for word := range strings.FieldsSeq(text) {
		if strings.Trim(word, "0123456789,-") == "" {
			word = "tcp/" + word
		}
		more, err := ParseSpecs(word)
		if err != nil {
			return nil, err
		}
		specs = append(specs, more...)
	}
	if len(specs) == 0 {
		return nil, errors.New("which ports? Such as 22,443 or tcp/22 udp/53 icmp")
	}
	return specs, nil
}

// maxTTL is the longest lifetime that a grant can name: longer is as good as none.
const maxTTL = 366 * 24 * time.Hour

// ParseTTL reads how long rules may last at most: 45m, 2h, 1h30m, 7d.
func ParseTTL(text string) (time.Duration, error) {
	days, isDays := strings.CutSuffix(text, "d")
	var ttl time.Duration
	if n, ok := parseNumber(days); isDays && ok && n < 1000 {
		ttl = time.Duration(n) * 24 * time.Hour
	} else if d, err := time.ParseDuration(text); err == nil {
		ttl = d
	}
	if ttl < time.Minute || ttl > maxTTL {
		return 0, fmt.Errorf("%q: a lifetime is 1m to 366d, such as 45m, 2h or 7d", text)
	}
	return ttl, nil
}
