package local

import (
	"maps"
	"reflect"
)

// action is one operation of the API.
type action struct {
	service service
	since   Version // the oldest version that has it; "" = all versions of the service
	run     func(*call) (answer, error)
}

// answer writes what goes inside the action's response element, after the request id.
type answer func(*document)

// allActions is every operation by its name, family by family.
func allActions() map[string]action {
	all := make(map[string]action)
	for _, family := range []map[string]action{
		describeActions(), ingressActions(), egressActions(), ruleActions(), groupActions(), tagActions(),
		vpcActions(), prefixListActions(), peeringActions(), referenceActions(),
		accountActions(), identityActions(),
	} {
		maps.Copy(all, family)
	}
	return all
}

// reading makes the run function of an action that only looks. Its parameters arrive as the struct R (see [plan]).
func reading[R any](f func(*call, R) (answer, error)) func(*call) (answer, error) {
	return in(f, (*call).read)
}

// writing makes the run function of an action that changes the state: wholly, or not at all if it returns an error.
func writing[R any](f func(*call, R) (answer, error)) func(*call) (answer, error) {
	return in(f, (*call).write)
}

// in decodes the request and runs f in a transaction of the given kind.
func in[R any](f func(*call, R) (answer, error), transaction func(*call, func() error) error) func(*call) (answer, error) {
	p := planOf(reflect.TypeFor[R]())
	return func(c *call) (a answer, err error) {
		var request R
		if err := p.decode(c.parameters, reflect.ValueOf(&request).Elem(), c.version); err != nil {
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
func returnsTrue(d *document) { d.boolean("return", true) }
