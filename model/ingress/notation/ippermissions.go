package notation

import "strings"

// permissions reads --ip-permissions: shorthand, one permission a word, or JSON.
// Words are put together again where a bracket is open between them, because
// quotes inside quotes part what belongs together.
func (a *arguments) permissions(o option) {
	a.given = true
	if len(o.values) == 0 {
		a.problem(o.span, "--ip-permissions needs a value")
	}
	for words := o.values; len(words) > 0; {
		w, n := words[0].passage, 1
		if isFile(words[0]) {
			a.inFile(w, o.span)
			words = words[1:]
			continue
		}
		values, err := permissionValues(w)
		if err != nil {
			n = closing(words)
			w = joinWords(words[:n])
			values, err = permissionValues(w)
		}
		if piece := (span{words[0].span.from, words[n-1].span.to}); err != nil {
			a.broken(err, piece)
		} else {
			a.add(values...)
		}
		words = words[n:]
	}
}

// closing is the number of words after which every bracket is closed.
func closing(words []shellWord) int {
	open := 0
	for i, w := range words {
		open += strings.Count(w.text, "[") + strings.Count(w.text, "{")
		open -= strings.Count(w.text, "]") + strings.Count(w.text, "}")
		if open <= 0 {
			return i + 1
		}
	}
	return len(words)
}

// joinWords is words with a blank between them.
func joinWords(words []shellWord) passage {
	var joined strings.Builder
	var at []int
	for i, w := range words {
		if i > 0 {
			joined.WriteByte(' ')
		}
		joined.WriteString(w.text)
		at = append(at, w.at...)
	}
	return passage{text: joined.String(), at: at}
}

func (a *arguments) add(permissions ...value) {
	for i, f := range a.request.fields {
		if f.name == "IpPermissions" {
			a.request.fields[i].value.items = append(f.value.items, permissions...)
			return
		}
	}
	a.set(&a.request, "IpPermissions", value{kind: list, items: permissions, span: a.span}, a.span)
}

// permissionValues are the permissions of a value of --ip-permissions.
func permissionValues(text passage) ([]value, error) {
	p := &parser{passage: text}
	var values []value
	for p.space(); !p.end(); p.space() {
		read := p.shorthand
		if c := p.next(); c == '[' || c == '{' {
			read = func() (value, error) { return p.json(0) }
		}
		v, err := read()
		if err != nil {
			return nil, err
		}
		values = append(values, v.listed()...)
	}
	return values, nil
}
