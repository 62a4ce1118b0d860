package local

import (
	"encoding/json"
	"unicode/utf8"
)

// maxClientToken is the length of the longest client token, in characters.
const maxClientToken = 255

// madeEarlier is the id of what the same request with the same client token has made before, or "". A token that
// came with another request is refused (API reference, "Ensuring idempotency").
func (c *call) madeEarlier(token string, request any) (id string, err error) {
	if token == "" {
		return "", nil
	}
	if utf8.RuneCountInString(token) > maxClientToken {
		return "", invalidValue("The client token exceeds the maximum length of %d characters", maxClientToken)
	}
	asked, err := json.Marshal(request)
	if err != nil {
		return "", err
	}
	before := ""
	found, err := c.db.one([]any{&before, &id}, "SELECT request, made FROM client_token WHERE region = ? AND account = ? AND action = ? AND token = ?",
		c.region, c.account, c.action, token)
	if err == nil && found && before != string(asked) {
		err = refuse("IdempotentParameterMismatch", "The request uses the same client token as a previous, but non-identical request.")
	}
	return id, err
}

// rememberMade notes what the request with the client token has made.
func (c *call) rememberMade(token string, request any, id string) error {
	if token == "" {
		return nil
	}
	asked, err := json.Marshal(request)
	if err != nil {
		return err
	}
	_, err = c.db.exec("INSERT INTO client_token (region, account, action, token, request, made) VALUES (?, ?, ?, ?, ?, ?)",
		c.region, c.account, c.action, token, string(asked), id)
	return err
}

// forgetMade forgets the tokens that the caller's thing was made for.
func (c *call) forgetMade(id string) error {
	_, err := c.db.exec("DELETE FROM client_token WHERE region = ? AND account = ? AND made = ?", c.region, c.account, id)
	return err
}
