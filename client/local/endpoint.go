package local

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"

	"sluice/client/local/actions"
	"sluice/client/local/rehearsal"
	"sluice/client/local/store"
)

// Endpoint is an embedded EC2: an [net/http.Handler] that speaks the Query protocol, and its state.
// Its methods may be called from several goroutines; several processes may share one state folder.
type Endpoint struct {
	options Options
	backend *actions.Backend
	actions map[string]actions.Action

	faults   *rehearsal.Faults
	throttle *rehearsal.Throttle // nil: none
}

// Open opens the endpoint's state, or makes it and fills it with the sample groups. Errors about the state
// file are of type [*StateError].
func Open(ctx context.Context, o Options) (*Endpoint, error) {
	o, err := o.completed()
	if err != nil {
		return nil, err
	}
	e := &Endpoint{options: o, actions: actions.All()}
	if e.faults, err = rehearsal.Arm(o.Faults, o.Seed, slices.Collect(maps.Keys(e.actions))); err != nil {
		return nil, err
	}
	if o.Throttle {
		e.throttle = rehearsal.NewThrottle()
	}
	e.backend = &actions.Backend{NewID: o.NewID, Now: o.Now, Limits: o.Limits}
	e.backend.Store, err = store.Open(ctx, o.Dir, o.Wait, func(db *store.Session) error { return rehearsal.FillSample(db, o.NewID) })
	if err != nil {
		return nil, err
	}
	if err := e.begin(ctx); err != nil {
		return nil, errors.Join(store.Explain(o.Dir, err), e.backend.Store.Close())
	}
	return e, nil
}

// begin reads what the endpoint keeps of an open state.
func (e *Endpoint) begin(ctx context.Context) (err error) {
	e.backend.Secret, err = e.backend.Store.TokenSecret()
	if err != nil || e.options.VisibilityDelay == 0 {
		return err
	}
	e.backend.Lag, err = store.NewLag(ctx, e.backend.Store, e.options.VisibilityDelay, e.options.Now)
	return err
}

// Close waits for running requests to finish with the state, and closes it. Later requests get a 503.
// It is called once.
func (e *Endpoint) Close() error {
	var err error
	if e.backend.Lag != nil {
		err = e.backend.Lag.Close()
	}
	return errors.Join(err, e.backend.Store.Close())
}

// showAll makes everything that was written visible at once.
func (e *Endpoint) showAll() error {
	if e.backend.Lag == nil {
		return nil
	}
	return e.backend.Lag.ShowAll()
}

// Faults tells for each fault of the options, in their order, how often it fired.
func (e *Endpoint) Faults() []rehearsal.FaultCount { return e.faults.Counts() }

// Throttled is how many requests were refused because they came too fast, beside those that a [Fault] refused.
func (e *Endpoint) Throttled() int { return e.throttle.Count() }

// Reset puts the sample groups in the place of everything that is in the state, of all accounts and regions.
func (e *Endpoint) Reset(ctx context.Context) error {
	return errors.Join(rehearsal.Reset(ctx, e.backend.Store, e.options.NewID), e.showAll())
}

// Export writes the state of all accounts and regions as JSON, as it is at one moment. [Endpoint.Import] reads it.
func (e *Endpoint) Export(ctx context.Context, w io.Writer) error {
	return rehearsal.Export(ctx, e.backend.Store, w)
}

// Import reads one of two kinds of JSON. What [Endpoint.Export] wrote replaces the whole state. The output of
// "aws ec2 describe-security-groups" is merged into it: its groups replace those with the same ids, keep their ids, and
// get new rule ids; VPCs, peerings and prefix lists that they name and that are not there are made. The region is that
// of a group's ARN, or else that of the endpoint.
//
// Import takes in everything or, with an error that names the place in the input, nothing.
func (e *Endpoint) Import(ctx context.Context, r io.Reader) (Imported, error) {
	brought, err := rehearsal.Import(ctx, e.backend.Store, r, e.options.NewID, e.options.Region)
	if err != nil {
		return Imported{}, err
	}
	return brought, e.showAll()
}
