package actions

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"

	"sluice/client/local/wire"
)

// paging is the part of a describe request that asks for a page.
type paging struct {
	MaxResults *int   `query:",since=2016-11-15"`
	NextToken  string `query:",since=2016-11-15"`
}

// page is where an answer begins and how much of it is wanted.
type page struct {
	after int64  // key of the last item that was given before
	limit int    // at most so many items
	scope string // what the token is good for
}

// pageOf reads the request's page. low and high bound MaxResults; without it there is no limit.
// A token is good only for the same caller, action and filters (what): anything else is refused.
func (c *Call) pageOf(p paging, low, high int, what any) (page, error) {
	asked, err := json.Marshal(what)
	if err != nil {
		return page{}, err
	}
	at := page{limit: math.MaxInt, scope: c.Action + "\n" + c.Region + "\n" + c.Account + "\n" + string(asked)}
	if p.MaxResults != nil {
		if at.limit = *p.MaxResults; at.limit < low || at.limit > high {
			return at, wire.InvalidValue("Invalid value '%d' for maxResults. Expecting a value between %d and %d.", at.limit, low, high)
		}
	}
	if p.NextToken == "" {
		return at, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(p.NextToken)
	if err != nil || len(raw) != 8+sha256.Size || !hmac.Equal(raw[8:], c.seal(raw[:8], at.scope)) {
		return at, wire.Refuse("InvalidNextToken", "The specified NextToken is not valid.")
	}
	at.after = int64(binary.BigEndian.Uint64(raw))
	return at, nil
}

// token is the NextToken for the page after the item with the key. Keys never move, so a token stays good
// while others write.
func (c *Call) token(at page, key int64) string {
	raw := binary.BigEndian.AppendUint64(nil, uint64(key))
	return base64.RawURLEncoding.EncodeToString(append(raw, c.seal(raw, at.scope)...))
}

func (c *Call) seal(raw []byte, scope string) []byte {
	mac := hmac.New(sha256.New, c.Backend.Secret)
	mac.Write(raw)
	mac.Write([]byte(scope))
	return mac.Sum(nil)
}
