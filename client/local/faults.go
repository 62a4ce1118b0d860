package local

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// faults are the rules for failing on purpose, at work.
type faults struct {
	mu    sync.Mutex
	armed []armedFault
}

type armedFault struct {
	FaultCount
	lot *rand.Rand // each rule draws its own lots: adding one does not change when others fire
}

// FaultCount says how often a fault came into play.
type FaultCount struct {
	Fault Fault
	Met   int // calls that the rule was asked about
	Fired int // those at which it did something
}

// newFaults arms the rules. The seed decides when those with a probability fire.
func newFaults(rules []Fault, seed uint64, actions map[string]action) (*faults, error) {
	f := &faults{}
	for i, rule := range rules {
		if err := rule.check(); err != nil {
			return nil, fmt.Errorf("fault %q: %w", rule, err)
		}
		known := false
		for name := range actions {
			known = known || matches(rule.Action, name)
		}
		if !known {
			return nil, fmt.Errorf("fault %q: no action is called %q, such as AuthorizeSecurityGroupIngress", rule, rule.Action)
		}
		f.armed = append(f.armed, armedFault{FaultCount{Fault: rule}, rand.New(rand.NewPCG(seed, uint64(i)))})
	}
	return f, nil
}

// strike lets the rules for one moment of a call act. It returns the failure to answer with, or nil to go on; a
// dropped connection is a panic with [http.ErrAbortHandler], as net/http wants it.
func (f *faults) strike(c *call, after bool) error {
	for i := range f.armed {
		if rule := f.armed[i].Fault; rule.After != after || !matches(rule.Action, c.action) || !f.fires(i) {
			continue
		}
		switch rule := f.armed[i].Fault; rule.Effect {
		case FaultThrottle:
			return limitExceeded()
		case FaultError:
			return internal()
		case FaultDeny:
			return unauthorized()
		case FaultDrop:
			panic(http.ErrAbortHandler)
		case FaultCut:
			c.cut = true
		case FaultDelay:
			c.endpoint.pause(rule.Delay)
		}
	}
	return nil
}

// fires counts a call for the rule and decides.
func (f *faults) fires(i int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	armed := &f.armed[i]
	armed.Met++
	switch {
	case armed.Fault.Nth > 0 && armed.Met != armed.Fault.Nth:
		return false
	case armed.Fault.Chance > 0 && armed.lot.Float64() >= armed.Fault.Chance:
		return false
	}
	armed.Fired++
	return true
}

// Faults tells for each fault of the options, in their order, how often it fired.
func (e *Endpoint) Faults() []FaultCount {
	e.faults.mu.Lock()
	defer e.faults.mu.Unlock()
	counts := make([]FaultCount, len(e.faults.armed))
	for i, armed := range e.faults.armed {
		counts[i] = armed.FaultCount
	}
	return counts
}

// pause waits, whether or not the client does: EC2 does not know either. It ends when the endpoint is closed.
func (e *Endpoint) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-e.store.closed:
	}
}

// unauthorized is the answer to a caller whom a policy does not allow the action.
func unauthorized() *failure {
	return &failure{status: http.StatusForbidden, code: "UnauthorizedOperation", message: "You are not authorized to perform this operation."}
}
