package model_test

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// world is what effects are performed on: EC2 with its groups, and the effects
// whose answers are still to come. Answers may be given in any order.
type world struct {
	groups     map[string]ingress.Group       // their rules with ids
	lists      map[model.Call][]ingress.Group // what each listing has left to bring
	performed  []model.Effect
	waiting    []model.Effect
	told       []model.Msg                 // every answer given
	writes     map[model.Call]model.Submit // by call, those that were asked for
	stopped    map[model.Call]bool         // writes that were asked to stop
	done       map[write]bool              // by operation and group, those that EC2 did
	records    map[string]ingress.Operation
	operations int
	rules      int // ids of rules minted
	quit       bool
	now        time.Time
	past       []ingress.Operation // the newest first
	waits      []ingress.Waiting   // likewise; never changed in place
	err        error               // an effect that no program should have
}

func newWorld(all ...ingress.Group) *world {
	w := &world{now: noon(), groups: map[string]ingress.Group{}, lists: map[model.Call][]ingress.Group{}, writes: map[model.Call]model.Submit{},
		stopped: map[model.Call]bool{}, done: map[write]bool{}, records: map[string]ingress.Operation{}}
	for _, g := range all {
		g.Rules = slices.Clone(g.Rules)
		for i := range g.Rules {
			g.Rules[i].ID = fmt.Sprintf("sgr-%s-%d", g.Name, i)
		}
		w.groups[g.ID] = g
	}
	return w
}

// ruleID is the id of a rule that is new.
func (w *world) ruleID() string {
	w.rules++
	return fmt.Sprintf("sgr-new-%d", w.rules)
}

func (w *world) clone() *world {
	c := *w
	c.groups, c.lists = maps.Clone(w.groups), maps.Clone(w.lists)
	c.records = maps.Clone(w.records)
	c.writes, c.stopped, c.done = maps.Clone(w.writes), maps.Clone(w.stopped), maps.Clone(w.done)
	c.waiting, c.told = slices.Clone(w.waiting), slices.Clone(w.told)
	return &c
}

func (w *world) perform(effects []model.Effect) {
	w.performed = append(slices.Clip(w.performed), effects...)
	for _, effect := range effects {
		switch e := effect.(type) {
		case model.LoadGroups:
			w.lists[e.Call] = slices.SortedFunc(maps.Values(w.groups), func(a, b ingress.Group) int {
				return strings.Compare(b.ID, a.ID) // the last ones first: each page comes before those on the screen
			})
			w.waiting = append(w.waiting, e)
		case model.Submit:
			w.writes[e.Call] = e
			w.waiting = append(w.waiting, e)
		case model.StopWrite:
			w.stopped[e.Call] = true
		case model.LoadAccount, model.LoadMore, model.ReadGroup, model.ReadTargets, model.WaitQuiet, model.AwaitWrite, model.Reconcile, model.ReadOperation,
			model.LoadQuota, model.ReadPrefixLists, model.FindAddress, model.AskPermit, model.LoadExpiring, model.WaitTick, model.LoadHistory,
			model.LoadWaiting, model.AskApproval, model.RejectPlan, model.WithdrawPlan, model.PutBack:
			w.waiting = append(w.waiting, e)
		case model.StopLoading, model.Copy: // what was on its way may still come
		case model.Quit:
			w.quit = true
		default:
			w.err = fmt.Errorf("no one performs a %T", e)
		}
	}
}

func isSubmit(e model.Effect) bool {
	return is[model.Submit](e) || is[model.AwaitWrite](e)
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
	case model.ReadOperation:
		o, recorded := w.records[e.ID]
		if !recorded || how != 0 {
			return model.OperationUnread{Call: e.Call, Failure: failure}
		}
		return model.OperationRead{Call: e.Call, Operation: o}
	case model.WaitQuiet:
		return model.QuietPassed{Call: e.Call}
	case model.AskPermit:
		return model.PermitKnown{Call: e.Call, Permit: w.permit(e.Change, how)}
	case model.Submit:
		return w.submitted(e.Call, how)
	case model.AwaitWrite:
		return w.submitted(e.Call, how)
	case model.Reconcile:
		return model.ChangeReconciled{Call: e.Call, Receipt: w.reconcile(e, how)}
	default: // says nothing here
	}
	return w.beside(effect, how, failure)
}

