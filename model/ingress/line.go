package ingress

import (
	"fmt"
	"strconv"
	"strings"
)

// lineRule is what a rule line says so far. A line that is still being typed
// reads as far as it goes.
type lineRule struct {
	specs   []Spec
	sources []string // as typed, quotes kept
	note    string
	preset  string // the preset's name where the one protocol was given as one
	problem string // the first thing that could not be read, or that is missing
}

// readLine reads a compact rule line:
//
//	protocol+ "from" source+ [ "#" description ]
//
// for example: tcp/22,443 icmp/echo-request from 10.0.0.0/8 sg-0a5d8e02 # note.
// It never fails: what cannot be read is named in problem, the rest is kept.
func readLine(text string) lineRule {
	var r lineRule
	rest, note, hasNote := cutNote(text)
	if hasNote {
		r.note = strings.TrimSpace(note)
	}
	words := splitWords(rest)
	protocols, sources, hasFrom := cutFrom(words)
	for _, word := range joinPortLists(protocols) {
		specs, preset, err := readProtocol(word)
		if err != nil {
			r.complain(err.Error())
			continue
		}
		r.specs = append(r.specs, specs...)
		r.preset = preset
	}
	if len(r.specs) != 1 {
		r.preset = ""
	}
	r.readSources(sources)
	switch {
	case len(r.specs) == 0:
		r.complain("what to open? Start with a protocol: tcp/22, https, icmp, all")
	case !hasFrom:
		r.complain("from where? Go on with: from 203.0.113.7")
	case len(r.sources) == 0:
		r.complain("from where? A CIDR, an address, sg-…, pl-… or account/name")
	}
	return r
}

func (r *lineRule) complain(problem string) {
	if r.problem == "" {
		r.problem = problem
	}
}

func (r *lineRule) readSources(words []string) {
	for i, word := range words {
		switch strings.ToLower(word) {
		case "for", "until":
			r.complain(fmt.Sprintf("%q: rules that expire are not offered; take it out", strings.Join(words[i:], " ")))
			return
		case "from":
			r.complain(`a second "from": one line has one list of sources`)
			continue
		}
		r.sources = append(r.sources, word)
	}
}

// cutNote splits at the first # that starts a word and is not quoted.
func cutNote(text string) (rule, note string, found bool) {
	quoted := false
	for i, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '#' && !quoted && (i == 0 || isSpace(text[i-1])):
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// splitWords splits at white space and commas outside quotes. A comma stays on
// the word before it, so that a list of ports can be told from two words.
func splitWords(text string) []string {
	var words []string
	start, quoted := -1, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
			if start < 0 {
				start = i
			}
		case isSpace(c) && !quoted:
			if start >= 0 {
				words = append(words, text[start:i])
			}
			start = -1
		case start < 0:
			start = i
		}
	}
	if start >= 0 {
		words = append(words, text[start:])
	}
	return words
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// cutFrom splits the words at "from"; sources come out one a word.
func cutFrom(words []string) (protocols, sources []string, found bool) {
	for i, word := range words {
		if strings.EqualFold(word, "from") {
			return words[:i], splitSources(strings.Join(words[i+1:], " ")), true
		}
	}
	return words, nil, false
}

// splitSources splits a list of sources at commas, semicolons and white space
// outside quotes.
func splitSources(text string) []string {
	var sources []string
	quoted, start := false, 0
	flush := func(end int) {
		if end > start {
			sources = append(sources, text[start:end])
		}
		start = end + 1
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case !quoted && (isSpace(c) || c == ',' || c == ';'):
			flush(i)
		}
	}
	flush(len(text))
	return sources
}

// joinPortLists puts "tcp/22," and "443" back together.
func joinPortLists(words []string) []string {
	var joined []string
	for _, word := range words {
		last := len(joined) - 1
		if last >= 0 && strings.HasSuffix(joined[last], ",") {
			joined[last] += word
			continue
		}
		joined = append(joined, word)
	}
	return joined
}

// readProtocol reads one protocol of a line: tcp/22,8080-8081, icmp/3:4, ssh,
// all, 50. preset is the preset's name where it was given by that.
func readProtocol(word string) (specs []Spec, preset string, err error) {
	word = strings.TrimSuffix(word, ",")
	name, detail, hasDetail := strings.Cut(word, "/")
	if p, ok := PresetNamed(word); ok && !p.Custom {
		return []Spec{p.Spec}, p.Name, nil
	}
	protocol, err := ParseProtocol(name)
	if err != nil {
		return nil, "", fmt.Errorf("%q is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh", word)
	}
	switch {
	case protocol.HasPorts() && (!hasDetail || detail == ""):
		return nil, "", fmt.Errorf("%s needs ports: %s/22, %s/8080-8081, or %s/* for all", name, name, name, name)
	case protocol.HasPorts():
		specs, err = readPorts(protocol, detail)
		return specs, "", err
	case protocol.IsICMP():
		spec, err := readICMP(protocol, detail)
		if err != nil {
			return nil, "", err
		}
		return []Spec{spec}, "", nil
	case hasDetail:
		return nil, "", fmt.Errorf("%s: %s has no ports, every port opens; write %s alone", word, protocol, name)
	}
	return []Spec{{protocol, anyNumber, anyNumber}}, "", nil
}

func readPorts(p Protocol, list string) ([]Spec, error) {
	var specs []Spec
	for part := range strings.SplitSeq(list, ",") {
		if part == "" {
			continue
		}
		from, to, err := parsePorts(part)
		if err != nil {
			return nil, err
		}
		specs = append(specs, Spec{p, from, to})
	}
	if len(specs) == 0 {
		return nil, fmt.Errorf("%q: which ports? 22, 8080-8081, or * for all", list)
	}
	return specs, nil
}

// parsePorts reads 22, 8080-8081, or * for every port.
func parsePorts(text string) (from, to int, err error) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "*", "all", "any":
		return 0, maxPort, nil
	}
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	from, fromErr := strconv.Atoi(strings.TrimSpace(first))
	to, toErr := strconv.Atoi(strings.TrimSpace(last))
	switch {
	case text == "-1":
		return 0, 0, fmt.Errorf("-1: a port is 0 to 65535; write * for all ports")
	case fromErr != nil || toErr != nil:
		if isNumeric(first) && isNumeric(last) {
			return 0, 0, fmt.Errorf("%s: a port is 0 to 65535", text)
		}
		return 0, 0, fmt.Errorf("%q is no port: write 22, 8080-8081, or * for all", text)
	case from > maxPort || to > maxPort:
		return 0, 0, fmt.Errorf("%s: a port is 0 to 65535", text)
	case from > to:
		return 0, 0, fmt.Errorf("%s: the first port comes first, write %d-%d", text, to, from)
	}
	return from, to, nil
}

func isNumeric(text string) bool {
	return text != "" && strings.Trim(text, "0123456789 ") == ""
}

// readICMP reads type[:code], by number or by name; nothing means all.
func readICMP(p Protocol, detail string) (Spec, error) {
	typeText, codeText, _ := strings.Cut(detail, ":")
	typ, err := parseICMPType(p, typeText)
	if err != nil {
		return Spec{}, err
	}
	code, err := parseICMPCode(p, typ, codeText)
	if err != nil {
		return Spec{}, err
	}
	if typ == anyNumber {
		code = anyNumber
	}
	return Spec{p, typ, code}, nil
}
