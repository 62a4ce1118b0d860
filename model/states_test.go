package model_test

import (
	"slices"

	"sluice/model"
	"sluice/model/ingress"
)

const (
	risky   = "tcp/22 from 0.0.0.0/0"
	covered = "tcp/443 from 192.0.2.77" // by https
)

// someGroups are more than are written at once; a and d hold rules, f those of
// prefix lists, one of which nobody may read.
func someGroups() []ingress.Group {
	return []ingress.Group{group("a", tcp(22)), group("b"), group("c"), group("d", tcp(443)), group("e"), group("f", fromList("pl-0a"), fromList("pl-0c"))}
}

func started() *walk { return newWalk(ingress.Session{}, someGroups()...) }

// list is the list with the cursor on the group of a row.
func list(row int) *walk {
	return started().answerAll(anything).tell(model.CursorMoved{By: -len(someGroups())}, model.CursorMoved{By: row})
}

// reads asks for the preview of a rule line.
func (w *walk) reads(line string) *walk {
	return w.tell(model.AddAsked{}, model.FieldEdited{Text: line}, model.PreviewAsked{})
}

// fails answers the oldest waiting effect of which is holds in a way in which
// things fail.
func (w *walk) fails(is func(model.Effect) bool) *walk {
	return w.tell(w.world.answer(slices.IndexFunc(w.world.waiting, is), 1))
}

func markedAll() *walk {
	w := list(0)
	for range someGroups() {
		w.tell(model.MarkToggled{}, model.CursorMoved{By: 1})
	}
	return w
}

// planStates are previews in each of the ways in which plans differ.
func planStates() map[string]*walk {
	read := func(row int, line string) *walk { return list(row).reads(line).answerAll(is[model.ReadTargets]) }
	plan := func(row int, line string) *walk { return list(row).reads(line).answerAll(anything) }
	unknown := read(0, https)
	unknown.tell(unknown.world.answer(slices.IndexFunc(unknown.world.waiting, is[model.AskPermit]), 2))
	many := markedAll().reads(https).answerAll(is[model.ReadTargets])
	many.answer(is[model.AskPermit])
	asked := func() *walk { return plan(0, risky).tell(model.Confirmed{Seen: true}) }
	typed := func() *walk { return asked().tell(model.IDTyped{Text: " " + id("a") + " "}) }
	included := func() *walk { return plan(3, covered).tell(model.CoveredToggled{}) }
	return map[string]*walk{
		"one permit of many": many, "denied": read(0, https).fails(is[model.AskPermit]).answerAll(anything),
		"permit unknown": unknown.answerAll(anything),
		"hidden":         plan(0, https).tell(model.SightLost{}), "hidden before it was armed": read(0, https).tell(model.SightLost{}),
		"shown as a command": plan(0, https).tell(model.FormTurned{}), "shown as a request": plan(0, https).tell(model.FormTurned{},
			model.FormTurned{}).answerAll(anything),
		"shown, then entered": plan(0, https).tell(model.FormTurned{}).answerAll(anything).tell(model.Confirmed{Seen: true}),
		"copied plan":         plan(0, https).tell(model.PlanCopied{}),
		"risky":               plan(0, risky), "id asked": asked(), "id half typed": asked().tell(model.IDTyped{Text: "sg-"}), "id typed": typed(),
		"wrong id": asked().tell(model.IDTyped{Text: id("b")}, model.Confirmed{Seen: true}), "id typed, hidden": typed().tell(model.SightLost{}),
		"id typed, read again": typed().tell(model.ReloadAsked{}), "risky, sending": typed().tell(model.Confirmed{Seen: true}),
		"covered": plan(3, covered), "covered included": included(), "covered included, armed": included().answerAll(anything),
		"covered left out again": included().tell(model.CoveredToggled{}), "covered, sending": included().answerAll(anything).tell(model.Confirmed{Seen: true}),
		"covered beside a new one": plan(3, "tcp/443,8443 from 192.0.2.77"),
	}
}

