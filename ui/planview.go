package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// planRows is a change as a table of its rules, and under each what is to be
// known about it; in brief, only the worst of what it exposes.
func (c *canvas) planRows(change ingress.Change, width, by int, brief bool) []string {
	slash := slashWidth(change.Rules)
	t := table{columns: []column{{tight: true}, {least: 4}, {least: 4}, {least: 14}, {least: 13}, {least: 8, drop: 1}}}
	for i, r := range change.Rules {
		sign, style, words := c.verdict(change, i)
		t.add(
			cell{safe.Clean(sign), style},
			cell{safe.Clean(r.Protocol().String()), c.theme.plain},
			cell{safe.Clean(r.PortText()), c.theme.plain},
			cell{sourceText(c.model.Catalog, r.Source(), slash), c.theme.plain},
			cell{safe.Clean(words), style},
			cell{safe.Clean(r.Description), c.theme.dim},
		)
	}
	_, rows := t.lines(width-by, c.theme.heading)
	var lines []string
	for i, row := range rows {
		lines = append(lines, row)
		lines = append(lines, c.notes(change, i, row, width-by, brief)...)
	}
	return indent(lines, by)
}

// verdict is a rule's sign, style and words.
func (c *canvas) verdict(change ingress.Change, i int) (sign string, style style, words string) {
	r := change.Rules[i]
	sign, style = change.Sign(i), c.theme.good
	switch {
	case r.Verdict == ingress.AlreadyThere:
		return sign, c.theme.dim, thereWords(r)
	case r.Verdict == ingress.Repeated:
		return sign, c.theme.dim, r.Words() + change.SentWords(r)
	case !change.Sends(r):
		return sign, c.theme.dim, "covered" + change.SentWords(r)
	case change.Kind == ingress.Revoking:
		return sign, c.theme.warn, change.Words(i)
	case change.Kind == ingress.Editing:
		words = change.Kind.Done()
	case r.Verdict == ingress.Covered:
		words = "covered" + change.SentWords(r)
	default:
		words = "new"
	}
	if worst := severity(change.FindingsOf(i)); worst.NeedsID() {
		style, words = c.theme.danger, words+", "+worst.String()+" exposure"
	}
	return sign, style, words
}

// thereWords say that a rule is there already, without when it ends.
func thereWords(r ingress.PlannedRule) string {
	words, _, _ := strings.Cut(r.Words(), ",")
	return words
}

func severity(findings []ingress.Finding) ingress.Severity {
	worst := ingress.None
	for _, f := range findings {
		worst = max(worst, f.Severity())
	}
	return worst
}

// note is a line under a planned rule.
type note struct {
	sign, text string
	style      style
}

// notes are what is to be known about a planned rule beside its row: the whole
// rule where the row is too narrow for it, since nothing is sent that was not
// shown; what an edit changes; why the verdict; what it exposes; what became of
// the typed text.
func (c *canvas) notes(change ingress.Change, i int, row string, width int, brief bool) []string {
	r := change.Rules[i]
	var notes []note
	plain := func(text string) { notes = append(notes, note{"·", text, c.theme.dim}) }
	if cutShort(row, r.Rule) {
		plain(r.Protocol().String() + " " + r.PortText() + " from " + r.Source().String())
	}
	if change.Kind == ingress.Editing && r.Verdict == ingress.New {
		plain("was " + r.Existing.Words() + described(r.Existing.Description) + " (" + r.Existing.ID + ")")
	}
	if words := change.Words(i); change.Kind == ingress.Adding && words != "new" && r.Verdict != ingress.AlreadyThere && r.Verdict != ingress.Repeated {
		plain(words)
	}
	if words := r.Words(); r.Verdict == ingress.AlreadyThere && words != thereWords(r) {
		plain(words + change.SentWords(r))
	}
	if r.Verdict == ingress.AlreadyThere && change.Kind == ingress.Adding && r.Description != "" && r.Description != r.Existing.Description {
		plain("its description stays" + described(r.Existing.Description))
	}
	for n, f := range change.FindingsOf(i) {
		if !brief || n == 0 && f.Severity() >= ingress.Medium {
			notes = append(notes, c.findingNote(f))
		}
	}
	for _, text := range r.Notes {
		plain(text)
	}
	var lines []string
	for _, n := range notes {
		lines = append(lines, folded(n.text, n.sign+" ", width-5, n.style)...)
	}
	return indent(lines, 3)
}

func described(description string) string {
	if description == "" {
		return ", without a description"
	}
	return ", “" + description + "”"
}

// findingNote is an exposure check that fails, with the controls to look it up by.
func (c *canvas) findingNote(f ingress.Finding) note {
	text := f.Words()
	if severity := f.Severity(); severity > ingress.None {
		text = severity.String() + ": " + text
	}
	if len(f.Check.IDs) > 0 {
		text += " [" + strings.Join(f.Check.IDs, ", ") + "]"
	}
	switch {
	case f.Severity() >= ingress.High:
		return note{"!", text, c.theme.danger}
	case f.Severity() >= ingress.Medium:
		return note{"!", text, c.theme.warn}
	}
	return note{"·", text, c.theme.dim}
}

// cutShort reports whether a row lacks a part of what its rule opens. Spaces do
// not count: CIDRs are aligned with them.
func cutShort(row string, r ingress.Rule) bool {
	return slices.ContainsFunc([]string{r.Protocol().String(), r.PortText(), r.Source().String()}, func(part string) bool {
		return !shows(row, part)
	})
}

// shows reports whether all of a text stands in a row, spaces apart.
func shows(row, text string) bool {
	solid := func(text string) string { return strings.ReplaceAll(text, " ", "") }
	return strings.Contains(solid(ansi.Strip(row)), solid(safe.Clean(text).String()))
}
