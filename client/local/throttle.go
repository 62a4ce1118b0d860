package local

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// throttle admits requests as EC2 does (developer guide, "Request throttling for the Amazon EC2 API"): each account
// has, in each region and for each action, a bucket of tokens that refills steadily. A request takes one token.
type throttle struct {
	mu      sync.Mutex
	buckets map[bucketKey]*bucket
	refused int
}

type bucketKey struct {
	home
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

func newThrottle() *throttle { return &throttle{buckets: make(map[bucketKey]*bucket)} }

// admit takes a token for the call, or is the failure to answer with. A nil throttle admits everything.
func (t *throttle) admit(c *call, s service) error {
	if t == nil || s != serviceEC2 {
		return nil
	}
	key := bucketKey{c.home(), c.action, c.listsEverything()}
	size, now := sizeOf(key), c.now()
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

// listsEverything says that the request asks for all groups: neither filtered nor a page. That takes from a smaller
// bucket.
func (c *call) listsEverything() bool {
	return c.action == "DescribeSecurityGroups" && c.parameters.children["Filter"] == nil && c.parameters.children["MaxResults"] == nil
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
func limitExceeded() *failure {
	return &failure{status: http.StatusServiceUnavailable, code: "RequestLimitExceeded", message: "Request limit exceeded."}
}

// Throttled is how many requests were refused because they came too fast, beside those that a [Fault] refused.
func (e *Endpoint) Throttled() int {
	if e.throttle == nil {
		return 0
	}
	e.throttle.mu.Lock()
	defer e.throttle.mu.Unlock()
	return e.throttle.refused
}
