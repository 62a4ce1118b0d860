package store

// MadeFor is the request that came with the client token for the action, and the id of what was made for it.
func MadeFor(db *Session, h Home, action, token string) (request, id string, found bool, err error) {
	found, err = db.One([]any{&request, &id}, "SELECT request, made FROM client_token WHERE region = ? AND account = ? AND action = ? AND token = ?",
		h.Region, h.Account, action, token)
	return request, id, found, err
}

// NoteMade keeps what was made for the request with the client token.
func NoteMade(db *Session, h Home, action, token, request, id string) error {
	_, err := db.Exec("INSERT INTO client_token (region, account, action, token, request, made) VALUES (?, ?, ?, ?, ?, ?)",
		h.Region, h.Account, action, token, request, id)
	return err
}

// forgetMade forgets the client tokens that the home's thing was made for.
func forgetMade(db *Session, h Home, id string) error {
	_, err := db.Exec("DELETE FROM client_token WHERE region = ? AND account = ? AND made = ?", h.Region, h.Account, id)
	return err
}
