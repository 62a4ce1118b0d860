package ui

import (
	"net/netip"
	"strings"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// hostileTexts are what names, descriptions, tags and answers can hold to move,
// hide or forge what is on the screen, by what they do.
func hostileTexts() map[string]string {
	return map[string]string{
		"colour":               "a\x1b[31mb\x1b[0m",
		"conceal":              "a\x1b[8mb\x1b[28m",
		"cursor":               "a\x1b[5A\x1b[2Kb",
		"clear":                "a\x1b[2J\x1b[Hb",
		"alternate screen":     "a\x1b[?1049lb",
		"33 parameters":        "a\x1b[" + strings.Repeat("1;", 32) + "1Ab",
		"link":                 "\x1b]8;;https://example.com\x1b\\a\x1b]8;;\x1b\\",
		"title":                "\x1b]0;title\aa",
		"clipboard":            "\x1b]52;c;aGk=\aa",
		"DCS":                  "\x1bP$qm\x1b\\a",
		"APC":                  "\x1b_Gf=24;AAAA\x1b\\a",
		"PM":                   "\x1b^text\x1b\\a",
		"SOS":                  "\x1bXtext\x1b\\a",
		"unterminated OSC":     "a\x1b]0;b",
		"lone escape":          "a\x1b",
		"C1 CSI":               "a\u009b31mb",
		"C1 OSC":               "a\u009d0;b\u009cc",
		"raw C1":               "a\x9b31mb",
		"next line":            "a\u0085b",
		"newline":              "a\n ▸ forged  sg-0f0f0f0f",
		"return":               "a\rforged",
		"return and newline":   "a\r\nb",
		"tab":                  "a\tb",
		"vertical tab":         "a\vb\fc",
		"backspace":            "a\b\bb",
		"NUL and BEL":          "a\x00\ab",
		"delete":               "a\x7fb",
		"line separator":       "a\u2028b\u2029c",
		"right to left":        "a\u202egnp.exe\u202c",
		"isolates":             "a\u2067b\u2069c",
		"direction marks":      "a\u200e\u200f\u061cb",
		"zero width":           "a\u200b\u200c\u2060\ufeffb",
		"joined emoji":         "👩\u200d💻👨\u200d👩\u200d👧",
		"skin tone":            "👍🏽 🏽",
		"half a flag":          "a🇩b",
		"flags":                "🇩🇪🇫🇷",
		"keycap":               "1\ufe0f\u20e3",
		"soft hyphen":          "a\u00adb",
		"tag characters":       "a\U000e0041\U000e0042b",
		"variation selectors":  "☎\ufe0f☎\ufe0ea\U000e0100",
		"fillers":              "a\u115f\u1160\u3164\uffa0\u2800\u034f\ufffcb",
		"wide spaces":          "a\u00a0\u3000\u2003b",
		"combining flood":      "a" + strings.Repeat("\u0301", 200) + "b",
		"lone combining":       "\u0301\u0302",
		"spacing marks":        "क्षि ำ",
		"Hangul initials":      "\u1100\u1100\u1161",
		"raw bytes":            "a\xff\xfe\xc0\xafb",
		"surrogate":            "a\xed\xa0\x80b",
		"cut sequence":         "a\xe6\x97",
		"private and none":     "a\ue000\U000f0000\uffff\U000e0fffb",
		"wide":                 "日本語のグループ名前",
		"long":                 strings.Repeat("very long ", 1000),
		"long wide":            strings.Repeat("長い", 1000),
		"long without a space": strings.Repeat("x", 5000),
	}
}

// hostileWorld holds a text wherever others have a say.
func hostileWorld(t testing.TB, text string) *fakeWorld {
	t.Helper()
	groups := sampleGroups(t)
	for i := range groups {
		g := &groups[i]
		g.Name, g.Description = g.Name+text, text
		g.Tags = []ingress.Tag{{Key: text, Value: text}, {Key: "Name", Value: text}}
		for r := range g.Rules {
			g.Rules[r].Description = text
			g.Rules[r].ID += text
		}
	}
	w := newFakeWorld(groups...)
	w.approvals = &fakeApprovals{world: w, plans: hostilePlans(t, groups, text)}
	w.past = pastOperations(t)
	for i := range w.past {
		o := &w.past[i]
		o.ID, o.UndoneBy = o.ID+text, append(o.UndoneBy, text)
		for r := range o.Records {
			record := &o.Records[r]
			record.By, record.Site = record.By+text, ingress.Site{Endpoint: text, Account: text, Region: text}
			record.Change.Group.Name += text
			record.Change.Group.ID += text
			record.Change.Undoes += text
			if record.Receipt != nil {
				record.Receipt.RequestID = text
			}
		}
	}
	w.answer = func(c ingress.Change) ingress.Receipt {
		r := applied(c)
		for i := range r.Rules {
			r.Rules[i].RuleID = text
		}
		return r
	}
	return w
}

// hostilePlans are plans that wait, with a text wherever somebody else wrote one.
func hostilePlans(t testing.TB, groups []ingress.Group, text string) []ingress.Waiting {
	t.Helper()
	plans := waitingPlans(t)[:1]
	plans[0].ID, plans[0].By.Name, plans[0].By.Key = plans[0].ID+text, plans[0].By.Name+text, plans[0].By.Key+text
	for i := range plans[0].Changes {
		g := &plans[0].Changes[i].Group
		for _, held := range groups {
			if held.ID == g.ID {
				g.Name = held.Name
			}
		}
	}
	return plans
}

// hostileTour opens screens that show a text from outside in single lines.
func hostileTour(t testing.TB, text string) map[string]*session {
	t.Helper()
	where := ingress.Session{Account: testAccount, Region: "r" + text, Profile: text, Endpoint: text}
	world := hostileWorld(t, text).world()
	tour := map[string]*session{}
	visit := func(name string, walk func(*session)) {
		s := newSessionIn(t, where, world, size{120, 40}).start()
		walk(s)
		tour[name] = s
	}
	const line = "tcp/22,8443 from 203.0.113.0/24 sg-0a5d8e02"
	visit("list", func(s *session) { s.goTo("sg-140ba4c8"); s.press("space") })
	visit("details", func(s *session) { s.goTo("sg-140ba4c8"); s.press("enter") })
	visit("history", func(s *session) { s.press("h", "down") })
	visit("review", func(s *session) { s.press("o") })
	visit("review-reason", func(s *session) { s.press("o", "x") })
	visit("form", func(s *session) { s.openForm("sg-140ba4c8", "sg-77aa01bc"); s.write(line) })
	visit("form-source", func(s *session) { s.openForm("sg-140ba4c8"); s.focus(ingress.FieldSource) })
	visit("preview", func(s *session) { s.preview(line, "sg-140ba4c8", "sg-77aa01bc") })
	visit("result", func(s *session) { s.preview(line, "sg-140ba4c8", "sg-77aa01bc"); s.confirm() })
	return tour
}

// TestHostileText shows every hostile text on every screen: no row is wider, no
// row more, nothing passes but pictures.
func TestHostileText(t *testing.T) {
	at := []size{{40, 10}, {80, 24}, {120, 40}, {200, 60}}
	rows := map[string]int{}
	for name, s := range hostileTour(t, "plain") {
		s.resize(200, 60)
		rows[name] = drawnRows(s.frame())
	}
	for class, text := range hostileTexts() {
		t.Run(class, func(t *testing.T) {
			for name, s := range hostileTour(t, text) {
				s.t = t
				for _, at := range at {
					s.resize(at.w, at.h)
					s.checkFrame(at)
				}
				if got := drawnRows(s.frame()); got != rows[name] {
					t.Errorf("%s: %d rows, with a plain text %d\n%s", name, got, rows[name], s.frame())
				}
			}
		})
	}
}

func drawnRows(frame string) int {
	n := 0
	for line := range strings.Lines(frame) {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n
}

// TestHostileTextThatIsFolded shows every hostile text where it may take several
// rows: in the forms of a plan, and in verdicts, where none begins a row of its own.
func TestHostileTextThatIsFolded(t *testing.T) {
	for class, text := range hostileTexts() {
		t.Run(class, func(t *testing.T) {
			world := hostileWorld(t, text)
			start := func() *session { return newSession(t, world, size{120, 40}).start() }
			covered, forms, revoke, edit, operation, approve := start(), start(), start(), start(), start(), start()
			approve.press("o", "enter")
			operation.press("h", "G", "enter")
			covered.preview("tcp/443,8443 from 203.0.113.0/24", "sg-140ba4c8", "sg-77aa01bc")
			forms.preview("tcp/8443 from 203.0.113.0/24 sg-0a5d8e02", "sg-140ba4c8", "sg-77aa01bc")
			for _, s := range []*session{revoke, edit} {
				s.goTo("sg-140ba4c8")
				s.press("enter")
			}
			revoke.press("ctrl+d")
			edit.press("e")
			draw := func(sessions ...*session) {
				for _, s := range sessions {
					for _, at := range []size{{40, 10}, {80, 24}, {120, 40}} {
						s.resize(at.w, at.h)
						frame := s.checkFrame(at)
						for line := range strings.Lines(frame) {
							if (s == covered || s == operation || s == approve) && strings.HasPrefix(strings.TrimSpace(line), "▸ forged") {
								t.Errorf("a forged row\n%s", frame)
							}
						}
					}
				}
			}
			draw(covered, edit, approve)
			for range 6 {
				forms.press("v")
				revoke.press("v")
				operation.press("pgdown")
				if draw(forms, revoke, operation); t.Failed() {
					return
				}
			}
		})
	}
}

// TestHostileAnswers shows every hostile text as what went wrong, which may
// take several rows.
func TestHostileAnswers(t *testing.T) {
	for class, text := range hostileTexts() {
		t.Run(class, func(t *testing.T) {
			failure := &ingress.Failure{Code: text, Message: text, Remedy: text, RequestID: text}
			for name, open := range hostileAnswers(failure, sampleGroups(t)) {
				s := open(t)
				for _, at := range []size{{40, 10}, {80, 24}, {120, 40}} {
					s.resize(at.w, at.h)
					s.checkFrame(at)
				}
				if t.Failed() {
					t.Fatal(name)
				}
			}
		})
	}
}

func hostileAnswers(failure *ingress.Failure, groups []ingress.Group) map[string]func(testing.TB) *session {
	const line = "tcp/22 from 198.51.100.7"
	at := size{120, 40}
	return map[string]func(testing.TB) *session{
		"list": func(t testing.TB) *session {
			w := newFakeWorld()
			w.listErr = failure
			return newSession(t, w, at).start()
		},
		"half a list": func(t testing.TB) *session {
			w := newFakeWorld(groups...)
			w.page, w.failAfter, w.listErr = 3, 1, failure
			return newSession(t, w, at).start()
		},
		"details": func(t testing.TB) *session {
			w := newFakeWorld(groups...)
			w.readErr = failure
			s := newSession(t, w, at).start()
			s.press("enter", "esc")
			return s
		},
		"preview": func(t testing.TB) *session {
			w := newFakeWorld(groups...)
			w.readErr = failure
			s := newSession(t, w, at).start()
			s.preview(line, "sg-140ba4c8")
			return s
		},
		"history": func(t testing.TB) *session {
			w := newFakeWorld(groups...)
			w.pastErr = failure
			s := newSession(t, w, at).start()
			s.press("h")
			return s
		},
		"history again": func(t testing.TB) *session {
			w := newFakeWorld(groups...)
			w.past = pastOperations(t)
			s := newSession(t, w, at).start()
			s.press("h")
			w.pastErr = failure
			s.press("r")
			return s
		},
		"expiring": func(t testing.TB) *session {
			w := newFakeWorld(groups...)
			w.expiringErr = failure
			return newSession(t, w, at).start()
		},
		"asked": func(t testing.TB) *session {
			return askedFor(func(w *fakeWorld, _ *session) { w.approvals.err = failure })(t, at)
		},
		"rejected for a reason": func(t testing.TB) *session {
			s := askedFor(func(*fakeWorld, *session) {})(t, at)
			s.send(model.WaitingChanged{Decided: []ingress.Decision{{ID: "op-1", Asker: alice(), By: ingress.Person{Name: failure.Code, Key: "k"},
				Kind: ingress.Rejected, Why: failure.Message}}})
			return s
		},
		"decided while it is previewed": func(t testing.TB) *session {
			s := waiting("o", "enter")(t, at)
			s.send(model.WaitingChanged{Decided: []ingress.Decision{{ID: "4b1d0f9e8c7a", Asker: carol(), By: ingress.Person{Name: failure.Code, Key: "k"},
				Kind: ingress.Rejected, Why: failure.Message}}})
			return s
		},
		"plans that cannot be read": func(t testing.TB) *session {
			w := approvalWorld(t)
			w.approvals.readErr = failure
			s := newSession(t, w, at).start()
			s.press("o")
			return s
		},
		"permit": func(t testing.TB) *session {
			w := newFakeWorld(groups...)
			w.permit = func(c ingress.Change) ingress.Permit {
				return ingress.Permit{GroupID: c.Group.ID, Answer: ingress.Denied, Failure: failure}
			}
			s := newSession(t, w, at).start()
			s.preview(line, "sg-140ba4c8")
			s.press("enter")
			return s
		},
		"address": func(t testing.TB) *session {
			w := newFakeWorld(groups...)
			w.address = func() (netip.Addr, string, error) { return netip.Addr{}, "", failure }
			s := newSession(t, w, at).start()
			s.openForm("sg-140ba4c8")
			s.write("tcp/22 from me")
			s.press("tab")
			return s
		},
		"result": resultAnswered(line, func(c ingress.Change) ingress.Receipt {
			r := refused(c, failure.Code, failure.Message, failure.Remedy)
			r.RequestID = failure.RequestID
			return r
		}),
	}
}

func resultAnswered(line string, answer func(ingress.Change) ingress.Receipt) func(testing.TB) *session {
	return func(t testing.TB) *session { return resultOf(answer, line, "sg-140ba4c8")(t, size{120, 40}) }
}

// TestHostileInput pastes every hostile text where text goes in.
func TestHostileInput(t *testing.T) {
	groups := sampleGroups(t)
	for class, text := range hostileTexts() {
		t.Run(class, func(t *testing.T) {
			form := func(f ingress.Field) *session {
				s := newSession(t, newFakeWorld(groups...), size{80, 24}).start()
				s.openForm("sg-140ba4c8")
				s.focus(f)
				return s
			}
			filter := sampleSession(t, size{80, 24})
			filter.press("/")
			filter.paste(text)
			history := pastPress("/")(t, size{80, 24})
			history.paste(text)
			reason := waiting("o", "x")(t, size{80, 24})
			reason.paste(text)
			sessions := []*session{filter, history, reason}
			for _, f := range ingress.Fields() {
				s := form(f)
				s.paste("tcp/22 from 10.0.0.0/8 # " + text)
				s.press("tab")
				asked := form(f)
				asked.paste(text)
				asked.press("ctrl+s")
				sessions = append(sessions, s, asked)
			}
			for _, s := range sessions {
				for _, at := range []size{{40, 10}, {80, 24}, {120, 40}} {
					s.resize(at.w, at.h)
					s.checkFrame(at)
				}
				if t.Failed() {
					return
				}
			}
		})
	}
}
