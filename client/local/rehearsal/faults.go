package rehearsal

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"sluice/client/local/actions"
	"sluice/client/local/wire"
)

// Faults are the rules for failing on purpose, at work.
type Faults struct {
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

// Arm arms the rules for the actions with the names. The seed decides when those with a probability fire.
func Arm(rules []Fault, seed uint64, names []string) (*Faults, error) {
	f := &Faults{}
	for i, rule := range rules {
		if err := rule.check(); err != nil {
			return nil, fmt.Errorf("fault %q: %w", rule, err)
		}
		if !slices.ContainsFunc(names, func(name string) bool { return actions.Matches(rule.Action, name) }) {
			return nil, fmt.Errorf("fault %q: no action is called %q, such as AuthorizeSecurityGroupIngress", rule, rule.Action)
		}
		f.armed = append(f.armed, armedFault{FaultCount{Fault: rule}, rand.New(rand.NewPCG(seed, uint64(i)))})
	}
	return f, nil
}

// Strike lets the rules for one moment of a call of the action act, and waits by pause. It returns the failure to answer
// with, or nil to go on, and whether the answer is to be cut; a dropped connection is a panic with
// [http.ErrAbortHandler], as net/http wants it.
func (f *Faults) Strike(action string, after bool, pause func(time.Duration)) (cut bool, err error) {
	for i := range f.armed {
		if rule := f.armed[i].Fault; rule.After != after || !actions.Matches(rule.Action, action) || !f.fires(i) {
			continue
		}
		switch rule := f.armed[i].Fault; rule.Effect {
		case FaultThrottle:
			return cut, limitExceeded()
		case FaultError:
			return cut, wire.Internal()
		case FaultDeny:
			return cut, unauthorized()
		case FaultDrop:
			panic(http.ErrAbortHandler)
		case FaultCut:
			cut = true
		case FaultDelay:
			pause(rule.Delay)
		}
	}
	return cut, nil
}

// fires counts a call for the rule and decides.
func (f *Faults) fires(i int) bool {
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

// Counts tells for each rule, in their order, how often it fired.
func (f *Faults) Counts() []FaultCount {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := make([]FaultCount, len(f.armed))
	for i, armed := range f.armed {
		counts[i] = armed.FaultCount
	}
	return counts
}

// unauthorized is the answer to a caller whom a policy does not allow the action.
func unauthorized() *wire.Failure {
	return &wire.Failure{Status: http.StatusForbidden, Code: "UnauthorizedOperation", Message: "You are not authorized to perform this operation."}
}
