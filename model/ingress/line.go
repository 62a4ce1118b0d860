package ingress

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineRule is what a rule line says so far. A line that is still being typed
// reads as far as it goes.
type lineRule struct {
	protocols []string // as typed, one a word, port lists joined
	sources   []string // as typed, quotes kept
	expires   string   // the words from "for" or "until" on
	note      string
	problem   string // the first thing that cannot be read, or that is missing
}

// readLine reads a compact rule line:
//
//	protocol+ "from" source+ [ "for" duration | "until" time ] [ "#" description ]
//
// for example: tcp/22,443 icmp/echo-request from 10.0.0.0/8 sg-0a5d8e02 for 2h # note.
// It never fails: problem says what stands in the way on the protocols' side,
// and every word is kept. The sources and the end are read with the fields that
// they fill.
func readLine(text string) lineRule {
	rule, note := cutNote(text)
	words := split(rule, unicode.IsSpace)
	line := lineRule{note: strings.TrimSpace(note)}
	hasFrom := false
	for i, word := range words {
		if strings.EqualFold(word, "from") {
			line.sources, line.expires = cutExpiry(splitSources(strings.Join(words[i+1:], " ")))
			words, hasFrom = words[:i], true
			break
		}
	}
	if !hasFrom {
		words, line.expires = cutExpiry(words)
	}
	line.protocols = joinPortLists(words)
	line.problem = line.check(hasFrom)
	return line
}

func (l lineRule) check(hasFrom bool) string {
	const goOn = "from where? Go on with: from 203.0.113.7"
	for i, word := range l.protocols {
		_, err := readProtocol(word)
		switch {
		case err != nil && i > 0 && !hasFrom && strings.HasPrefix("from", strings.ToLower(word)):
			return goOn
		case err != nil:
			return err.Error()
		}
	}
	switch {
	case len(l.protocols) == 0:
		return "what to open? Start with a protocol: tcp/22, https, icmp, all"
	case !hasFrom:
		return goOn
	case len(l.sources) == 0:
		return noSources
	}
	return ""
}

const noSources = "from where? A CIDR, an address, sg-…, pl-… or account/name"

// cutExpiry splits words before the first that starts the time of a rule's end.
func cutExpiry(words []string) (before []string, expires string) {
	if i := slices.IndexFunc(words, isExpiry); i >= 0 {
		return words[:i], strings.Join(words[i:], " ")
	}
	return words, ""
}

// cutNote splits at the first # that starts a word and is not quoted.
func cutNote(text string) (rule, note string) {
	quoted, start := false, true
	for i, c := range text {
		if c == '#' && start && !quoted {
			return text[:i], text[i+1:]
		}
		if c == '"' {
			quoted = !quoted
		}
		start = separatesSources(c)
	}
	return text, ""
}

// split splits at separators outside quotes, and keeps the quotes.
func split(text string, separates func(rune) bool) []string {
	quoted := false
	return strings.FieldsFunc(text, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return !quoted && separates(c)
	})
}

// splitSources splits a list of sources at commas, semicolons and white space.
func splitSources(text string) []string { return split(text, separatesSources) }

func separatesSources(c rune) bool { return c == ',' || c == ';' || unicode.IsSpace(c) }

// lastSource splits a list of sources before the one being typed, which may be
// several words of a name that is not quoted yet.
func lastSource(text string) (before, last string) {
	quoted, start := false, 0
	for i, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',' || c == ';' || c == '\n':
			start = i + 1
		case unicode.IsSpace(c) && !isBareName(strings.TrimSpace(text[start:i])):
			start = i + utf8.RuneLen(c)
		}
	}
	last = strings.TrimLeftFunc(text[start:], unicode.IsSpace)
	return text[:len(text)-len(last)], last
}

// isBareName reports whether text may be the first words of a group's name.
func isBareName(text string) bool {
	s, err := readSource(text)
	return text != "" && err == nil && s.name != "" && s.account == "" && !strings.HasPrefix(text, `"`)
}

// joinPortLists splits words of protocols at commas, but puts the ports of a
// list together: "tcp/22, 443 udp/53,ssh" is tcp/22,443 and udp/53 and ssh.
func joinPortLists(words []string) []string {
	var joined strings.Builder
	separator, list := " ", false
	for word := range strings.FieldsSeq(strings.ReplaceAll(strings.Join(words, " "), ",", " , ")) {
		if word == "," {
			separator = ","
			continue
		}
		if !list || !startsPort(word) {
			separator, list = " ", strings.Contains(word, "/")
		}
		joined.WriteString(separator + word)
		separator = " "
	}
	return strings.Fields(joined.String())
}

func startsPort(word string) bool {
	return strings.ContainsAny(word[:1], "0123456789*+-") || strings.EqualFold(word, "all") || strings.EqualFold(word, "any")
}

// readProtocol reads one protocol of a line: tcp/22,8080-8081, icmp/3:4, ssh,
// all, 50.
func readProtocol(word string) ([]Spec, error) {
	if p, ok := PresetNamed(word); ok && !p.Custom {
		return []Spec{p.Spec}, nil
	}
	name, detail, hasDetail := strings.Cut(word, "/")
	protocol, err := ParseProtocol(name)
	switch {
	case isPortFirst(name, detail):
		return nil, fmt.Errorf("%s: the protocol comes first, write %s/%s", word, detail, name)
	case err != nil:
		return nil, protocolError(word)
	case protocol.HasPorts() && detail == "":
		return nil, fmt.Errorf("%s needs ports: %s/22, %s/8080-8081, or %s/* for all", name, name, name, name)
	case protocol.HasPorts():
		return parsePortList(protocol, detail)
	case protocol.IsICMP():
		typeText, codeText, _ := strings.Cut(detail, ":")
		return parseICMP(protocol, typeText, codeText)
	case hasDetail:
		return nil, fmt.Errorf("%s: %s has no ports, every port opens; write %s alone, or tcp/ or udp/ with ports", word, protocol, name)
	}
	return []Spec{{protocol, anyNumber, anyNumber}}, nil
}

// isPortFirst recognises 22/tcp, as other tools write it.
func isPortFirst(name, detail string) bool {
	if !strings.EqualFold(detail, "tcp") && !strings.EqualFold(detail, "udp") {
		return false
	}
	_, _, err := parsePorts(name)
	return err == nil
}

// protocolError says what to write instead of a word that is no protocol.
func protocolError(word string) error {
	lower := strings.ToLower(word)
	n, isNumber := parseNumber(word)
	switch {
	case isNumber && isPort(n):
		return fmt.Errorf("%s: a protocol number is 0 to 255; for port %d write tcp/%d", word, n, n)
	case isNumber:
		return fmt.Errorf("%s: a protocol number is 0 to 255, or -1 for all", word)
	case isExpiry(word):
		return fmt.Errorf("%q and its time stand after the sources, as in tcp/22 from 203.0.113.7 for 2h", word)
	case strings.HasPrefix(lower, "sg-"), strings.HasPrefix(lower, "pl-"), looksLikeAddress(word):
		return fmt.Errorf(`%s is a source: write the protocol first, then "from", as in tcp/22 from 203.0.113.7`, word)
	}
	return fmt.Errorf("%q is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh", word)
}
