package local

import (
	"context"
	"errors"
	"path/filepath"
)

// Endpoint is an embedded EC2: an [net/http.Handler] that speaks the Query protocol, and its state.
// Its methods may be called from several goroutines; several processes may share one state folder.
type Endpoint struct {
	options Options
	store   *store
	actions map[string]action
	secret  []byte // signs paging tokens; kept in the state, so that tokens outlive a restart

	faults   *faults
	throttle *throttle // nil: none
	lag      *lag      // nil: none
}

// Open opens the endpoint's state, or makes it and fills it with the sample groups. Errors about the state
// file are of type [*StateError].
func Open(ctx context.Context, o Options) (*Endpoint, error) {
	o, err := o.completed()
	if err != nil {
		return nil, err
	}
	e := &Endpoint{options: o, actions: allActions()}
	if e.faults, err = newFaults(o.Faults, o.Seed, e.actions); err != nil {
		return nil, err
	}
	if o.Throttle {
		e.throttle = newThrottle()
	}
	e.store, err = openState(ctx, o.Dir, o.lockWait(), func(db *session) error { return fillSample(db, o.NewID) })
	if err != nil {
		return nil, err
	}
	if err := e.begin(ctx); err != nil {
		return nil, errors.Join(stateAt(filepath.Join(o.Dir, stateFile), 0, nil).Explain(err), e.store.close())
	}
	return e, nil
}

// begin reads what the endpoint keeps of an open state.
func (e *Endpoint) begin(ctx context.Context) error {
	err := e.store.read(func(db *session) error {
		found, err := db.one([]any{&e.secret}, "SELECT value FROM setting WHERE name = 'token secret'")
		if err == nil && !found {
			err = errors.New("the state has no token secret")
		}
		return err
	})
	if err != nil || e.options.VisibilityDelay == 0 {
		return err
	}
	if e.lag, err = newLag(ctx, e.store, e.options.VisibilityDelay, e.options.Now); err == nil {
		e.store.committed = e.lag.note
	}
	return err
}

// Close waits for running requests to finish with the state, and closes it. Later requests get a 503.
// It is called once.
func (e *Endpoint) Close() error {
	var err error
	if e.lag != nil {
		err = e.lag.close()
	}
	return errors.Join(err, e.store.close())
}

// settle makes everything that was written visible at once.
func (e *Endpoint) settle() error {
	if e.lag == nil {
		return nil
	}
	return e.lag.settle()
}
