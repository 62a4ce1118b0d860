package local

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// crowd keeps the connections of a server within a limit. When one more comes than there is room for, the one
// that has been waiting longest (for the rest of a request, or for the next one) is closed. So peers that
// connect and say nothing, or say it slowly, push out each other and not those whose requests run.
type crowd struct {
	limit int
	mu    sync.Mutex
	turn  int64 // counts events, to tell which was earlier
	peers map[net.Conn]*peer
}

// peer is one connection.
type peer struct {
	crowd   *crowd
	since   int64 // the turn of its last sign of life
	working bool  // a request has been read and is being answered
}

func newCrowd(limit int) *crowd {
	return &crowd{limit: limit, peers: make(map[net.Conn]*peer)}
}

type peerKey struct{}

// enter admits a connection; it is the ConnContext of an [http.Server].
func (c *crowd) enter(ctx context.Context, conn net.Conn) context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.peers) >= c.limit {
		c.makeRoom(conn)
	}
	c.turn++
	p := &peer{crowd: c, since: c.turn}
	c.peers[conn] = p
	return context.WithValue(ctx, peerKey{}, p)
}

// makeRoom closes the connection that has been waiting longest, or the newcomer if every other works.
func (c *crowd) makeRoom(newcomer net.Conn) {
	var longest *peer
	victim := newcomer
	for conn, p := range c.peers {
		if !p.working && (longest == nil || p.since < longest.since) {
			longest, victim = p, conn
		}
	}
	delete(c.peers, victim)
	_ = victim.Close() // its own goroutine meets the error and ends
}

// leave forgets a connection that has ended; it is the ConnState of an [http.Server].
func (c *crowd) leave(conn net.Conn, state http.ConnState) {
	if state != http.StateClosed && state != http.StateHijacked {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.peers, conn)
}

// working runs f while the connection of the request is not to be closed for others.
func working(ctx context.Context, f func()) {
	p, ok := ctx.Value(peerKey{}).(*peer)
	if !ok {
		f()
		return
	}
	p.mark(true)
	defer p.mark(false)
	f()
}

func (p *peer) mark(working bool) {
	p.crowd.mu.Lock()
	defer p.crowd.mu.Unlock()
	p.crowd.turn++
	p.since, p.working = p.crowd.turn, working
}
