package model_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sluice/model"
	"sluice/model/ingress"
)

// step is one thing that happens in a random walk. Numbers choose among what
// there is to choose from when it happens.
type step struct {
	What string
	A, B int
}

func steps() *rapid.Generator[[]step] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		return step{
			What: rapid.SampledFrom([]string{
				"goes on", "goes on", "goes on", "goes on", "goes on", "goes on", "goes on", "goes on", "goes on", "goes on", "does", "answer", "answer", "answer again",
				"someone else",
				"throttled", "stops", "denies tags", "undoes", "revokes", "edits", "copies",
			}).Draw(t, "what"),
			A: rapid.IntRange(0, 200).Draw(t, "a"),
			B: rapid.IntRange(0, len(lines())-1).Draw(t, "b"),
		}
	}), 80, 260)
}

func lines() []string {
	return []string{https, "tcp/22,443 from 192.0.2.0/24 " + id("b"), "udp/53 from 10.0.0.0/8 ::/0", "esp from 10.1.2.3/8 # tunnel", "icmp/8 from 0.0.0.0/0",
		"tcp/1-99999 from me", "tcp/8022 from me # mine", "tcp/22 from 0.0.0.0/0", "tcp/443 from 192.0.2.77", "tcp/8443 from 192.0.2.78"}
}

func (w *walk) take(s step) {
	if s.A%4 != 0 { // what the walks are about waits for no clock
		w.answerAll(aboutTime)
	}
	switch waiting, told := w.world.waiting, w.world.told; {
	case s.What == "goes on":
		w.goOn(lines()[s.B], s.A%9)
	case s.What == "does":
		facts := everyFact()
		w.tell(facts[s.A%len(facts)])
	case s.What == "answer" && len(waiting) > 0:
		w.tell(w.world.answer(s.A%len(waiting), max(s.B-6, 0)))
	case s.What == "throttled":
		if i := slices.IndexFunc(waiting, isSubmit); i >= 0 {
			w.tell(w.world.answer(i, 4))
		}
	case s.What == "answer again" && len(told) > 0:
		w.tell(told[len(told)-1-s.A%len(told)])

	case s.What == "stops" && w.model.Busy():
		w.tell(model.BackAsked{})
	case s.What == "denies tags":
		if i := slices.IndexFunc(waiting, is[model.AskPermit]); i >= 0 {
			w.tell(w.world.answer(i, 3))
		}
	case s.What == "undoes":
		w.tell(model.UndoAsked{})
	case s.What == "revokes", s.What == "edits":
		w.change(s.What == "revokes", s.A)
	case s.What == "copies":
		w.copyRules(s.B)
	case s.What == "someone else":
		w.world.someoneElse(string(rune('a'+s.A%8)), s.B)
	}
}

// walks is how many times as many random walks are taken as one check takes, at
// most, to come to everything: some of it is rare.
const walks = 20

// Whatever happens in whatever order, what is sent is what was previewed, once;
// and from wherever that leads, there is a way back and a way out.
func TestRandomWalks(t *testing.T) {
	reached := map[string]int{}
	_, drawn := documented(t)
	for range walks {
		rapid.Check(t, func(t *rapid.T) {
			for step := range walkAtRandom(t, reached).taken {
				if !drawn[step] {
					t.Fatalf("doc.go does not draw %v", step)
				}
			}
		})
		if t.Failed() || len(unreached(reached)) == 0 {
			break
		}
	}
	if missed := unreached(reached); len(missed) > 0 {
		t.Errorf("no walk came to: %s", missed)
	}
	t.Log(reached)
}

func walkAtRandom(t *rapid.T, reached map[string]int) *walk {
	where := ingress.Session{ReadOnly: rapid.IntRange(0, 9).Draw(t, "read-only") == 9}
	w := newWalk(where, group("a", tcp(443)), group("b"), group("c"), group("d"), group("e", tcp(22)), group("f", fromList("pl-0a"), fromList("pl-0c")))
	for _, s := range steps().Draw(t, "steps") {
		w.take(s)
		if w.err != nil {
			t.Fatal(w.err)
		}
		note(reached, w.model)
	}
	if err := w.leads(); err != nil {
		t.Fatal(err)
	}
	if rapid.IntRange(0, 3).Draw(t, "look at values") == 0 { // that takes its time
		if err := leavesAlone(w, everyFact()); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// unreached is what no walk has come to yet.
func unreached(reached map[string]int) []string {
	return slices.DeleteFunc([]string{
		"written", "some refused", "moved", "many at once", "nothing to send", "denied", "asked for an id",
		"written untagged", "stopped", "settled", "retried", "undone", "repeated", "risky rules written", "covered rules written", "revoked", "edited",
	}, func(what string) bool { return reached[what] > 0 })
}

// note counts what the walks came to, so that they cannot prove nothing.
func note(reached map[string]int, m model.Model) {
	switch p := m.Phase.(type) {
	case model.Previewing:
		if p.Moved {
			reached["moved"]++
		}
		if p.Armed && p.Plan.Empty() {
			reached["nothing to send"]++
		}
		if _, denied := p.Denied(); denied {
			reached["denied"]++
		}
		if p.Typing {
			reached["asked for an id"]++
		}
	case model.Submitting:
		if slices.ContainsFunc(p.Sends, func(s model.Send) bool { return s.Attempt.Number > 0 }) {
			reached["repeated"]++
		}
		if len(p.Sends) > 4 {
			reached["many at once"]++
		}
	case model.Finished:
		if p.Count(ingress.Applied) > 0 {
			reached["written"]++
			noteWritten(reached, p.Plan)
		}
		if slices.ContainsFunc(p.Receipts, func(r ingress.Receipt) bool { return r.Failure != nil && r.Failure.Code == "" }) {
			reached["stopped"]++
		}
		if _, undo := p.Back.(model.Undo); undo && p.Count(ingress.Applied) > 0 {
			reached["undone"]++
		}
		if _, retry := p.Back.(model.Retry); retry {
			reached["retried"]++
		}
		if len(p.Reconciling) > 0 && p.Count(ingress.Unknown) == 0 {
			reached["settled"]++
		}
		if p.Count(ingress.Refused) > 0 {
			reached["some refused"]++
		}
	default: // says nothing here
	}
}

// noteWritten counts what a plan that was written was.
func noteWritten(reached map[string]int, p ingress.Plan) {
	c := p.Changes[0]
	if p.ConfirmID() != "" {
		reached["risky rules written"]++
	}
	if c.IncludeCovered && p.Count(ingress.Covered) > 0 {
		reached["covered rules written"]++
	}
	if c.Untagged {
		reached["written untagged"]++
	}
	switch c.Kind {
	case ingress.Revoking:
		reached["revoked"]++
	case ingress.Editing:
		reached["edited"]++
	}
}
