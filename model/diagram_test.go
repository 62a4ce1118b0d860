package model_test

import (
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sluice/model"
)

// transition is a message that leads from one phase to another, by their names.
type transition struct{ from, to, msg string }

type transitions map[transition]bool

// note adds what a message did, where it led to another phase.
func (ts transitions) note(before model.Model, msg model.Msg, after model.Model) {
	if from, to := phaseName(before), phaseName(after); from != to {
		ts[transition{from, to, reflect.TypeOf(msg).Name()}] = true
	}
}

func phaseName(m model.Model) string { return reflect.TypeOf(m.Phase).Name() }

// lines are the transitions as a state diagram has them.
func (ts transitions) lines() []string {
	msgs := map[string][]string{}
	for t := range ts {
		arrow := t.from + " --> " + t.to
		msgs[arrow] = append(msgs[arrow], t.msg)
	}
	var lines []string
	for arrow, names := range msgs {
		slices.Sort(names)
		lines = append(lines, arrow+": "+strings.Join(names, ", "))
	}
	slices.Sort(lines)
	return lines
}

// diagram is a state diagram in a text: where it begins, and its transitions.
func diagram(text string) (begins []string, all transitions) {
	all = transitions{}
	for _, line := range regexp.MustCompile(`(?m)^\s*(\w+|\[\*\]) --> (\w+)(?:: (.+))?$`).FindAllStringSubmatch(text, -1) {
		if line[1] == "[*]" {
			begins = append(begins, line[2])
			continue
		}
		for msg := range strings.SplitSeq(line[3], ", ") {
			all[transition{line[1], line[2], msg}] = true
		}
	}
	return begins, all
}

// documented is the diagram of the package's comment.
func documented(t testing.TB) (begins []string, all transitions) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return diagram(file.Doc.Text())
}

// The diagram in the package's comment has every phase that is declared, and every
// message that leads from one to another on the ways to the states of the sweep
// and at the next step from each; and nothing else.
func TestDiagram(t *testing.T) {
	begins, drawn := documented(t)
	taken := transitions{}
	session, command := started(), commanded(adds([]string{id("a")}, https), someGroups()...)
	if want := []string{phaseName(session.model), phaseName(command.model)}; !slices.Equal(begins, want) {
		t.Errorf("it begins in %v, a session and a command in %v", begins, want)
	}
	for _, state := range everyState() {
		maps.Copy(taken, state.taken)
		msgs := everyFact()
		for _, waiting := range state.world.waiting {
			msgs = append(msgs, everyAnswer(callOf(waiting))...)
		}
		for _, msg := range msgs {
			next, _ := state.model.Update(msg)
			taken.note(state.model, msg, next)
		}
	}
	if diff := diff(taken.lines(), drawn.lines()); diff != "" {
		t.Errorf("the diagram in doc.go: -taken +drawn\n%s", diff)
	}
	phases := map[string]bool{}
	for t := range drawn {
		phases[t.from], phases[t.to] = true, true
	}
	if diff := diff(declared(t, "phase"), slices.Sorted(maps.Keys(phases))); diff != "" {
		t.Errorf("phases: -declared +drawn\n%s", diff)
	}
}

// The page about the architecture has the same diagram, without the messages.
func TestArchitecturePageHasTheDiagram(t *testing.T) {
	page, err := os.ReadFile("../.github/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	begins, drawn := documented(t)
	beginsThere, there := diagram(string(page))
	without := func(ts transitions) transitions {
		arrows := transitions{}
		for t := range ts {
			arrows[transition{from: t.from, to: t.to}] = true
		}
		return arrows
	}
	if diff := diff(without(drawn).lines(), without(there).lines()); diff != "" || !slices.Equal(begins, beginsThere) {
		t.Errorf("it begins in %v, not %v; -doc.go +the page\n%s", beginsThere, begins, diff)
	}
}
