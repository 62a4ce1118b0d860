package remote

import (
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRefusalsAreCountedWhereTheyAreMany: one address's wrong keys are not a line
// of the log each, and do not hide another's.
func TestRefusalsAreCountedWhereTheyAreMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log paper
		r := newRefusals(slog.New(slog.NewTextHandler(&log, nil)))
		noisy, other := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
		for range 1000 {
			r.tell(noisy, "noise")
		}
		r.tell(other, "another")
		if lines := strings.Count(log.text(), "\n"); lines != maxRefusalsFrom+1 || !strings.Contains(log.text(), "another") {
			t.Errorf("%d lines, want %d and the other's", lines, maxRefusalsFrom)
		}
		time.Sleep(time.Minute) // of the bubble's clock
		synctest.Wait()
		r.mu.Lock()
		defer r.mu.Unlock()
		if !strings.Contains(log.text(), "more=950") {
			t.Errorf("the rest is not counted:\n%s", log.text())
		}
		if r.lines != 0 || len(r.from) != 0 || r.left != 0 {
			t.Errorf("the new minute begins with %d lines of %d addresses, and %d left", r.lines, len(r.from), r.left)
		}
	})
}
