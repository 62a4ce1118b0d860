package ui

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
)

// scene is a screen in one of its states, reached with keys as a person would.
type scene struct {
	name string
	open func(t testing.TB, at size) *session
}

// scenes are all screens in all their states.
func scenes() []scene {
	var all []scene
	for _, some := range [][]scene{listScenes(), detailScenes(), formScenes(), previewScenes(), submittingScenes(), resultScenes(), undoScenes(), changeScenes(),
		ruleScenes(), exposureScenes(), reachScenes(), countdownScenes(), historyScenes(), approvalScenes(), helpScenes()} {
		all = append(all, some...)
	}
	return append(all, scene{"too-small", func(t testing.TB, at size) *session {
		s := sampleSession(t, at)
		s.resize(leastWidth-1, leastHeight)
		return s
	}})
}

// sampleSession is the list of the sample groups.
func sampleSession(t testing.TB, at size) *session {
	t.Helper()
	return newSession(t, newFakeWorld(sampleGroups(t)...), at).start()
}

// on opens the sample groups in the list and presses keys there.
func on(keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := sampleSession(t, at)
		s.press(keys...)
		return s
	}
}

// goTo puts the list's cursor on a group.
func (s *session) goTo(id string) {
	s.t.Helper()
	s.press("home")
	for range s.app.model.Catalog.Len() {
		if s.phase().(model.Listing).Cursor == id {
			return
		}
		s.press("down")
	}
	s.t.Fatalf("no group %s in the list", id)
}

func listScenes() []scene {
	return []scene{
		{"list", on("down")},
		{"list-empty", func(t testing.TB, at size) *session { return newSession(t, newFakeWorld(), at).start() }},
		{"list-loading", func(t testing.TB, at size) *session {
			s := newSession(t, newFakeWorld(sampleGroups(t)...), at)
			s.holdBack(model.GroupsLoaded{}, model.AccountKnown{})
			return s.start()
		}},
		{"list-half-loaded", func(t testing.TB, at size) *session {
			w := newFakeWorld(manyGroups(t, 60)...)
			w.page = 25
			s := newSession(t, w, at)
			pages := 0
			s.hold = func(msg tea.Msg) bool {
				if _, page := msg.(model.GroupsLoaded); page {
					pages++
				}
				return pages > 1
			}
			return s.start()
		}},
		{"list-failed", func(t testing.TB, at size) *session {
			w := newFakeWorld()
			w.listErr = denied("ec2:DescribeSecurityGroups")
			return newSession(t, w, at).start()
		}},
		{"list-half-failed", func(t testing.TB, at size) *session {
			w := newFakeWorld(manyGroups(t, 60)...)
			w.page, w.failAfter, w.listErr = 25, 1, denied("ec2:DescribeSecurityGroups")
			return newSession(t, w, at).start()
		}},
		{"list-long", func(t testing.TB, at size) *session {
			s := newSession(t, newFakeWorld(manyGroups(t, 1234)...), at).start()
			s.press("pgdown", "pgdown", "down")
			return s
		}},
		{"list-end", func(t testing.TB, at size) *session {
			s := newSession(t, newFakeWorld(manyGroups(t, 120)...), at).start()
			s.press("G")
			return s
		}},
		{"list-filtering", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.press("/")
			s.write("web")
			return s
		}},
		{"list-filtered", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.press("/")
			s.write("env=prod")
			s.press("enter")
			return s
		}},
		{"list-no-match", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.press("/")
			s.write("no such group anywhere")
			return s
		}},
		{"list-marked", on("space", "down", "space")},
		{"list-notice", on("down", "down", "a")},
		{"list-news", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			added := receipt(ingress.Change{Group: ingress.Group{ID: "sg-5b1c22de", Name: "websrv"}, Rules: make([]ingress.PlannedRule, 3)}, ingress.Applied)
			added.ReadBack = true
			s.send(model.LeftoversReconciled{Receipts: []ingress.Receipt{added}})
			return s
		}},
		{"list-open", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.send(model.LeftoversOpen{Records: []ingress.Record{openRecord()}})
			return s
		}},
		{"list-full-group", func(t testing.TB, at size) *session { return newSession(t, newFakeWorld(fullGroup(t)), at).start() }},
		{"list-aws-read-only", func(t testing.TB, at size) *session {
			w := newFakeWorld(sampleGroups(t)...).world()
			w.Writer = nil
			return newSessionIn(t, ingress.Session{Region: "eu-central-1", Profile: "production-admin"}, w, at).start()
		}},
		{"list-endpoint", func(t testing.TB, at size) *session {
			where := ingress.Session{Region: "us-east-1", Endpoint: "http://127.0.0.1:5000"}
			return newSessionIn(t, where, newFakeWorld(sampleGroups(t)...).world(), at).start()
		}},
	}
}

// openRecord is a write of an earlier run that nobody can judge yet.
func openRecord() ingress.Record {
	return ingress.Record{Operation: "0123456789ab", Change: ingress.Change{
		Group: ingress.Group{ID: "sg-5b1c22de", Name: "websrv"}, Rules: make([]ingress.PlannedRule, 2)}}
}

func denied(action string) *ingress.Failure {
	return &ingress.Failure{
		Code:    "UnauthorizedOperation",
		Message: "You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/viewer is not authorized to perform: " + action,
		Remedy:  "ask for a policy that allows " + action,
	}
}

// fullGroup is a group with as many rules as it may hold.
func fullGroup(t testing.TB) ingress.Group {
	t.Helper()
	g := ingress.Group{ID: "sg-0f0110f0", Name: "full", Description: "No room for another rule", VPCID: testVPC, OwnerID: testAccount}
	ports := make([]string, 60)
	for i := range ports {
		ports[i] = "tcp/" + strconv.Itoa(2000+i)
	}
	return holding(t, g, strings.Join(ports, " ")+" from 10.0.0.0/8 # one of sixty")
}

func detailScenes() []scene {
	details := func(id string, keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			t.Helper()
			s := newSession(t, newFakeWorld(append(sampleGroups(t), fullGroup(t))...), at).start()
			s.goTo(id)
			s.press("enter")
			s.press(keys...)
			return s
		}
	}
	return []scene{
		{"details", details("sg-140ba4c8")},
		{"details-empty", details("sg-5b1c22de")},
		{"details-long", details("sg-0f0110f0", "pgdown")},
		{"details-unread", func(t testing.TB, at size) *session {
			w := newFakeWorld(sampleGroups(t)...)
			w.readErr = denied("ec2:DescribeSecurityGroupRules")
			s := newSession(t, w, at).start()
			s.press("enter")
			return s
		}},
	}
}

// helpScenes are the help of every screen that has one.
func helpScenes() []scene {
	over := func(name, help string, open func(testing.TB, size) *session) scene {
		return scene{"help-" + name, func(t testing.TB, at size) *session {
			s := open(t, at)
			s.press(help)
			return s
		}}
	}
	return []scene{
		over("list", "?", on()),
		over("details", "?", on("enter")),
		over("history", "?", pastPress()),
		over("review", "?", waiting("o")),
		over("asked", "?", askedFor(func(*fakeWorld, *session) {})),
		over("operation", "?", pastPress("enter")),
		over("form", "f1", formFor("sg-140ba4c8")),
		over("preview", "?", previewOf("sg-140ba4c8", "tcp/22 from 198.51.100.7")),
		over("result", "?", resultOf(nil, "tcp/22 from 198.51.100.7", "sg-140ba4c8")),
	}
}
