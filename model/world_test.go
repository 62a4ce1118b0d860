package model_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sluice/model"
	"sluice/model/ingress"
)

// world is what effects are performed on: EC2 with its groups, and the effects
// whose answers are still to come. Answers may be given in any order.
type world struct {
	groups     map[string]ingress.Group
	lists      map[model.Call][]ingress.Group // what each listing has left to bring
	waiting    []model.Effect
	told       []model.Msg // every answer given
	operations int
	quit       bool
	err        error // an effect that no program should have
}

func newWorld(all ...ingress.Group) *world {
	w := &world{groups: map[string]ingress.Group{}, lists: map[model.Call][]ingress.Group{}}
	for _, g := range all {
		w.groups[g.ID] = g
	}
	return w
}

func (w *world) clone() *world {
	c := *w
	c.groups, c.lists = maps.Clone(w.groups), maps.Clone(w.lists)
	c.waiting, c.told = slices.Clone(w.waiting), slices.Clone(w.told)
	return &c
}

func (w *world) perform(effects []model.Effect) {
	for _, effect := range effects {
		switch e := effect.(type) {
		case model.LoadGroups:
			w.lists[e.Call] = slices.SortedFunc(maps.Values(w.groups), func(a, b ingress.Group) int {
				return strings.Compare(b.ID, a.ID) // the last ones first: each page comes before those on the screen
			})
			w.waiting = append(w.waiting, e)
		case model.LoadAccount, model.LoadMore, model.ReadGroup, model.ReadTargets, model.WaitQuiet, model.Submit:
			w.waiting = append(w.waiting, e)
		case model.StopLoading, model.Copy: // what was on its way may still come
		case model.Quit:
			w.quit = true
		default:
			w.err = fmt.Errorf("no one performs a %T", e)
		}
	}
}

// writing reports whether a write's answer is still to come.
func (w *world) writing() bool { return slices.ContainsFunc(w.waiting, isSubmit) }

func isSubmit(e model.Effect) bool {
	_, is := e.(model.Submit)
	return is
}

// answer takes waiting effect i and answers it; where how is not 0, in one of
// the ways in which things fail.
func (w *world) answer(i, how int) model.Msg {
	effect := w.waiting[i]
	w.waiting = slices.Delete(slices.Clone(w.waiting), i, i+1)
	msg := w.answered(effect, how)
	w.told = append(w.told, msg)
	return msg
}

func (w *world) answered(effect model.Effect, how int) model.Msg {
	failure := &ingress.Failure{Code: "RequestLimitExceeded", Message: "Request limit exceeded."}
	switch e := effect.(type) {
	case model.LoadAccount:
		if how != 0 {
			return model.AccountFailed{Call: e.Call, Failure: failure}
		}
		return model.AccountKnown{Call: e.Call, Account: account}
	case model.LoadGroups:
		return w.page(e.Call, how, failure)
	case model.LoadMore:
		return w.page(e.Call, how, failure)
	case model.ReadGroup:
		g, ok := w.groups[e.ID]
		if !ok || how != 0 {
			return model.GroupUnread{Call: e.Call, ID: e.ID, Failure: failure}
		}
		return model.GroupRead{Call: e.Call, Group: g}
	case model.ReadTargets:
		return w.targets(e, how, failure)
	case model.WaitQuiet:
		return model.QuietPassed{Call: e.Call}
	case model.Submit:
		return model.ChangeSubmitted{Call: e.Call, Receipt: w.write(e, how)}
	}
	panic(fmt.Sprintf("a %T is not answered", effect))
}

func (w *world) page(call model.Call, how int, failure *ingress.Failure) model.Msg {
	left := w.lists[call]
	switch {
	case how != 0:
		return model.GroupsFailed{Call: call, Failure: failure}
	case len(left) == 0:
		return model.GroupsEnded{Call: call}
	}
	n := min(2, len(left))
	w.lists[call] = left[n:]
	return model.GroupsLoaded{Call: call, Page: left[:n]}
}

func (w *world) targets(e model.ReadTargets, how int, failure *ingress.Failure) model.Msg {
	var read []ingress.Group
	for _, id := range e.IDs {
		g, ok := w.groups[id]
		if !ok || how != 0 {
			return model.TargetsFailed{Call: e.Call, Failure: failure}
		}
		read = append(read, g)
	}
	w.operations++
	return model.TargetsRead{Call: e.Call, Operation: fmt.Sprintf("op-%d", w.operations), Groups: read}
}

// write is what EC2 makes of a change: all of its rules or none, and none where
// the group is not as the plan saw it.
func (w *world) write(e model.Submit, how int) ingress.Receipt {
	now, ok := w.groups[e.Change.Group.ID]
	switch {
	case !ok:
		return receipt(e.Change, ingress.Refused)
	case now.Revision() != e.Change.Revision:
		r := receipt(e.Change, ingress.NotSent)
		r.Moved = &now
		return r
	case how == 1:
		return receipt(e.Change, ingress.Refused)
	case how == 2:
		return receipt(e.Change, ingress.Unknown)
	}
	now.Rules = slices.Clone(now.Rules)
	for _, wanted := range e.Change.Send() {
		now.Rules = append(now.Rules, ingress.GroupRule{Rule: wanted.Rule})
	}
	w.groups[now.ID] = now
	return receipt(e.Change, ingress.Applied)
}

// someoneElse changes a group, makes one, or deletes one.
func (w *world) someoneElse(name string, what int) {
	g, ok := w.groups[id(name)]
	switch {
	case !ok:
		w.groups[id(name)] = group(name)
	case what == 0:
		delete(w.groups, id(name))
	default:
		g.Rules = append(slices.Clone(g.Rules), tcp(what))
		w.groups[g.ID] = g
	}
}
