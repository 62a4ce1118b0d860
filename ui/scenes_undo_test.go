package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
)

const undoLine = "tcp/22,2222 from 198.51.100.0/24 # deploy"

// recorded is the outcome of two rules for VpcWebServers in a world that records
// it, with keys pressed after it.
func recorded(keys ...string) func(testing.TB, size) *session {
	return recordedIn(func(*fakeWorld) {}, keys...)
}

// recordedIn changes the world after the outcome.
func recordedIn(change func(*fakeWorld), keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		w := newFakeWorld(sampleGroups(t)...)
		w.recording = true
		s := newSession(t, w, at).start()
		s.preview(undoLine, "sg-140ba4c8")
		s.confirm()
		change(w)
		s.press(keys...)
		return s
	}
}

func recordedNothing(t testing.TB, at size) *session {
	t.Helper()
	w := newFakeWorld(sampleGroups(t)...)
	w.recording = true
	return newSession(t, w, at).start()
}

// undoes reports whether the preview of an operation's undoing is there.
func undoes(operation string) func(*session) bool {
	return previewing(func(p model.Previewing) bool {
		undo, is := p.Back.(model.Undo)
		return is && undo.ID == operation && p.Plan.Sends() == 2 && p.Plan.Changes[0].Kind == ingress.Revoking
	})
}

// changedSince describes one of the added rules anew, and takes the other off.
func changedSince(w *fakeWorld) {
	g := &w.groups[0]
	n := len(g.Rules)
	g.Rules = append(g.Rules[:n-2:n-2], g.Rules[n-1])
	g.Rules[n-2].Description = "kept for the night shift"
}

// tagsDenied may add rules, but not tag them.
func tagsDenied(keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		w := newFakeWorld(sampleGroups(t)...)
		w.permit = func(c ingress.Change) ingress.Permit {
			if c.Untagged {
				return ingress.Permit{GroupID: c.Group.ID, Answer: ingress.Allowed}
			}
			return ingress.Permit{GroupID: c.Group.ID, Answer: ingress.Denied, TagsOnly: true, Failure: denied("ec2:CreateTags")}
		}
		s := newSession(t, w, at).start()
		s.preview(safeLine, "sg-140ba4c8")
		s.press(keys...)
		return s
	}
}

// refusedResult is the outcome of a rule that EC2 refused.
func refusedResult(keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		s := resultOf(func(c ingress.Change) ingress.Receipt {
			return refused(c, "RequestExpired", "Request has expired.", "aws sso login --profile production-admin")
		}, safeLine, "sg-140ba4c8")(t, at)
		s.app.model.Session.Unrecorded = false
		s.press(keys...)
		return s
	}
}

// undoScenes are undoing, retrying, and what is sent without tags.
func undoScenes() []scene {
	lost := func(c ingress.Change) ingress.Receipt {
		r := receipt(c, ingress.Unknown)
		r.Failure = &ingress.Failure{Message: "the answer was lost: EOF", Remedy: "reload the group"}
		return r
	}
	return []scene{
		{"result-undoable", recorded()},
		{"preview-undo", recorded("z")},
		{"preview-undo-kept", recordedIn(changedSince, "z")},
		{"preview-undo-unread", recordedIn(func(w *fakeWorld) { w.records = nil }, "z")},
		{"result-undone", recorded("z", "enter")},
		{"preview-undo-undo", recorded("z", "enter", "z")},
		{"preview-untagged-asks", tagsDenied()},
		{"preview-untagged", tagsDenied("t")},
		{"preview-retry", refusedResult("r")},
		{"result-just-now", func(t testing.TB, at size) *session {
			s := recordedNothing(t, at)
			s.preview(undoLine, "sg-140ba4c8")
			s.holdBack(model.QuietPassed{})
			s.confirm()
			return s
		}},
		{"result-expired", refusedResult()},
		{"preview-retry-moved", func(t testing.TB, at size) *session {
			s := resultOf(mixed, safeLine, "sg-140ba4c8", "sg-77aa01bc", "sg-00c0ffee")(t, at)
			s.press("r")
			return s
		}},
		{"result-not-settled", func(t testing.TB, at size) *session {
			s := resultOf(lost, safeLine, "sg-140ba4c8")(t, at)
			s.press("r")
			return s
		}},
		{"submitting-throttled", func(t testing.TB, at size) *session {
			w := newFakeWorld(sampleGroups(t)...)
			w.repeats = []ingress.Attempt{{Number: 2, Wait: time.Second, Cause: "RequestLimitExceeded"}}
			s := newSession(t, w, at).start()
			s.preview(safeLine, "sg-140ba4c8", "sg-77aa01bc")
			s.holdBack(model.ChangeSubmitted{})
			s.confirm()
			for call := range model.Call(100) { // what the writes may have told before they ended
				s.send(tea.Msg(model.WriteRepeated{Call: call, Attempt: w.repeats[0]}))
			}
			return s
		}},
	}
}
