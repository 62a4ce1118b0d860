package notation

import (
	"slices"
	"strings"
	"time"

	"sluice/model/ingress"
)

// Write is a plan in a form: what it sends, and nothing of what is there
// already. It is empty where nothing is sent, and where the form has no way to
// say it (see [Writes]). [Read] takes the text for the same rules.
//
// A plan for several groups is a request, a command, or a resource for each; in
// JSON it is a list of what --cli-input-json takes. [Lines] name no group: each
// rule stands there once.
//
// Commands, requests and JSON carry the tags of the plan's operation. Terraform
// keeps what it makes, and says so of rules that end.
func Write(f Form, p ingress.Plan) string {
	changes := slices.DeleteFunc(slices.Clone(p.Changes), func(c ingress.Change) bool { return len(c.Send()) == 0 || !Writes(f, c.Kind) })
	if len(changes) == 0 {
		return ""
	}
	sent := make([]sentChange, len(changes))
	for i, c := range changes {
		sent[i] = sentChange{c, ruleTags(p, c)}
	}
	switch f {
	case AWSCLI:
		return join(sent, "\n", cliCommand)
	case Query:
		return join(sent, "\n", queryRequest)
	case Terraform:
		return terraformResources(changes)
	case JSON:
		return jsonPermissions(sent)
	case Lines:
		return ruleLines(changes)
	}
	return ""
}

// Writes reports whether a form can say a kind of change. Revoking and editing
// name rules by their ids, which only commands and requests do.
func Writes(f Form, k ingress.Kind) bool {
	return k == ingress.Adding || f == AWSCLI || f == Query
}

// sentChange is a change with the tags of the rules that it adds.
type sentChange struct {
	ingress.Change
	tags []ingress.Tag
}

// ruleTags are the tags that a change's rules are sent with.
func ruleTags(p ingress.Plan, c ingress.Change) (tags []ingress.Tag) {
	if c.Kind != ingress.Adding || c.Untagged {
		return nil
	}
	expires := ""
	if at := c.Send()[0].Expires; !at.IsZero() {
		expires = at.UTC().Format(time.RFC3339)
	}
	for _, tag := range []ingress.Tag{{Key: ingress.TagOperation, Value: p.Operation}, {Key: ingress.TagBy, Value: p.By}, {Key: ingress.TagExpires, Value: expires}} {
		if tag.Value != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// ruleResource is what EC2 calls a rule that is tagged.
const ruleResource = "security-group-rule"

func join(changes []sentChange, separator string, write func(sentChange) string) string {
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
			line := w.ProtocolSpec() + " from " + owned(w, c.Group)
			if end := ending(w); end != "" {
				line += " " + end
			}
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

// owned is a rule's source, with its account before a group of another one.
func owned(w ingress.Wanted, target ingress.Group) string {
	if w.Source().GroupID() == "" || w.SourceOwner == "" || w.SourceOwner == target.OwnerID {
		return w.Source().String()
	}
	return w.SourceOwner + "/" + w.Source().GroupID()
}

// ending is when a rule ends, as its line says it.
func ending(w ingress.Wanted) string {
	if w.Expires.IsZero() {
		return w.Lifetime.String()
	}
	return ingress.Until(w.Expires).String()
}
