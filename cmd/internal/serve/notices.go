package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/remote"
)

// notices remember which outcomes each person was given notice of. A session whose
// terminal was lost could not show what came of its writes: the person's next session
// does, whatever became of the terminal, or of the server. Only the session that
// showed an outcome marks it.
type notices struct {
	dir string
	mu  sync.Mutex
}

const (
	lookBack     = time.Hour          // how old the outcomes may be that a person gets at their first sign-in here
	deliveredFor = 7 * 24 * time.Hour // how long it is remembered that a person got notice of an outcome
)

// delivered is what one person got notice of.
type delivered struct {
	Since    time.Time            `json:"since"`    // of nothing that came before notice is given
	Outcomes map[string]time.Time `json:"outcomes"` // when, by outcomeKey
	Decided  time.Time            `json:"ruled"`    // when notice was last given of what was decided on the person's plans
}

// outcomeKey tells outcomes apart: one that was not known and is found out later
// is another.
func outcomeKey(r ingress.Receipt) string {
	var b strings.Builder
	fmt.Fprint(&b, r.Operation, " ", r.Group.ID, " ", int(r.Kind))
	for _, rule := range r.Rules {
		fmt.Fprint(&b, " ", int(rule.Outcome))
	}
	return b.String()
}

func (n *notices) path(fingerprint string) string { return filepath.Join(n.dir, fileOf(fingerprint)) }

// delivered reads what a person got notice of; what cannot be read is nothing.
func (n *notices) delivered(fingerprint string) delivered {
	var d delivered
	text, err := os.ReadFile(n.path(fingerprint))
	if err != nil || json.Unmarshal(text, &d) != nil {
		d = delivered{}
	}
	if d.Since.IsZero() {
		d.Since = time.Now().Add(-lookBack)
	}
	return d
}

// mark remembers that a person got notice of outcomes.
func (n *notices) mark(fingerprint string, receipts []ingress.Receipt, log *slog.Logger) {
	if len(receipts) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	d, now := n.delivered(fingerprint), time.Now()
	if oldest := now.Add(-deliveredFor); d.Since.Before(oldest) {
		d.Since = oldest
	}
	outcomes := map[string]time.Time{}
	for key, at := range d.Outcomes {
		if at.After(d.Since.Add(-lookBack)) {
			outcomes[key] = at
		}
	}
	for _, r := range receipts {
		outcomes[outcomeKey(r)] = now
	}
	d.Outcomes = outcomes
	n.keep(fingerprint, d, log)
}

// markDecided remembers that a person got notice of what was decided on their plans by
// now.
func (n *notices) markDecided(fingerprint string, log *slog.Logger) {
	n.mu.Lock()
	defer n.mu.Unlock()
	d := n.delivered(fingerprint)
	d.Decided = time.Now()
	n.keep(fingerprint, d, log)
}

func (n *notices) keep(fingerprint string, d delivered, log *slog.Logger) {
	text, err := json.Marshal(d)
	if err == nil {
		err = os.MkdirAll(n.dir, 0o700)
	}
	if err == nil { // at once: a server that is killed must not leave half of it
		err = os.WriteFile(n.path(fingerprint)+".new", text, 0o600)
	}
	if err == nil {
		err = os.Rename(n.path(fingerprint)+".new", n.path(fingerprint))
	}
	if err != nil {
		log.Error("outcomes may be told twice", "why", err.Error())
	}
}

// missed are the outcomes that a visitor's sessions before could not tell.
func (s *Server) missed(ctx context.Context, b backend.Backend, v remote.Visitor) (missed []ingress.Receipt) {
	if b.Journal == nil {
		return nil
	}
	delivered := s.notices.delivered(v.Fingerprint)
	// A write may end long after it was begun.
	operations, err := b.Journal.Operations(ctx, ingress.HistoryFilter{By: v.Fingerprint, Since: delivered.Since.Add(-lookBack)})
	if err != nil {
		s.o.Log.Error("history", "why", err.Error())
		return nil
	}
	for _, o := range operations {
		for _, r := range o.Records {
			if r.By != b.By || r.Receipt == nil || !r.Receipt.At.After(delivered.Since) {
				continue
			}
			if _, known := delivered.Outcomes[outcomeKey(*r.Receipt)]; !known {
				missed = append(missed, *r.Receipt)
			}
		}
	}
	return missed
}

// decided is what others decided on a visitor's plans that the visitor got no notice
// of.
func (s *Server) decided(ctx context.Context, t *tenant, b backend.Backend, v remote.Visitor) []ingress.Decision {
	if b.Approvals == nil {
		return nil
	}
	since := s.notices.delivered(v.Fingerprint).Decided
	if since.IsZero() {
		since = time.Now().Add(-deliveredFor)
	}
	decided, err := t.approvals(s, b, v).Decided(ctx, since)
	if err != nil {
		s.o.Log.Error("approvals", "why", err.Error())
	}
	return decided
}

// outcomes are those of one session's writes.
type outcomes struct {
	mu  sync.Mutex
	all []ingress.Receipt
}

func (o *outcomes) add(r ingress.Receipt) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, r)
}

func (o *outcomes) list() []ingress.Receipt {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.all)
}
