package actions

import (
	"errors"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// FailureOf is what the client is told of an error.
func FailureOf(err error) *wire.Failure {
	if f, ok := errors.AsType[*wire.Failure](err); ok {
		return f
	}
	if store.IsUnavailable(err) {
		return wire.Unavailable()
	}
	return wire.Internal()
}
