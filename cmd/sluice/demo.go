package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"sluice/client/aws"
	"sluice/client/local"
	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
)

// demoCommand opens the TUI on a sandbox that is the same every time.
func (p program) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Open a sandbox in memory with a fixed clock and ids, for recordings",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ids := demoIDs{seen: map[string]int{}}
			endpoint, err := local.Open(cmd.Context(), local.Options{Now: demoClock, NewID: ids.next})
			if err != nil {
				return err
			}
			closeIt := func() { _ = endpoint.Close() }
			options := aws.Options{Handler: ids.following(endpoint), Now: demoClock}
			at, err := backend.Connect(cmd.Context(), ingress.Session{Sandbox: true, ReadOnly: p.global.ReadOnly}, "", options, closeIt)
			if err != nil {
				return err
			}
			defer func() { at.Close() }()
			if err := at.RecordForNow(cmd.Context(), demoClock); err != nil {
				return err
			}
			at.NoUpkeep, at.Limits, at.QuotaGiven = true, p.global.Limits(), p.global.RulesPerGroup > 0
			return p.session(cmd.Context(), at, demoOperations())
		},
	}
}

// demoClock stands still, so that a recording is the same on every day.
func demoClock() time.Time { return time.Date(2026, time.March, 4, 14, 2, 11, 0, time.UTC) }

// demoOperations mints operation ids in order. One session mints them one after
// the other.
func demoOperations() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("7f3ac4d0%04x", n)
	}
}

// demoIDs mints ids that look drawn by lot and follow from the request that
// needs them. So they do not hang on which of two requests at once comes first.
type demoIDs struct {
	mu      sync.Mutex // held for a whole request: the ids are its own
	request string
	seen    map[string]int // how often a request came, or an id of it was minted
}

// following serves requests one at a time, and lets ids follow from each.
func (d *demoIDs) following(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		d.mu.Lock()
		defer d.mu.Unlock()
		d.request = fmt.Sprint(string(body), d.count(string(body)))
		next.ServeHTTP(w, r)
	})
}

// next is prefix and 17 hex digits, or a request id for the empty prefix.
func (d *demoIDs) next(prefix string) string {
	of := d.request + "\x00" + prefix
	sum := sha256.Sum256(fmt.Append(nil, of, d.count(of)))
	h := hex.EncodeToString(sum[:])
	if prefix == "" {
		return "59dbff89-35bd-4eac-99ed-" + h[:12]
	}
	return prefix + h[:17]
}

func (d *demoIDs) count(of string) int {
	d.seen[of]++
	return d.seen[of]
}
