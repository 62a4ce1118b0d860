package journal

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"sluice/model/ingress"
)

// text is a string that a journal keeps as it is. JSON is UTF-8, and what is not would come back as something else.
type text string

// MarshalJSON refuses text that is not UTF-8.
func (t text) MarshalJSON() ([]byte, error) {
	if !utf8.ValidString(string(t)) {
		return nil, fmt.Errorf("%q is not valid UTF-8: type it again", string(t))
	}
	return json.Marshal(string(t))
}

// word is a number of the model by its name: numbers could change their meaning with a version, names do not.
type word[N ~uint8] struct {
	what  string
	names []string // by number
}

func kinds() word[ingress.Kind] {
	return word[ingress.Kind]{"kind of change", []string{"authorize", "revoke", "modify"}}
}

func outcomes() word[ingress.Outcome] {
	return word[ingress.Outcome]{"outcome", ingress.OutcomeNames()}
}

func verdicts() word[ingress.Verdict] {
	return word[ingress.Verdict]{"verdict", []string{"new", "already-there", "repeated", "covered"}}
}

func (w word[N]) name(n N) (string, error) {
	if int(n) >= len(w.names) {
		return "", fmt.Errorf("%s %d has no name", w.what, n)
	}
	return w.names[n], nil
}

func (w word[N]) number(name string) (N, error) {
	i := slices.Index(w.names, name)
	if i < 0 {
		return 0, fmt.Errorf("%q is no %s", name, w.what)
	}
	return N(i), nil
}
