package notation

import (
	"slices"
	"strings"

	"sluice/model/ingress"
)

// Write is a plan in a form: what it sends, and nothing of what is there
// already. It is empty where nothing is sent, and where the form has no way to
// say it (see [Writes]). [Read] takes the text for the same rules.
//
// A plan for several groups is a request, a command, or a resource for each; in
// JSON it is a list of what --cli-input-json takes. [Lines] name no group: each
// rule stands there once.
func Write(f Form, p ingress.Plan) string {
	changes := slices.DeleteFunc(slices.Clone(p.Changes), func(c ingress.Change) bool { return len(c.Send()) == 0 || !Writes(f, c.Kind) })
	if len(changes) == 0 {
		return ""
	}
	switch f {
	case AWSCLI:
		return join(changes, "\n", cliCommand)
	case Query:
		return join(changes, "\n", queryRequest)
	case Terraform:
		return terraformResources(changes)
	case JSON:
		return jsonPermissions(changes)
	case Lines:
		return ruleLines(changes)
	}
	return ""
}

// WriteChange is one change of a plan in a form, as [Write] writes it.
func WriteChange(f Form, c ingress.Change) string {
	return Write(f, ingress.Plan{Changes: []ingress.Change{c}})
}

// Writes reports whether a form can say a kind of change. Revoking and editing
// name rules by their ids, which only commands and requests do.
func Writes(f Form, k ingress.Kind) bool {
	return k == ingress.Adding || f == AWSCLI || f == Query
}

func join(changes []ingress.Change, separator string, write func(ingress.Change) string) string {
	texts := make([]string, len(changes))
	for i, c := range changes {
		texts[i] = write(c)
	}
	return strings.Join(texts, separator)
}

// ruleLines are the rules of all changes as rule lines.
func ruleLines(changes []ingress.Change) string {
	var text strings.Builder
	seen := map[string]bool{}
	for _, c := range changes {
		for _, w := range c.Send() {
			line := w.String()
			if w.Description != "" {
				line += " # " + w.Description
			}
			if !seen[line] {
				seen[line] = true
				text.WriteString(line + "\n")
			}
		}
	}
	return text.String()
}
