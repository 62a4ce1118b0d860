package model_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sluice/model"
	"sluice/model/ingress"
)

const account = "111122223333"

// session plays messages to a model and collects the effects.
type session struct {
	t       testing.TB
	model   model.Model
	effects []model.Effect // since they were last asked for
	all     []model.Effect
}

func newSession(t testing.TB, where ingress.Session) *session {
	m, effects := model.New(where, planner(), false)
	return &session{t: t, model: m, effects: effects, all: effects}
}

// planner is what plans are made with unless a test is about that.
func planner() ingress.Planner {
	return ingress.Planner{Limits: ingress.DefaultLimits(), Settings: ingress.DefaultSettings()}
}

// listed is a session whose groups have all come in one page.
func listed(t testing.TB, groups ...ingress.Group) *session {
	s := newSession(t, ingress.Session{Account: account})
	s.loaded(groups...)
	s.ended()
	s.effects = nil
	return s
}

func (s *session) tell(msgs ...model.Msg) {
	for _, msg := range msgs {
		next, effects := s.model.Update(msg)
		s.model = next
		s.effects = append(s.effects, effects...)
		s.all = append(s.all, effects...)
	}
}

// want compares the effects since it was last called, but for their calls and
// for readings of the clock.
func (s *session) want(effects ...model.Effect) {
	s.t.Helper()
	s.same(effects, slices.DeleteFunc(s.effects, is[model.WaitTick]), cmpopts.IgnoreTypes(model.Call(0)))
	s.effects = nil
}

// same compares values, hidden fields and all; nil slices are empty.
func (s *session) same(want, got any, opts ...cmp.Option) {
	s.t.Helper()
	if diff := diff(want, got, opts...); diff != "" {
		s.t.Errorf("-want +got\n%s", diff)
	}
}

func diff(want, got any, opts ...cmp.Option) string {
	opts = append(opts, cmpopts.EquateEmpty(), cmp.Exporter(func(reflect.Type) bool { return true }))
	return cmp.Diff(want, got, opts...)
}

// phase is the present phase, which has to be a P.
func phase[P model.Phase](s *session) P {
	s.t.Helper()
	p, ok := s.model.Phase.(P)
	if !ok {
		s.t.Fatalf("the phase is %T", s.model.Phase)
	}
	return p
}

// newest is the newest effect of its kind in the session.
func newest[E model.Effect](s *session) E {
	s.t.Helper()
	for _, e := range slices.Backward(s.all) {
		if e, ok := e.(E); ok {
			return e
		}
	}
	var none E
	s.t.Fatalf("no %T yet", none)
	return none
}

// Answers to the newest effects.

func (s *session) loaded(page ...ingress.Group) {
	s.tell(model.GroupsLoaded{Call: newest[model.LoadGroups](s).Call, Page: page})
}

func (s *session) ended() { s.tell(model.GroupsEnded{Call: newest[model.LoadGroups](s).Call}) }

func (s *session) read(g ingress.Group) {
	s.tell(model.GroupRead{Call: newest[model.ReadGroup](s).Call, Group: g})
}

func (s *session) targetsRead(operation string, groups ...ingress.Group) {
	s.tell(model.TargetsRead{Call: newest[model.ReadTargets](s).Call, Operation: operation, Groups: groups})
}

// permitted answers the newest dry run for a group.
func (s *session) permitted(group string, leave ingress.PermitAnswer) {
	s.t.Helper()
	for _, e := range slices.Backward(s.all) {
		if e, ok := e.(model.AskPermit); ok && e.Change.Group.ID == group {
			s.tell(model.PermitKnown{Call: e.Call, Permit: permit(group, leave)})
			return
		}
	}
	s.t.Fatalf("nobody asked whether %s may be changed", group)
}

// permit is EC2's answer to a dry run.
func permit(group string, leave ingress.PermitAnswer) ingress.Permit {
	p := ingress.Permit{GroupID: group, Answer: leave}
	if leave != ingress.Allowed {
		p.Failure = &ingress.Failure{Code: "UnauthorizedOperation", Message: "You are not authorized to perform this operation."}
	}
	return p
}

func (s *session) quietPassed() {
	s.tell(model.QuietPassed{Call: newest[model.WaitQuiet](s).Call})
}

// submitted answers the newest write to a group.
func (s *session) submitted(group string, r ingress.Receipt) {
	s.t.Helper()
	for _, e := range slices.Backward(s.all) {
		if e, ok := e.(model.Submit); ok && e.Change.Group.ID == group {
			s.tell(model.ChangeSubmitted{Call: e.Call, Receipt: r})
			return
		}
	}
	s.t.Fatalf("nothing was sent to %s", group)
}

// What the list shows.

func (s *session) shown() []string {
	s.t.Helper()
	var names []string
	for _, i := range phase[model.Listing](s).Shown {
		names = append(names, s.model.Catalog.Groups()[i].Name)
	}
	return names
}

func (s *session) cursor() string {
	s.t.Helper()
	g, _ := s.model.Catalog.Group(phase[model.Listing](s).Cursor)
	return g.Name
}

func (s *session) marked() []string {
	s.t.Helper()
	return phase[model.Listing](s).Marked
}
