package actions

import (
	"maps"
	"reflect"

	"sluice/client/local/wire"
)

// Action is one operation of the API.
type Action struct {
	Service wire.Service
	Since   wire.Version // the oldest version that has it; "" = all versions of the service
	Run     func(*Call) (wire.Answer, error)
}

// All is every operation by its name, family by family.
func All() map[string]Action {
	all := make(map[string]Action)
	for _, family := range []map[string]Action{
		describeActions(), ingressActions(), egressActions(), ruleActions(), groupActions(), tagActions(),
		vpcActions(), prefixListActions(), peeringActions(), referenceActions(),
		accountActions(), identityActions(),
	} {
		maps.Copy(all, family)
	}
	return all
}

// reading makes the run function of an action that only looks. Its parameters arrive as the struct R (see [wire.plan]).
func reading[R any](f func(*Call, R) (wire.Answer, error)) func(*Call) (wire.Answer, error) {
	return in(f, (*Call).read)
}

// writing makes the run function of an action that changes the state: wholly, or not at all if it returns an error.
func writing[R any](f func(*Call, R) (wire.Answer, error)) func(*Call) (wire.Answer, error) {
	return in(f, (*Call).write)
}

// in decodes the request and runs f in a transaction of the given kind.
func in[R any](f func(*Call, R) (wire.Answer, error), transaction func(*Call, func() error) error) func(*Call) (wire.Answer, error) {
	p := wire.PlanOf(reflect.TypeFor[R]())
	return func(c *Call) (a wire.Answer, err error) {
		var request R
		if err := p.Decode(c.Parameters, reflect.ValueOf(&request).Elem(), c.Version); err != nil {
			return nil, err
		}
		err = transaction(c, func() error {
			a, err = f(c, request)
			return err
		})
		return a, err
	}
}

// returnsTrue is the answer of actions that have nothing to tell.
func returnsTrue(d *wire.Document) { d.Boolean("return", true) }
