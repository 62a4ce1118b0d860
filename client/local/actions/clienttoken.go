package actions

import (
	"encoding/json"
	"unicode/utf8"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// maxClientToken is the length of the longest client token, in characters.
const maxClientToken = 255

// madeEarlier is the id of what the same request with the same client token has made before, or "". A token that
// came with another request is refused (API reference, "Ensuring idempotency").
func (c *Call) madeEarlier(token string, request any) (id string, err error) {
	if token == "" {
		return "", nil
	}
	if utf8.RuneCountInString(token) > maxClientToken {
		return "", wire.InvalidValue("The client token exceeds the maximum length of %d characters", maxClientToken)
	}
	asked, err := json.Marshal(request)
	if err != nil {
		return "", err
	}
	before, id, found, err := store.MadeFor(c.db, c.Home(), c.Action, token)
	if err == nil && found && before != string(asked) {
		err = wire.Refuse("IdempotentParameterMismatch", "The request uses the same client token as a previous, but non-identical request.")
	}
	return id, err
}

// rememberMade notes what the request with the client token has made.
func (c *Call) rememberMade(token string, request any, id string) error {
	if token == "" {
		return nil
	}
	asked, err := json.Marshal(request)
	if err != nil {
		return err
	}
	return store.NoteMade(c.db, c.Home(), c.Action, token, string(asked), id)
}