// writeStates are writes and outcomes in each of the ways in which those differ.
func writeStates() map[string]*walk {
	armed := func(w *walk) *walk { return w.reads(https).answerAll(anything) }
	sending := func() *walk { return armed(markedAll()).tell(model.Confirmed{Seen: true}) }
	one := func() *walk { return armed(list(0)).tell(model.Confirmed{Seen: true}) }
	untagged := func() *walk {
		w := list(0).reads(https).answerAll(is[model.ReadTargets])
		return w.ends(is[model.AskPermit], 3).answerAll(anything)
	}
	unknown := func(how int) *walk { return one().ends(isSubmit, how).answerAll(anything) }
	mixed := func() *walk {
		w := sending()
		w.world.someoneElse("b", 8080)
		return w.ends(isSubmit, 1).ends(isSubmit, 0).ends(isSubmit, 3).answerAll(isSubmit)
	}
	done := func() *walk { return one().answerAll(anything) }
	undo := func() *walk { return done().tell(model.UndoAsked{}) }
	undoNewest := func() *walk { return done().tell(model.BackAsked{}, model.UndoAsked{}).answerAll(anything) }
	undone := func() *walk { return undo().answerAll(anything).tell(model.Confirmed{Seen: true}).answerAll(anything) }
	gone := undo()
	gone.world.someoneElse("a", 0)
	return map[string]*walk{
		"repeated": one().ends(isSubmit, 4), "stopped": sending().tell(model.BackAsked{}),
		"stopped, half answered": sending().ends(isSubmit, 0).tell(model.BackAsked{}).ends(isSubmit, 1),
		"stopped, all answered":  sending().tell(model.BackAsked{}).answerAll(isSubmit), "stopped, quit": sending().tell(model.BackAsked{}, model.QuitAsked{}),
		"quit, stopped":     sending().tell(model.QuitAsked{}, model.BackAsked{}),
		"finished just now": one().answerAll(isSubmit), "left too soon": one().answerAll(isSubmit).tell(model.BackAsked{}),
		"unknown": unknown(2), "settling": unknown(2).tell(model.RetryAsked{}),
		"settled, not applied": unknown(2).tell(model.RetryAsked{}).answerAll(is[model.Reconcile]),
		"settled, applied":     unknown(3).tell(model.RetryAsked{}).answerAll(anything),
		"not settled":          unknown(2).tell(model.RetryAsked{}).ends(is[model.Reconcile], 1),
		"mixed":                mixed(), "mixed, settling": mixed().tell(model.RetryAsked{}), "mixed, retried": mixed().tell(model.RetryAsked{}).answerAll(anything),
		"mixed, retried, sending":  mixed().tell(model.RetryAsked{}).answerAll(anything).tell(model.Confirmed{Seen: true}),
		"mixed, retried, finished": mixed().tell(model.RetryAsked{}).answerAll(anything).tell(model.Confirmed{Seen: true}).answerAll(anything),

		"undo, reading the record": undo(), "undo, reading": undo().answerAll(is[model.ReadOperation]), "undo": undo().answerAll(anything),
		"undo from the list":    undoNewest(),
		"undo without a record": undo().fails(is[model.ReadOperation]), "undo, sending": undo().answerAll(anything).tell(model.Confirmed{Seen: true}),
		"undone": undone(), "undo of the undo": undone().tell(model.UndoAsked{}).answerAll(anything), "undo of what is gone": gone.answerAll(anything),
		"tags denied": untagged(), "untagged, asking": untagged().tell(model.UntaggedAgreed{}),
		"untagged":          untagged().tell(model.UntaggedAgreed{}).answerAll(anything),
		"untagged, sending": untagged().tell(model.UntaggedAgreed{}).answerAll(anything).tell(model.Confirmed{Seen: true}),
	}
}

