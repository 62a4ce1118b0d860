package remote

import (
	"log/slog"
	"net/netip"
	"sync"
	"time"
)

// How many refusals are logged line by line in a minute.
const (
	maxRefusals     = 500
	maxRefusalsFrom = 50 // of one address
)

// refusals are the log's lines about those who were not let in. Anybody who
// reaches the port can cause them: beyond some lines a minute they are counted
// only, and the count is logged when the minute is over. An address has a share
// of its own, so that a noisy one does not hide the others.
type refusals struct {
	log *slog.Logger

	mu    sync.Mutex
	lines int // of this minute
	from  map[netip.Addr]int
	left  int // that were not logged
	over  *time.Timer
}

func newRefusals(log *slog.Logger) *refusals {
	return &refusals{log: log, from: map[netip.Addr]int{}}
}

// tell logs a refusal of somebody at an address, or counts it.
func (r *refusals) tell(from netip.Addr, msg string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over == nil {
		r.over = time.AfterFunc(time.Minute, r.flush)
	}
	if r.lines >= maxRefusals || r.from[from] >= maxRefusalsFrom {
		r.left++
		return
	}
	r.lines++
	r.from[from]++
	r.log.Info(msg, args...)
}

// flush logs how many were not, and begins a new minute.
func (r *refusals) flush() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.left > 0 {
		r.log.Warn("more were not let in than are logged one by one", "more", r.left)
	}
	if r.over != nil {
		r.over.Stop()
	}
	r.lines, r.left, r.over = 0, 0, nil
	clear(r.from)
}
