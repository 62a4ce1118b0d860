package aws

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"sluice/client/local"
	"sluice/model/ingress"
)

// TestStormOverSockets breaks connections of loopback, before a request is carried
// out and after.
func TestStormOverSockets(t *testing.T) {
	const rounds = 4
	breaker := &breaker{next: sandbox(t), faults: map[string]*broken{}}
	c, _ := remote(t, breaker)
	calm := clientOf(t, breaker.next)
	lot := rand.New(rand.NewPCG(3, 4))
	var all []*trial
	var running sync.WaitGroup
	for i := range rounds * 3 * 3 * 2 {
		s := &storm{
			endpoint: breaker.next, lot: lot, after: i%2 == 1,
			name: []string{"EOF", "RST", "cut"}[i/2%3], action: []string{authorize, revoke, modify}[i/6%3],
		}
		one := &trial{storm: s, planned: s.plan(t, calm, newGroup(t, calm, lot)), broken: &broken{how: s.name, action: s.action, after: s.after}}
		breaker.strike(one.planned.Group.ID, one.broken)
		all = append(all, one)
		// All at once: what was not carried out is looked for during some seconds.
		running.Go(func() { one.receipt = s.submit(t, c, fmt.Sprint("op-", i), one.planned) })
	}
	running.Wait()
	for _, one := range all {
		if n := one.broken.fired.Load(); n != 1 {
			t.Errorf("%s: fired %d times", one.storm, n)
		}
		if !one.receipt.ReadBack || one.receipt.Count(ingress.Unknown) > 0 {
			t.Errorf("%s: receipt %+v", one.storm, one.receipt)
		}
		one.storm.check(t, calm, one.planned, one.receipt, "receipt")
	}
}

// trial is a write whose connection breaks, and its receipt.
type trial struct {
	storm   *storm
	broken  *broken
	planned ingress.Change
	receipt ingress.Receipt
}

// broken is how the connection of a write breaks.
type broken struct {
	how    string // EOF, RST or cut
	action string
	after  bool
	fired  atomic.Int32
}

// breaker is a server that breaks the connections of some writes, by their groups.
type breaker struct {
	next   *local.Endpoint
	mu     sync.Mutex
	faults map[string]*broken
}

func (x *breaker) strike(group string, b *broken) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.faults[group] = b
}

func (x *breaker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return
	}
	x.mu.Lock()
	b := x.faults[form.Get("GroupId")]
	x.mu.Unlock()
	if b == nil || b.action != form.Get("Action") {
		x.next.ServeHTTP(w, r)
		return
	}
	b.fired.Add(1)
	answer := httptest.NewRecorder()
	if b.after {
		x.next.ServeHTTP(answer, r)
	}
	b.cut(w, answer.Body.Bytes())
}

// cut ends the connection, with a part of the answer where that is how.
func (b *broken) cut(w http.ResponseWriter, answer []byte) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	switch b.how {
	case "RST":
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	case "cut":
		_, _ = fmt.Fprintf(buffered, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s", len(answer)+100, answer[:len(answer)/2])
		_ = buffered.Flush()
	}
}
