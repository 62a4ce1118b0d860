package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"sluice/model/ingress"
	"sluice/ui/remote"
)

// seen remembers when each person last left a session that could tell its
// outcomes: what was sent since and ended is news to them, whatever became of the
// terminal, or of the server.
type seen struct{ dir string }

// unseenFor is how far back outcomes are told to who never left a session here.
const unseenFor = time.Hour

func (s seen) path(fingerprint string) string { return filepath.Join(s.dir, fileOf(fingerprint)) }

// touch notes that a person saw all outcomes.
func (s seen) touch(fingerprint string, log *slog.Logger) {
	err := os.MkdirAll(s.dir, 0o700)
	if err == nil {
		err = os.WriteFile(s.path(fingerprint), nil, 0o600)
	}
	if err == nil {
		now := time.Now()
		err = os.Chtimes(s.path(fingerprint), now, now)
	}
	if err != nil {
		log.Error("outcomes may be told twice", "why", err.Error())
	}
}

// since is when a person last saw all outcomes.
func (s seen) since(fingerprint string) time.Time {
	info, err := os.Stat(s.path(fingerprint))
	if errors.Is(err, fs.ErrNotExist) || err != nil {
		return time.Now().Add(-unseenFor)
	}
	return info.ModTime()
}

// missed are the outcomes that a visitor's sessions before could not tell.
func (g *gatehouse) missed(ctx context.Context, at place, v remote.Visitor) (missed []ingress.Receipt) {
	if at.journal == nil {
		return nil
	}
	since := g.seen.since(v.Fingerprint)
	// A write may end long after it was begun.
	operations, err := at.journal.Operations(ctx, ingress.HistoryFilter{By: v.Fingerprint, Since: since.Add(-unseenFor)})
	if err != nil {
		g.log.Error("history", "why", err.Error())
		return nil
	}
	for _, o := range operations {
		for _, r := range o.Records {
			if r.By == at.by && r.Receipt != nil && r.Receipt.At.After(since) {
				missed = append(missed, *r.Receipt)
			}
		}
	}
	return missed
}

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
