package notation

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// queries reads requests of the EC2 Query API: URLs, raw HTTP requests and form
// bodies, several of them where each starts a line.
func (r *reader) queries() {
	starts := regexp.MustCompile(`(?:^|\s)((?i:https?://|(?:GET|POST) +(?:/|https?://))|\??Action=)`).FindAllStringSubmatchIndex(r.text, -1)
	var pieces []span
	at := 0
	for _, m := range starts {
		if before := r.text[at:m[2]]; strings.TrimSpace(before) != "" && !goesOn(before) {
			pieces = append(pieces, span{at, m[2]})
			at = m[2]
		}
	}
	for _, piece := range append(pieces, span{at, len(r.text)}) {
		if strings.TrimSpace(r.raw(piece)) != "" {
			r.query(r.requestLine(piece))
		}
	}
}

// goesOn reports whether what follows belongs to the same request: a line's & is
// followed by a parameter, the header of an HTTP request by its body.
func goesOn(before string) bool {
	trimmed := strings.TrimRight(before, " \t\n")
	if strings.HasSuffix(trimmed, "&") || strings.HasSuffix(trimmed, "?") {
		return true
	}
	_, _, sent := httpMethod(strings.TrimLeft(trimmed, " \t\n"))
	return sent && strings.Contains(before[len(trimmed):], "\n\n") && !strings.Contains(trimmed, "\n\n")
}

// httpMethod cuts the method off the first line of an HTTP request.
func httpMethod(text string) (method, rest string, ok bool) {
	method, rest, ok = strings.Cut(text, " ")
	return method, rest, ok && (strings.EqualFold(method, "GET") || strings.EqualFold(method, "POST"))
}

// requestLine is the parameters of a request: what follows the question mark of
// its URL, and its body. The header and the host are named and passed over.
func (r *reader) requestLine(piece span) (parameters []span) {
	text := strings.TrimLeft(r.raw(piece), " \t\n")
	piece.from = piece.to - len(text)
	_, rest, sent := httpMethod(text)
	if !sent {
		return r.afterHost(piece)
	}
	line, after, _ := strings.Cut(rest, "\n")
	start := piece.from + len(text) - len(rest)
	start += len(line) - len(strings.TrimLeft(line, " "))
	target, _, _ := strings.Cut(strings.TrimLeft(line, " "), " ")
	parameters = r.afterHost(span{start, start + len(target)})
	header, body, hasBody := strings.Cut(after, "\n\n")
	if !hasBody && !strings.Contains(header, ":") {
		header, body = "", after
	}
	r.header(piece.to-len(after), header)
	return append(parameters, span{piece.to - len(body), piece.to})
}

// header names the fields of an HTTP header, and none of their values: those
// sign the request.
func (r *reader) header(at int, header string) {
	for line := range strings.Lines(header) {
		if name, _, ok := strings.Cut(line, ":"); ok {
			r.notice(span{at, at + len(name)}, "the header's %s is passed over", name)
		}
		at += len(line)
	}
}

// afterHost is what follows a URL's question mark, or all of it where there is
// no URL. A host other than EC2's own in its first region is named: the region
// is not read.
func (r *reader) afterHost(piece span) []span {
	text := r.raw(piece)
	at := piece.from
	if scheme, rest, ok := strings.Cut(text, "://"); ok && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")) {
		at += len(text) - len(rest)
		host := rest[:len(rest)-len(strings.TrimLeftFunc(rest, isHost))]
		if !strings.EqualFold(host, "ec2.amazonaws.com") {
			r.notice(span{at, at + len(host)}, "%s is passed over: the rules go where this program works", host)
		}
		at, text = at+len(host), rest[len(host):]
	} else if !strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "?") {
		return []span{piece}
	}
	path, _, ok := strings.Cut(text, "?")
	if !ok {
		return nil
	}
	return []span{{at + len(path) + 1, piece.to}}
}

// isHost reports whether a character may stand in a URL's host.
func isHost(c rune) bool { return !strings.ContainsRune("/?# \t\n", c) }

// query reads the parameters of one request.
func (r *reader) query(pieces []span) {
	root := &node{}
	whole := span{len(r.text), 0}
	for _, piece := range pieces {
		whole = span{min(whole.from, piece.from), max(whole.to, piece.to)}
		at := piece.from
		for text := range strings.SplitSeq(r.raw(piece), "&") {
			r.parameter(root, at, text)
			at += len(text) + 1
		}
	}
	if whole.to < whole.from {
		return
	}
	if action := root.children["Action"]; action != nil {
		if action.word != "AuthorizeSecurityGroupIngress" {
			r.lost(action.span.from, whole, "%s is not read: only AuthorizeSecurityGroupIngress adds ingress rules", action.word)
			return
		}
		delete(root.children, "Action")
	}
	if len(root.children) > 0 {
		root.span = whole
		r.request(r.value(root))
	}
}

// maxSteps is the most steps of a parameter name that are read.
const maxSteps = 8

// parameter takes name=value into the tree. White space around it, such as the
// line breaks of EC2's own examples, is none of it.
func (r *reader) parameter(root *node, at int, text string) {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return
	}
	from := at + strings.Index(text, trimmed)
	piece := span{from, from + len(trimmed)}
	rawName, rawValue, hasValue := strings.Cut(trimmed, "=")
	name, nameErr := url.QueryUnescape(rawName)
	w, err := url.QueryUnescape(rawValue)
	steps := strings.Split(name, ".")
	switch {
	case isSignature(name):
		r.notice(span{from, from + len(rawName)}, "%s is passed over: this program signs for itself", rawName)
	case name == "Version" && isDate(w):
	case nameErr != nil || err != nil || !hasValue:
		r.problem(piece, "%s is no parameter: it is name=value, with %% only before two hex digits", r.brief(piece))
	case len(steps) > maxSteps:
		r.problem(piece, "%s is no parameter of AuthorizeSecurityGroupIngress", r.brief(span{from, from + len(rawName)}))
	case !root.put(steps, w, piece):
		r.problem(piece, "%s is there already: take one out", name)
	}
}

// isDate reports whether a text is a date, as API versions are.
func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// isSignature reports whether a parameter signs the request.
func isSignature(name string) bool {
	names := []string{"AUTHPARAMS", "AWSAccessKeyId", "Signature", "SignatureVersion", "SignatureMethod", "Timestamp", "Expires", "SecurityToken"}
	return slices.Contains(names, name) || strings.HasPrefix(name, "X-Amz-")
}
