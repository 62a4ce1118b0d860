package rehearsal

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// Throttle admits requests as EC2 does (developer guide, "Request throttling for the Amazon EC2 API"): each account
// has, in each region and for each action, a bucket of tokens that refills steadily. A request takes one token.
type Throttle struct {
	mu      sync.Mutex
	buckets map[bucketKey]*bucket
	refused int
}

type bucketKey struct {
	store.Home
	action     string
	unfiltered bool
}

// bucket is how many tokens there were at a time.
type bucket struct {
	tokens float64
	at     time.Time
}

// bucketSize is how many tokens a bucket holds, and how many it gains in a second.
type bucketSize struct{ capacity, perSecond float64 }

// NewThrottle has all buckets full.
func NewThrottle() *Throttle { return &Throttle{buckets: make(map[bucketKey]*bucket)} }

// Admit takes a token for a request at the time now, or is the failure to answer with. everything says that the request
// asks for all groups: neither filtered nor a page. That takes from a smaller bucket. A nil throttle admits everything.
func (t *Throttle) Admit(h store.Home, action string, everything bool, now time.Time) error {
	if t == nil {
		return nil
	}
	key := bucketKey{h, action, everything}
	size := sizeOf(key)
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.buckets[key]
	if b == nil {
		b = &bucket{size.capacity, now}
		t.buckets[key] = b
	}
	if gone := now.Sub(b.at).Seconds(); gone > 0 {
		b.tokens, b.at = min(size.capacity, b.tokens+gone*size.perSecond), now
	}
	if b.tokens < 1 {
		t.refused++
		return limitExceeded()
	}
	b.tokens--
	return nil
}

// sizeOf is the guide's table, as far as its actions are served here.
func sizeOf(key bucketKey) bucketSize {
	switch key.action {
	case "CreateTags", "DeleteTags":
		return bucketSize{100, 10}
	case "DescribeSecurityGroupReferences", "DescribeStaleSecurityGroups":
		return bucketSize{20, 5}
	case "CreateDefaultVpc":
		return bucketSize{1, 1}
	}
	switch {
	case key.unfiltered:
		return bucketSize{50, 10}
	case strings.HasPrefix(key.action, "Describe"), strings.HasPrefix(key.action, "Get"):
		return bucketSize{100, 20}
	}
	return bucketSize{50, 5}
}

// limitExceeded is the answer to requests that come too fast.
func limitExceeded() *wire.Failure {
	return &wire.Failure{Status: http.StatusServiceUnavailable, Code: "RequestLimitExceeded", Message: "Request limit exceeded."}
}

// Count is how many requests were refused.
func (t *Throttle) Count() int {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.refused
}
