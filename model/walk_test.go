package model_test

import (
	"fmt"
	"maps"
	"slices"

	"sluice/model"
	"sluice/model/ingress"
)

// walk is a program in a world, with a ledger that holds the program to its
// promise. The first thing that breaks it is in err.
type walk struct {
	model   model.Model
	world   *world
	ledger  ledger
	taken   transitions
	command bool // nobody goes back from it
	err     error
}

func newWalk(where ingress.Session, all ...ingress.Group) *walk {
	m, effects := model.New(where, planner(), false)
	w := &walk{model: m, world: newWorld(all...), ledger: newLedger(), taken: transitions{}}
	w.world.perform(effects)
	return w
}

func (w *walk) clone() *walk {
	return &walk{model: w.model, world: w.world.clone(), ledger: w.ledger.clone(), taken: maps.Clone(w.taken), command: w.command, err: w.err}
}

func (w *walk) tell(msgs ...model.Msg) *walk {
	for _, msg := range msgs {
		before := w.model
		next, effects := w.model.Update(msg)
		w.model = next
		w.taken.note(before, msg, next)
		w.world.perform(effects)
		for _, err := range []error{w.world.err, w.ledger.enter(before, msg, next, effects), wellFormed(next)} {
			if err != nil && w.err == nil {
				w.err = fmt.Errorf("%T%+v in %T: %w", msg, msg, before.Phase, err)
			}
		}
	}
	return w
}

// answer answers the oldest waiting effect of which is holds, in the way that
// things go well, and reports whether there was one.
func (w *walk) answer(is func(model.Effect) bool) bool {
	i := slices.IndexFunc(w.world.waiting, is)
	if i >= 0 {
		w.tell(w.world.answer(i, 0))
	}
	return i >= 0
}

// answerAll answers effects until none waits.
func (w *walk) answerAll(is func(model.Effect) bool) *walk {
	for range 1000 {
		if !w.answer(is) {
			return w
		}
	}
	w.err = fmt.Errorf("in %T answers lead to questions for ever", w.model.Phase)
	return w
}

func anything(model.Effect) bool { return true }

func is[E model.Effect](e model.Effect) bool {
	_, is := e.(E)
	return is
}

// goBack asks to go back until the list is there.
func (w *walk) goBack() {
	for range 10 {
		if _, listing := w.model.Phase.(model.Listing); listing {
			return
		}
		w.answerAll(is[model.WaitQuiet]).tell(model.BackAsked{})
	}
	if w.err == nil {
		w.err = fmt.Errorf("no way back from %T", w.model.Phase)
	}
}

// leads reports what keeps the user from the list, or in the program.
func (w *walk) leads() error {
	patient := w.clone()
	patient.answerAll(anything)
	impatient := w.clone() // waits for nothing but writes
	impatient.answerAll(func(e model.Effect) bool { return isSubmit(e) || is[model.AskApproval](e) })
	if !w.command {
		patient.goBack()
		impatient.goBack()
	}
	leaving := w.clone()
	leaving.tell(model.QuitAsked{}).answerAll(isSubmit)
	if !leaving.world.quit && leaving.err == nil {
		leaving.err = fmt.Errorf("no way out of %T", w.model.Phase)
	}
	for _, walk := range []*walk{patient, impatient, leaving} {
		if walk.err != nil {
			return walk.err
		}
	}
	return nil
}

// goOn does what the user would do next on the way to an outcome: mark n groups,
// write a rule line, preview, confirm; where n is large, a write fails, and where
// it is 3, the rest is stopped.
func (w *walk) goOn(line string, n int) {
	switch p := w.model.Phase.(type) {
	case model.Listing:
		if p.Cursor == "" {
			w.answer(anything)
			return
		}
		w.tell(model.MarksCleared{}, model.CursorMoved{By: -len(p.Shown)})
		for range min(n, len(p.Shown)) {
			w.tell(model.MarkToggled{}, model.CursorMoved{By: 1})
		}
		w.tell(model.AddAsked{})
	case model.Editing:
		switch {
		case p.Draft.NamesMe():
			w.tell(model.PreviewAsked{})
			w.answerAll(is[model.FindAddress])
		case p.Complete():
			w.tell(model.PreviewAsked{})
		default:
			w.tell(model.FieldMoved{By: -int(p.Focus)}, model.FieldEdited{Text: line})
		}
	case model.Previewing:
		w.goOnFromPreview(p, line, n)
	case model.Submitting:
		if n == 3 {
			w.tell(model.BackAsked{}) // stops what can be stopped
		}
		w.tell(w.world.answer(slices.IndexFunc(w.world.waiting, isSubmit), max(n-5, 0)))
	case model.Finished:
		w.answerAll(is[model.WaitQuiet])
		if n%2 == 0 && p.Retriable() {
			w.tell(model.RetryAsked{})
			w.answerAll(is[model.Reconcile])
			return
		}
		w.tell(model.BackAsked{})
	default: // says nothing here
	}
}

// goOnFromPreview reads the plan and confirms it, with the id that it may ask
// for; where n is 1, with covered rules, where it is 2, with a wrong id before.
func (w *walk) goOnFromPreview(p model.Previewing, line string, n int) {
	_, denied := p.Denied()
	switch {
	case p.Reading:
		w.answer(is[model.ReadTargets])
	case p.Failure != nil:
		w.tell(model.ReloadAsked{})
	case !p.Armed:
		w.answerAll(is[model.WaitQuiet])
	case n == 1 && p.Plan.Count(ingress.Covered) > 0 && !p.Plan.Changes[0].IncludeCovered:
		w.tell(model.CoveredToggled{})
	case p.AsksUntagged():
		w.tell(model.UntaggedAgreed{})
	case p.AskedUntagged():
		w.answerAll(is[model.AskPermit])
	case p.Plan.Empty() || p.Plan.Blocked() != "" || w.model.Session.ReadOnly || denied:
		w.tell(model.BackAsked{}, model.FieldEdited{Text: line})
	case p.Typing && n == 2:
		w.tell(model.IDTyped{Text: "sg-"}, model.Confirmed{Seen: true})
	case p.Typing:
		w.tell(model.IDTyped{Text: p.Plan.ConfirmID()}, model.Confirmed{Seen: true})
	default:
		w.tell(model.Confirmed{Seen: true})
	}
}

// change revokes or edits a rule of the group under the list's cursor.
func (w *walk) change(revoke bool, n int) {
	l, listing := w.model.Phase.(model.Listing)
	w.tell(model.DetailsOpened{}).answerAll(is[model.ReadGroup])
	g, _ := w.model.Catalog.Group(l.Cursor)
	if !listing || len(g.Rules) == 0 {
		return
	}
	var ask model.Msg = model.EditAsked{RuleID: g.Rules[n%len(g.Rules)].ID}
	if revoke {
		ask = model.RevokeAsked{RuleID: g.Rules[n%len(g.Rules)].ID}
	}
	w.tell(ask)
}

// copyRules copies the rules of a group to the one n rows below it.
func (w *walk) copyRules(n int) {
	if l, listing := w.model.Phase.(model.Listing); listing {
		w.tell(model.MarksCleared{}, model.MarkToggled{}, model.CursorMoved{By: -len(l.Shown)}, model.CursorMoved{By: n}, model.RulesCopied{})
	}
}