// ends answers the oldest waiting effect of which is holds in a way.
func (w *walk) ends(is func(model.Effect) bool, how int) *walk {
	return w.tell(w.world.answer(slices.IndexFunc(w.world.waiting, is), how))
}

// changeStates are those on the way to rules that are revoked and edited, and to
// copied ones.
func changeStates() map[string]*walk {
	details := func() *walk { return list(0).tell(model.DetailsOpened{}).answerAll(anything) }
	revoke := func() *walk { return details().tell(model.RevokeAsked{RuleID: "sgr-a-0"}) }
	edit := func(line string) *walk {
		return details().tell(model.EditAsked{RuleID: "sgr-a-0"}, model.FieldEdited{Text: line})
	}
	const other = "tcp/2222 from 192.0.2.0/24"
	gone := revoke()
	gone.world.someoneElse("a", 0)
	gone.world.someoneElse("a", 0) // there again, without the rule
	sent := func(w *walk) *walk {
		return w.tell(model.PreviewAsked{}).answerAll(anything).tell(model.Confirmed{Seen: true})
	}
	return map[string]*walk{
		"details read": details(), "revoke, reading": revoke(), "revoke": revoke().answerAll(anything), "revoke of nothing": gone.answerAll(anything),
		"revoke shown": revoke().answerAll(anything).tell(model.FormTurned{}), "revoke, sending": sent(revoke()), "revoked": sent(revoke()).answerAll(anything),
		"edit": edit(other), "edit of several": edit("tcp/22,23 from 192.0.2.0/24").tell(model.PreviewAsked{}).answerAll(anything),
		"edit of the kind":          edit("tcp/22 from ::/0").tell(model.PreviewAsked{}).answerAll(anything),
		"edit that widens":          edit(risky).tell(model.PreviewAsked{}).answerAll(anything),
		"edit that changes nothing": edit("tcp/22 from 192.0.2.0/24").tell(model.PreviewAsked{}).answerAll(anything),
		"edit, reading":             edit(other).tell(model.PreviewAsked{}), "edit plan": edit(other).tell(model.PreviewAsked{}).answerAll(anything),
		"edit, sending": sent(edit(other)), "edited": sent(edit(other)).answerAll(anything),
		"edit after the outcome": sent(edit(other)).answerAll(anything).tell(model.FormAsked{}),
		"copied rules":           list(1).tell(model.MarkToggled{}, model.CursorMoved{By: -1}, model.RulesCopied{}),
	}
}

// besideStates are those in which answers beside the list are still to come, or
// came late.
func besideStates() map[string]*walk {
	me := func() *walk {
		return list(0).tell(model.AddAsked{}, model.FieldEdited{Text: "tcp/22 from me"}, model.FieldMoved{By: 1})
	}
	pasted := model.LinesPasted{Lines: []string{"tcp/22 from me", https}, Notice: "2 rules read"}
	again := func() *walk { return list(0).tell(model.ReloadAsked{}).answerAll(isPage) }
	return map[string]*walk{
		"my address": me(), "my address, unknown": me().fails(is[model.FindAddress]), "my address, known": me().answerAll(anything),
		"my address, in the list": me().tell(model.BackAsked{}), "my address, another form": me().tell(model.BackAsked{}, model.AddAsked{}),
		"pasted": list(0).tell(model.AddAsked{}, pasted), "pasted over a rule": list(0).tell(model.AddAsked{}, model.FieldEdited{Text: "esp"}, pasted),
		"lists to come": started().answerAll(isPage), "lists asked again": again(),
		"form, lists asked again": again().tell(model.AddAsked{}, model.FieldEdited{Text: https}),
		"quota unknown":           started().fails(is[model.LoadQuota]),
	}
}

// isPage is about what a list is loaded with.
func isPage(e model.Effect) bool { return is[model.LoadGroups](e) || is[model.LoadMore](e) }
