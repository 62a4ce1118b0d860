package main

import (
	"strings"
	"testing"
	"time"
)

// planned opens a preview of one new rule for websrv, not yet confirmed.
func planned(t testing.TB, term *terminal) {
	t.Helper()
	term.openForm("websrv")
	term.fill("Rule", "tcp/80 from 192.0.2.0/24")
	term.preview("1 rule to websrv")
}

// TestTypeAheadIsNoConfirmation presses Enter before the plan can have been read.
func TestTypeAheadIsNoConfirmation(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	term := sluice(t, newcomerEnv(t), "--endpoint-url", endpoint.URL)
	term.openForm("websrv")
	term.fill("Rule", "tcp/80 from 192.0.2.0/24")
	term.write(keyBytes(t, "ctrl+s") + strings.Repeat("\r", 20))
	term.waitFor("Plan: 1 to add", "\n enter sends 1 rule to websrv")
	term.quit()
	wantWrites(t, endpoint, 0)
}

// TestHeldEnterIsNoConfirmation holds Enter from the form on, as a key repeats,
// for longer than the preview's quiet period.
func TestHeldEnterIsNoConfirmation(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	term := sluice(t, newcomerEnv(t), "--endpoint-url", endpoint.URL)
	term.openForm("websrv")
	term.fill("Rule", "tcp/80 from 192.0.2.0/24")
	repeat := time.NewTicker(20 * time.Millisecond)
	defer repeat.Stop()
	for range 60 {
		term.press("enter")
		<-repeat.C
	}
	term.waitFor("Plan: 1 to add", "\n enter sends 1 rule to websrv")
	term.quit()
	wantWrites(t, endpoint, 0)
}

// TestEnterAgainSubmitsOnce presses Enter many times on a plan that may be sent.
func TestEnterAgainSubmitsOnce(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	term := sluice(t, newcomerEnv(t), "--endpoint-url", endpoint.URL)
	planned(t, term)
	term.write(strings.Repeat("\r", 20))
	term.until("the write", func(string) bool { return len(endpoint.writes()) > 0 })
	term.quit()
	wantWrites(t, endpoint, 1)
	wantReceipts(t, term, "websrv  sg-5b1c22de  tcp/80 from 192.0.2.0/24  added  sgr-")
}

// TestPasteIsNoConfirmation pastes line ends into a plan that may be sent. Keys
// are taken in order, so once Escape shows the form the paste is dealt with.
func TestPasteIsNoConfirmation(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	term := sluice(t, newcomerEnv(t), "--endpoint-url", endpoint.URL)
	planned(t, term)
	term.paste("\r\n\ny\r" + strings.Repeat("\n", 50))
	term.press("esc")
	term.waitFor("▸ Rule", "tcp/80 from 192.0.2.0/24")
	term.quit()
	wantWrites(t, endpoint, 0)
}

// TestTooSmallCannotConfirm makes the window of a plan that may be sent too small.
func TestTooSmallCannotConfirm(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	term := sluice(t, newcomerEnv(t), "--endpoint-url", endpoint.URL)
	planned(t, term)
	term.resize(size{39, 9})
	term.waitFor("terminal too small: 39×9", "sluice needs 40×10")
	term.press("enter", "enter")
	term.quit() // keys are taken in order: by then the others were
	wantWrites(t, endpoint, 0)
}

// TestEscapeKeepsTheForm goes back and forth between form, preview and outcome.
func TestEscapeKeepsTheForm(t *testing.T) {
	t.Parallel()
	term := sluice(t, newcomerEnv(t))
	planned(t, term)
	term.press("esc")
	term.waitFor("▸ Rule", "tcp/80 from 192.0.2.0/24")
	term.fill("Rule", " # again")
	term.preview("1 rule to websrv")
	term.confirm("Done: 1 added")
	term.press("esc")
	term.waitFor("▸ Rule", "tcp/80 from 192.0.2.0/24 # again", "already there")
	term.press("esc")
	term.waitFor("a add rules")
	term.press("q")
	if code := term.exit(); code != exitOK {
		t.Errorf("q ended the program with code %d", code)
	}
}
