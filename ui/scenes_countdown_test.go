package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/model"
	"sluice/model/ingress"
)

// ends tags a rule of the world's groups as one that Sluice revokes some time
// from now.
func (w *fakeWorld) ends(group, rule int, after time.Duration) {
	g := &w.groups[group]
	g.Rules = slices.Clone(g.Rules)
	r := &g.Rules[rule]
	r.Tags = []ingress.Tag{{Key: ingress.TagOperation, Value: "op-0"}, {Key: ingress.TagExpires, Value: w.now.Add(after).Format(time.RFC3339)}}
	w.expiring = append(w.expiring, ingress.Expiring{GroupID: g.ID, Rule: *r})
}

// expiringWorld holds rules that end soon, later, and should have ended.
func expiringWorld(t testing.TB) *fakeWorld {
	t.Helper()
	w := newFakeWorld(sampleGroups(t)...)
	w.ends(0, 2, 72*time.Minute+30*time.Second)
	w.ends(0, 3, 49*time.Hour)
	w.ends(1, 0, -3*time.Minute)
	w.ends(2, 1, 40*time.Second)
	return w
}

func countdownScenes() []scene {
	at := func(id string, change func(*fakeWorld), keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			t.Helper()
			w := expiringWorld(t)
			change(w)
			s := newSession(t, w, at).start()
			s.goTo(id)
			s.press(keys...)
			return s
		}
	}
	asIs := func(*fakeWorld) {}
	return []scene{
		{"list-expiring", at("sg-140ba4c8", asIs)},
		{"list-expiring-later", at("sg-77aa01bc", func(w *fakeWorld) { w.ticks = 4 })},
		{"list-expiring-unknown", func(t testing.TB, at size) *session {
			w := expiringWorld(t)
			w.expiringErr = denied("ec2:DescribeSecurityGroupRules")
			return newSession(t, w, at).start()
		}},
		{"details-expiring", at("sg-140ba4c8", asIs, "enter")},
		{"form-expires", filled("tcp/22 from 203.0.113.7 for 2h", ingress.FieldExpires)},
		{"form-expires-empty", filled("tcp/22 from 203.0.113.7", ingress.FieldExpires)},
		{"form-expires-problem", func(t testing.TB, at size) *session {
			s := filled("tcp/22 from 203.0.113.7 until 2026-11-22T18:00", ingress.FieldLine)(t, at)
			s.press("ctrl+s")
			return s
		}},
		{"form-edit-expires", func(t testing.TB, at size) *session {
			s := newSession(t, expiringWorld(t), at).start()
			s.goTo("sg-140ba4c8")
			s.press("enter", "e")
			s.write("")
			s.focus(ingress.FieldExpires)
			s.write("2h")
			s.press("ctrl+s")
			return s
		}},
		{"preview-expires", previewOf("sg-140ba4c8", "tcp/22,8443 from 198.51.100.7 until 18:00 # deploy")},
		{"preview-expires-there", previewOf("sg-140ba4c8", "tcp/22,8443 from 203.0.113.0/24 for 2h")},
		{"result-expires", resultOf(nil, "tcp/22,8443 from 198.51.100.7 until 18:00 # deploy", "sg-140ba4c8")},
		{"operation-expires", historyOf(func(t testing.TB) []ingress.Operation {
			past := pastOperations(t)[1:2]
			for i := range past[0].Records[0].Receipt.Rules {
				past[0].Records[0].Receipt.Rules[i].Expires = afternoon().Add(100 * time.Minute)
			}
			return past
		}, "enter")},
		{"details-time-is-up", at("sg-77aa01bc", asIs, "enter")},
	}
}

// A minute later the list says so, without a key: the session waits for the next
// change of what it shows, and reads the clock again.
func TestListCountsDown(t *testing.T) {
	w := expiringWorld(t)
	s := newSession(t, w, size{120, 40})
	var told []tea.Msg
	s.hold = func(msg tea.Msg) bool {
		_, tick := msg.(model.TimePassed)
		if tick {
			told = append(told, msg)
		}
		return tick && len(told) > 1
	}
	w.ticks = 1
	s.start()
	s.shows("1h 12m left", "under 1m left", "time is up")
	if len(s.held) != 1 {
		t.Fatalf("%d ticks are under way", len(s.held))
	}
	w.now = w.now.Add(10 * time.Minute)
	s.held[0] = model.TimePassed{Call: s.held[0].(model.TimePassed).Call, At: w.now}
	s.release()
	s.shows("1h 2m left")
	s.hides("1h 12m left", "under 1m left")
}

func TestLeft(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Hour: "time is up", 0: "time is up", time.Nanosecond: "under 1m left", 59 * time.Second: "under 1m left",
		time.Minute: "1m left", 59*time.Minute + 59*time.Second: "59m left", time.Hour: "1h left", 72 * time.Minute: "1h 12m left",
		24 * time.Hour: "1d left", 24*time.Hour + 59*time.Minute: "1d left", 366*24*time.Hour - time.Second: "365d 23h left",
	} {
		if got := left(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestClockText(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, time.FixedZone("CET", 3600))
	for text, want := range map[string]string{
		"2026-11-23T22:45:00Z": "23:45", "2026-11-23T23:00:00Z": "Tue 24 Nov 00:00", "2026-11-23T22:59:59Z": "23:59:59",
		"2027-03-03T17:00:00Z": "3 Mar 2027 18:00", "2025-11-23T17:00:00Z": "23 Nov 2025 18:00",
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := clockText(at, now); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// Of what was asked for a moment ago, all is left.
func TestUntilIsToTheNearestMinute(t *testing.T) {
	a := &App{}
	for in, want := range map[time.Duration]string{
		2*time.Hour - time.Second:     "(in 2h)",
		2*time.Hour + 20*time.Second:  "(in 2h)",
		90*time.Minute - time.Second:  "(in 1h 30m)",
		time.Minute:                   "(in 1m)",
		59 * time.Second:              "(in less than a minute)",
		24*time.Hour - 10*time.Second: "(in 1d)",
		0:                             "(time is up)",
	} {
		if got := a.untilText(a.model.Now().Add(in)); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// Beside the list, where notes have no room, the time that a rule has left stands
// under it.
func TestEndsShowBesideANarrowList(t *testing.T) {
	s := newSession(t, expiringWorld(t), size{110, 24}).start()
	s.goTo("sg-140ba4c8")
	for width, want := range map[int]string{42: "\n  1h 12m left\n", 80: "1h 12m left · "} {
		got := ansi.Strip(strings.Join(s.app.screen().(listScreen).sideLines(width, 20), "\n"))
		if !strings.Contains(got, want) {
			t.Errorf("%d columns: no %q in\n%s", width, want, got)
		}
	}
}
