package main

import (
	"strings"
	"testing"
	"time"

	"sluice/client/journal/journaltest"
)

// lostWrite has ann's terminal go away in the middle of a write, which is applied
// and recorded after that.
func lostWrite(t testing.TB, s *served, endpoint *stand, port int) {
	t.Helper()
	applied := func() int {
		out, _, _ := s.run("bob", "history --json")
		return strings.Count(out, "applied")
	}
	before := applied()
	arrived, release := heldWrites(endpoint)
	t.Cleanup(release)
	ann := s.screens("ann", usual())
	ann.waitFor("10 groups")
	ann.openForm("websrv")
	ann.fill("Rule", portRule(port))
	ann.preview("1 rule")
	ann.press("enter")
	arrival(t, "the write", arrived)
	ann.stop()
	release()
	for deadline := time.Now().Add(patience); ; breathe() {
		if applied() > before {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("no outcome is recorded")
		}
	}
}

const (
	newsOnScreen = "your last session: 1 rule added to websrv"
	newsInWords  = "what came of your last session"
)

// TestServedOutcomeIsMarkedByWhatShowedIt: a session that was there all the time
// and showed nothing does not keep the outcome from the next one.
func TestServedOutcomeIsMarkedByWhatShowedIt(t *testing.T) {
	endpoint := newStand(t)
	s := serving(t, map[string]string{"ann": operatorLine, "bob": viewerLine}, "--endpoint-url", endpoint.URL)
	beside := s.screens("ann", usual())
	beside.waitFor("10 groups")
	lostWrite(t, s, endpoint, 8443)
	beside.quit()
	again := s.screens("ann", usual())
	again.waitFor(newsOnScreen)
	again.quit()
	if _, errs, _ := s.run("ann", "history"); strings.Contains(errs, newsInWords) {
		t.Errorf("it is told again: %q", errs)
	}
}

// TestServedCommandTellsWhatItMarks: a command says on the standard error what
// came of the session before, beside its own output, and says it once; a command of
// somebody else says nothing of it.
func TestServedCommandTellsWhatItMarks(t *testing.T) {
	endpoint := newStand(t)
	s := serving(t, map[string]string{"ann": operatorLine, "bob": viewerLine}, "--endpoint-url", endpoint.URL)
	lostWrite(t, s, endpoint, 8443)
	if _, errs, _ := s.run("bob", "reach 192.0.2.1 tcp/443"); strings.Contains(errs, newsInWords) {
		t.Errorf("bob is told of ann's: %q", errs)
	}
	out, errs, _ := s.run("ann", "reach 192.0.2.1 tcp/443")
	if !strings.Contains(errs, newsInWords) || !strings.Contains(errs, "tcp/8443 from 192.0.2.0/24  added") || strings.Contains(out, "8443") {
		t.Errorf("ann is told:\n%s\nbeside\n%s", errs, out)
	}
	if _, errs, _ := s.run("ann", invocation("apply")); strings.Contains(errs, newsInWords) {
		t.Errorf("it is told again: %q", errs)
	}
	screens := s.screens("ann", usual())
	screens.waitFor("10 groups", "ann")
	if strings.Contains(screens.text(), "your last session") {
		t.Errorf("the screens tell what commands told:\n%s", screens.text())
	}
	screens.quit()
}

// TestTwoServersTellOnce: who signs in at two servers of one journal is told once what came of a session that was lost,
// and again only where nobody was there to read it.
func TestTwoServersTellOnce(t *testing.T) {
	t.Parallel()
	people := map[string]string{"ann": operatorLine, "bob": viewerLine}
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		p := servingTwice(t, journaltest.Start(t), newStand(t), people)
		p.tellOnce(p.lapse)
	})
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		p := servingTwiceAt(t, t.TempDir(), newStand(t), people)
		p.tellOnce(func() {})
	})
}

// tellOnce has ann lose sessions of the first server. lapse makes that server one that is gone, once it was killed.
func (p pair) tellOnce(lapse func()) {
	t := p.a.t
	t.Helper()
	signIn := func(s *served) *terminal {
		screens := s.screens("ann", usual())
		screens.waitFor("10 groups", "ann")
		return screens
	}
	silent := func(s *served) {
		t.Helper()
		if _, errs, _ := s.run("ann", "reach 192.0.2.1 tcp/443"); strings.Contains(errs, newsInWords) {
			t.Errorf("it is told twice: %q", errs)
		}
		screens := signIn(s)
		if strings.Contains(screens.text(), "your last session") {
			t.Errorf("it is told twice:\n%s", screens.text())
		}
		screens.quit()
	}
	lostWrite(t, p.a, p.endpoint, 8443)
	screens := signIn(p.a)
	screens.waitFor(newsOnScreen)
	silent(p.b) // while the first server tells it
	screens.quit()
	silent(p.b)
	silent(p.a)

	lostWrite(t, p.a, p.endpoint, 8444)
	if _, errs, _ := p.b.run("ann", "reach 192.0.2.1 tcp/443"); !strings.Contains(errs, newsInWords) {
		t.Errorf("the other server does not tell it: %q", errs)
	}
	silent(p.a)

	lostWrite(t, p.a, p.endpoint, 8445)
	signIn(p.a).waitFor(newsOnScreen) // and nobody reads it
	p.kill()
	lapse()
	screens = signIn(p.b)
	screens.waitFor(newsOnScreen)
	screens.quit()
	silent(p.b)
}
