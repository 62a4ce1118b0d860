package model_test

import (
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

func TestFinishedGoesBackToTheListWithTheGroupRefreshed(t *testing.T) {
	s := submitting(t, group("a"))
	s.effects = nil
	s.outcome("a", ingress.Applied)
	s.want(model.WaitQuiet{For: 400 * time.Millisecond}, model.ReadGroup{ID: id("a")})
	s.quietPassed()
	s.same(true, phase[model.Finished](s).AllApplied())
	s.tell(model.BackAsked{})
	s.same([]string(nil), s.marked()) // what was marked for is done
	s.same(0, s.model.Catalog.Rules())
	s.read(group("a", tcp(443)))
	s.same(1, s.model.Catalog.Rules())
	s.same("zz", s.cursor())

	before := s.model
	s.outcome("a", ingress.Refused) // again, and too late
	s.want()
	s.same(before, s.model)
}

func TestReloadThatBeganBeforeTheWriteDoesNotHideIt(t *testing.T) {
	s := listed(t, groups("a", "b")...)
	s.tell(model.ReloadAsked{}, model.AddAsked{})
	s.line(https)
	s.tell(model.PreviewAsked{})
	s.targetsRead("op-1", group("a"))
	s.quietPassed()
	s.tell(model.Confirmed{Seen: true})
	s.outcome("a", ingress.Applied)
	s.read(group("a", tcp(443)))
	s.loaded(groups("a", "b")...) // as they were before
	s.ended()
	s.quietPassed()
	s.tell(model.BackAsked{})
	s.same([]string{"a", "b"}, s.shown())
	s.same(1, s.model.Catalog.Rules())
}

func TestMarksStayWhereNotAllWasAdded(t *testing.T) {
	s := submitting(t, groups("a", "b")...)
	s.outcome("a", ingress.Applied)
	s.outcome("b", ingress.Unknown)
	s.same(false, phase[model.Finished](s).AllApplied())
	s.quietPassed()
	s.tell(model.BackAsked{})
	s.same([]string{id("a"), id("b")}, s.marked())
}

func TestFinishedGoesBackToTheFormAsTyped(t *testing.T) {
	s := submitting(t, groups("a", "b")...)
	s.outcome("a", ingress.Applied)
	s.outcome("b", ingress.Refused)
	s.tell(model.GroupRead{Call: s.readOf("a"), Group: group("a", tcp(443))})
	s.quietPassed()
	s.tell(model.FormAsked{})
	s.same(https, s.fields()[ingress.FieldLine])
	s.same([]int{1, 1}, []int{s.soFar(ingress.AlreadyThere), s.soFar(ingress.New)})
	s.tell(model.GroupRead{Call: s.readOf("b"), Group: group("b", tcp(443))})
	s.same(2, s.soFar(ingress.AlreadyThere)) // an answer that comes later counts too
	s.effects = nil
	s.tell(model.PreviewAsked{})
	s.want(model.ReadTargets{IDs: []string{id("a"), id("b")}})
}

// readOf is the call of the newest read of a group.
func (s *session) readOf(name string) model.Call {
	var call model.Call
	for _, e := range s.all {
		if e, ok := e.(model.ReadGroup); ok && e.ID == id(name) {
			call = e.Call
		}
	}
	return call
}

func TestCopyTheIDsOfTheRulesThatWereAdded(t *testing.T) {
	s := submitting(t, groups("a", "b", "c")...)
	s.outcome("a", ingress.Applied)
	s.outcome("b", ingress.WasThere)
	s.outcome("c", ingress.Applied)
	s.effects = nil
	s.tell(model.IDCopied{})
	s.want(model.Copy{Text: "sgr-" + id("a") + "-0\nsgr-" + id("c") + "-0\n"})

	s = submitting(t, groups("a")...)
	s.outcome("a", ingress.Refused)
	s.effects = nil
	s.tell(model.IDCopied{})
	s.want()
}

func TestQuitIsAtOnceWhereNothingIsBeingWritten(t *testing.T) {
	sessions := map[string]*session{
		"list":    listed(t, groups("a")...),
		"loading": newSession(t, ingress.Session{}),
		"form":    form(t),
		"reading": asked(t, ingress.Session{}, https, group("a")),
		"preview": previewed(t, https, group("a")),
	}
	finished := submitting(t, group("a"))
	finished.outcome("a", ingress.Applied)
	sessions["finished"] = finished
	for name, s := range sessions {
		s.effects = nil
		s.tell(model.QuitAsked{})
		if diff := diff([]model.Effect{model.Quit{}}, s.effects); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}
