package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"sluice/model/ingress"
	"sluice/ui/remote"
)

// seen remembers which outcomes each person has been told: what was sent in a
// session that could not tell its own is news at the next sign-in, whatever became
// of the terminal, or of the server. Only who showed an outcome marks it.
type seen struct {
	dir string
	mu  sync.Mutex
}

const (
	unseenFor = time.Hour          // how far back outcomes are told to who was never told any here
	toldFor   = 7 * 24 * time.Hour // and how long it is remembered that they were
)

// told is what one person has been told.
type told struct {
	Since    time.Time            `json:"since"`    // what came before is news no more
	Outcomes map[string]time.Time `json:"outcomes"` // when, by outcomeKey
	Ruled    time.Time            `json:"ruled"`    // what was decided on the person's plans by then
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

func (s *seen) path(fingerprint string) string { return filepath.Join(s.dir, fileOf(fingerprint)) }

// told reads what a person has been told; what cannot be read is nothing.
func (s *seen) told(fingerprint string) told {
	var t told
	text, err := os.ReadFile(s.path(fingerprint))
	if err != nil || json.Unmarshal(text, &t) != nil {
		t = told{}
	}
	if t.Since.IsZero() {
		t.Since = time.Now().Add(-unseenFor)
	}
	return t
}

// mark notes that a person was told outcomes.
func (s *seen) mark(fingerprint string, receipts []ingress.Receipt, log *slog.Logger) {
	if len(receipts) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t, now := s.told(fingerprint), time.Now()
	if oldest := now.Add(-toldFor); t.Since.Before(oldest) {
		t.Since = oldest
	}
	outcomes := map[string]time.Time{}
	for key, at := range t.Outcomes {
		if at.After(t.Since.Add(-unseenFor)) {
			outcomes[key] = at
		}
	}
	for _, r := range receipts {
		outcomes[outcomeKey(r)] = now
	}
	t.Outcomes = outcomes
	s.keep(fingerprint, t, log)
}

// markRuled notes that a person was told what was decided on their plans by now.
func (s *seen) markRuled(fingerprint string, log *slog.Logger) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.told(fingerprint)
	t.Ruled = time.Now()
	s.keep(fingerprint, t, log)
}

func (s *seen) keep(fingerprint string, t told, log *slog.Logger) {
	text, err := json.Marshal(t)
	if err == nil {
		err = os.MkdirAll(s.dir, 0o700)
	}
	if err == nil { // at once: a server that is killed must not leave half of it
		err = os.WriteFile(s.path(fingerprint)+".new", text, 0o600)
	}
	if err == nil {
		err = os.Rename(s.path(fingerprint)+".new", s.path(fingerprint))
	}
	if err != nil {
		log.Error("outcomes may be told twice", "why", err.Error())
	}
}

// missed are the outcomes that a visitor's sessions before could not tell.
func (g *gatehouse) missed(ctx context.Context, at place, v remote.Visitor) (missed []ingress.Receipt) {
	if at.journal == nil {
		return nil
	}
	told := g.seen.told(v.Fingerprint)
	// A write may end long after it was begun.
	operations, err := at.journal.Operations(ctx, ingress.HistoryFilter{By: v.Fingerprint, Since: told.Since.Add(-unseenFor)})
	if err != nil {
		g.log.Error("history", "why", err.Error())
		return nil
	}
	for _, o := range operations {
		for _, r := range o.Records {
			if r.By != at.by || r.Receipt == nil || !r.Receipt.At.After(told.Since) {
				continue
			}
			if _, known := told.Outcomes[outcomeKey(*r.Receipt)]; !known {
				missed = append(missed, *r.Receipt)
			}
		}
	}
	return missed
}

// ruled is what others decided on a visitor's plans that the visitor was not told.
func (g *gatehouse) ruled(ctx context.Context, d *desk, at place, v remote.Visitor) []ingress.Decision {
	if at.approvals == nil {
		return nil
	}
	since := g.seen.told(v.Fingerprint).Ruled
	if since.IsZero() {
		since = time.Now().Add(-toldFor)
	}
	decided, err := d.eyes(g, at, v).Decided(ctx, since)
	if err != nil {
		g.log.Error("approvals", "why", err.Error())
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

// resumed are the outcomes that a session's screens tell of those before it.
type resumed struct {
	missed []ingress.Receipt
	ruled  []ingress.Decision // on the person's plans, by others
	given  bool               // to the screens
	drawn  bool
	read   bool // a key was typed on a screen that shows them: somebody is there
}

func (r *resumed) nothing() bool { return len(r.missed)+len(r.ruled) == 0 }

// telling is a writer that remembers whether it failed.
type telling struct {
	io.Writer
	err error
}

func (t *telling) Write(b []byte) (int, error) {
	n, err := t.Writer.Write(b)
	if err != nil {
		t.err = err
	}
	return n, err
}
