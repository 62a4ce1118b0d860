package remote_test

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/ui/remote"
)

const (
	silentPeers = 300
	wrongKeys   = 1000
	validLogins = 100
)

// crowded has silent peers, wrong keys and valid logins come at once, and returns
// how long each valid login took. Silent peers are waited for until the server
// closed them.
func crowded(t testing.TB, w *world, valid []ssh.Signer) []time.Duration {
	t.Helper()
	var group sync.WaitGroup
	var dropped, refused atomic.Int64
	for range silentPeers {
		group.Go(func() {
			peer, err := net.Dial("tcp", w.addr)
			if err != nil {
				t.Error(err)
				return
			}
			defer peer.Close()
			if _, err := io.Copy(io.Discard, peer); err == nil { // to the end that the server makes
				dropped.Add(1)
			}
		})
	}
	wrong := newSigner(t)
	for range wrongKeys / 50 {
		group.Go(func() {
			for range 50 {
				if c, err := w.dial("x", wrong); err == nil {
					_ = c.Close()
				} else {
					refused.Add(1)
				}
			}
		})
	}
	took := make([]time.Duration, len(valid))
	for i, key := range valid {
		group.Go(func() {
			began := time.Now()
			c, err := w.dial("x", key)
			took[i] = time.Since(began)
			if err != nil {
				t.Errorf("a valid login: %v", err)
				return
			}
			defer c.Close()
			if out, _, _ := w.run(c, "whoami", ""); out == "" {
				t.Error("a valid login says nothing")
			}
		})
	}
	group.Wait()
	if dropped.Load() != silentPeers || refused.Load() != wrongKeys {
		t.Errorf("%d silent peers were closed, want %d; %d wrong keys were refused, want %d", dropped.Load(), silentPeers, refused.Load(), wrongKeys)
	}
	return took
}

// people are keys with a line of the access file each.
func people(t testing.TB, n int) (keys []ssh.Signer, lines []string) {
	for range n {
		key := newSigner(t)
		keys, lines = append(keys, key), append(lines, keyLine(key))
	}
	return keys, lines
}

func TestCrowd(t *testing.T) {
	keys, lines := people(t, validLogins)
	crowded(t, start(t, nil, lines...), keys)
}

// BenchmarkCrowdedLogin reports the 99th percentile of a valid login in a crowd.
func BenchmarkCrowdedLogin(b *testing.B) {
	keys, lines := people(b, validLogins)
	var took []time.Duration
	for b.Loop() {
		w := start(b, nil, lines...)
		took = append(took, crowded(b, w, keys)...)
	}
	slices.SortFunc(took, cmp.Compare[time.Duration])
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "p99-ms")
}

// TestTooManyConnections: beyond the limit a connection is closed at once, and
// there is room again when others left.
func TestTooManyConnections(t *testing.T) {
	w := start(t, func(o *remote.Options) { o.Limits.Connections = 2 })
	first, second := w.client(w.alice), w.client(w.bob)
	if c, err := w.dial("x", w.carol); err == nil {
		_ = c.Close()
		t.Error("a third connection signed in")
	}
	_ = second.Close()
	w.eventually("room", func() bool {
		c, err := w.dial("x", w.carol)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	w.open(first).await("I am alice")
}

// TestManySessions has as many sessions as there are slots, each with a canary of its
// own: nobody sees another's.
func TestManySessions(t *testing.T) {
	const n = 200
	keys, lines := people(t, n)
	w := start(t, nil, lines...)
	terms := make([]*terminal, n)
	for i, key := range keys {
		terms[i] = w.open(w.client(key))
	}
	for i, term := range terms {
		term.press("\x1b[200~" + strings.Repeat("x", i+1) + "\x1b[201~")
	}
	for i, term := range terms {
		term.await(fmt.Sprintf("last paste of %d\n", i+1))
	}
	if got := w.server.Sessions(); got != n {
		t.Errorf("%d sessions, want %d", got, n)
	}
	late := w.open(w.client(w.alice))
	if code := late.wait(); code != 1 {
		t.Errorf("one more than there are slots ended with %d", code)
	}
}
