package local

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"sluice/client/local/rehearsal"
	"sluice/client/local/store"
)

// Options says what the endpoint is. The zero value is an endpoint in memory, for account 111122223333 in us-east-1.
type Options struct {
	Dir     string                     // folder of the state file, made with mode 0700 if absent; "" keeps the state in memory
	Account string                     // account of every caller, 12 digits; "" = 111122223333
	Region  string                     // region of requests that are not signed for one; "" = us-east-1
	Now     func() time.Time           // nil = time.Now
	NewID   func(prefix string) string // ids such as NewID("sgr-"), and request ids as NewID(""); nil = random
	Wait    time.Duration              // how long to wait for another process that has the state locked; 0 = 5 s
	Limits  Limits                     // quotas on the rules of a group

	Faults   []Fault // what is to go wrong on purpose
	Seed     uint64  // of the lots that faults with a probability draw
	Throttle bool    // refuse requests that come faster than EC2 lets them

	// VisibilityDelay is how long it takes until a change is seen, up to an hour: until then a new group is not found, and
	// what describes answer is older. 0 = every change is seen at once.
	VisibilityDelay time.Duration
}

// DefaultAccount owns the sample groups.
const DefaultAccount = rehearsal.DefaultAccount

// DefaultRegion is where the sample groups are.
const DefaultRegion = rehearsal.DefaultRegion

// completed is o with its defaults, or an error that names the option at fault.
func (o Options) completed() (Options, error) {
	if o.Account == "" {
		o.Account = DefaultAccount
	}
	if o.Region == "" {
		o.Region = DefaultRegion
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewID == nil {
		o.NewID = randomID
	}
	if !store.IsAccount(o.Account) {
		return o, fmt.Errorf("account %q: an AWS account number is 12 digits, such as %s", o.Account, DefaultAccount)
	}
	if !store.IsRegion(o.Region) {
		return o, fmt.Errorf("region %q: a region is lower-case letters, digits and hyphens, such as %s", o.Region, DefaultRegion)
	}
	if o.VisibilityDelay < 0 || o.VisibilityDelay > store.LongestDelay {
		return o, fmt.Errorf("visibility delay %v: a delay is 0s to %v, such as 2s", o.VisibilityDelay, store.LongestDelay)
	}
	var err error
	o.Limits, err = o.Limits.Completed()
	return o, err
}

// randomID is prefix and 17 hexadecimal digits, as EC2 makes its ids; without a prefix it is a random UUID.
func randomID(prefix string) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program first
	if prefix != "" {
		return prefix + hex.EncodeToString(b[:])[:17]
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