// beside answers what is asked for beside the list.
func (w *world) beside(effect model.Effect, how int, failure *ingress.Failure) model.Msg {
	switch e := effect.(type) {
	case model.LoadQuota:
		if how != 0 {
			return model.QuotaUnknown(e)
		}
		return model.QuotaKnown{Call: e.Call, Rules: 50}
	case model.ReadPrefixLists:
		var lists []ingress.PrefixList // pl-0c is nobody's to read
		if how == 0 && slices.Contains(e.IDs, "pl-0a") {
			lists = append(lists, ingress.PrefixList{ID: "pl-0a", Family: "IPv4", Weight: 3, Entries: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
		}
		return model.PrefixListsRead{Call: e.Call, Lists: lists}
	case model.FindAddress:
		if how != 0 {
			return model.AddressUnknown{Call: e.Call, Failure: failure}
		}
		return model.AddressKnown{Call: e.Call, Address: netip.MustParseAddr("203.0.113.9"), Source: "as the walk sees you"}
	case model.LoadExpiring:
		if how != 0 {
			return model.ExpiringFailed{Call: e.Call, Failure: failure}
		}
		return model.ExpiringLoaded{Call: e.Call, At: w.now, Rules: w.expiring()}
	case model.LoadHistory:
		if how != 0 {
			return model.HistoryFailed{Call: e.Call, Failure: failure}
		}
		return model.HistoryLoaded{Call: e.Call, Operations: w.past[:min(e.Filter.Most, len(w.past))]}
	case model.WaitTick:
		w.now = w.now.Add(e.For)
		return model.TimePassed{Call: e.Call, At: w.now}
	default: // says nothing here
	}
	if msg := w.approvalsAnswered(effect, how, failure); msg != nil {
		return msg
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
	return model.GroupsLoaded{Call: call, Page: withoutIDs(left[:n])}
}

// withoutIDs is what a list answers: DescribeSecurityGroups has no rule ids.
func withoutIDs(page []ingress.Group) []ingress.Group {
	page = slices.Clone(page)
	for i := range page {
		page[i].Rules = slices.Clone(page[i].Rules)
		for r := range page[i].Rules {
			page[i].Rules[r].ID = ""
		}
	}
	return page
}

func (w *world) targets(e model.ReadTargets, how int, failure *ingress.Failure) model.Msg {
	var read []ingress.Group
	for _, id := range e.IDs {
		g, ok := w.groups[id]
		if !ok && e.Present && how == 0 {
			continue
		}
		if !ok || how != 0 {
			return model.TargetsFailed{Call: e.Call, Failure: failure}
		}
		read = append(read, g)
	}
	w.operations++
	return model.TargetsRead{Call: e.Call, At: w.now, Operation: fmt.Sprintf("op-%d", w.operations), Groups: read}
}

// permit is EC2's answer to a dry run; where how is 3, tags are denied.
func (w *world) permit(c ingress.Change, how int) ingress.Permit {
	if how == 3 && !c.Untagged {
		p := permit(c.Group.ID, ingress.Denied)
		p.TagsOnly = true
		return p
	}
	return permit(c.Group.ID, []ingress.PermitAnswer{ingress.Allowed, ingress.Denied, ingress.PermitUnknown, ingress.Allowed}[how])
}

// submitted is the answer to a write: where how is 4, that it is repeated, and
// where it is 1 after it was asked to stop, that it never ran.
func (w *world) submitted(call model.Call, how int) model.Msg {
	switch e := w.writes[call]; {
	case how == 4:
		return model.WriteRepeated{Call: call, Attempt: ingress.Attempt{Number: 2, Cause: "RequestLimitExceeded"}}
	case how == 1 && w.stopped[call]:
		return model.ChangeSubmitted{Call: call, Receipt: receipt(e.Change, ingress.NotSent)}
	default:
		return model.ChangeSubmitted{Call: call, Receipt: w.record(e, w.write(e, how))}
	}
}

// record writes down what came of a change, with the ids of the rules.
func (w *world) record(e model.Submit, r ingress.Receipt) ingress.Receipt {
	r.Operation, r.Kind = e.Operation, e.Change.Kind
	for i, rule := range r.Rules {
		if held, ok := w.groups[r.Group.ID].Find(rule.Rule); ok && rule.Outcome == ingress.Applied {
			r.Rules[i].RuleID = held.ID
		}
	}
	o := w.records[e.Operation]
	o.ID, o.Records = e.Operation, append(slices.Clip(o.Records), ingress.Record{Operation: e.Operation, Change: e.Change, Receipt: &r})
	w.records[e.Operation] = o
	return r
}

// reconcile reads what came of a write.
func (w *world) reconcile(e model.Reconcile, how int) ingress.Receipt {
	switch {
	case how != 0:
		return receipt(e.Change, ingress.Unknown)
	case w.done[write{e.Operation, e.Change.Group.ID}]:
		return receipt(e.Change, ingress.Applied)
	}
	return receipt(e.Change, ingress.Refused)
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
	for _, r := range e.Change.Rules {
		if e.Change.Sends(r) {
			now.Rules = w.written(now.Rules, e, r)
		}
	}
	w.groups[now.ID] = now
	w.done[write{e.Operation, now.ID}] = true
	if how == 3 { // and the answer is lost
		return receipt(e.Change, ingress.Unknown)
	}
	return receipt(e.Change, ingress.Applied)
}

// written is a group's rules with one of a change added, taken off, or changed
// in place.
func (w *world) written(rules []ingress.GroupRule, e model.Submit, r ingress.PlannedRule) []ingress.GroupRule {
	at := slices.IndexFunc(rules, func(held ingress.GroupRule) bool { return held.ID == r.Existing.ID })
	switch e.Change.Kind {
	case ingress.Revoking:
		return slices.Delete(rules, at, at+1)
	case ingress.Editing:
		rules[at].Rule, rules[at].Description = r.Rule, r.Description
		return rules
	}
	added := ingress.GroupRule{ID: w.ruleID(), Rule: r.Rule, Description: r.Description}
	if !e.Change.Untagged {
		added.Tags = []ingress.Tag{{Key: ingress.TagOperation, Value: e.Operation}}
	}
	return append(rules, added)
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
		rule := tcp(what)
		rule.ID = w.ruleID()
		g.Rules = append(slices.Clone(g.Rules), rule)
		w.groups[g.ID] = g
	}
}
