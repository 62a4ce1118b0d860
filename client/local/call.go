package local

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// call is one request on its way: who asks, where, in which version, and the transaction that it runs in.
type call struct {
	endpoint   *Endpoint
	id         string // the request id
	action     string
	version    Version
	account    string
	region     string
	parameters *node
	db         *session // the transaction; nil outside of it
	cut        bool     // only half of the answer is to be sent
}

// read runs f in a reading transaction, after making sure that the caller's home exists.
func (c *call) read(f func() error) error {
	read := c.endpoint.store.read
	if c.endpoint.lag != nil {
		if err := c.settleHome(); err != nil {
			return err
		}
		read = c.endpoint.lag.read
	}
	err := read(c.inside(func(known bool) error {
		if !known {
			return errNoHome
		}
		return f()
	}))
	if !errors.Is(err, errNoHome) {
		return err
	}
	return c.write(f) // the first touch of an account in a region makes its default VPC
}

// write runs f in a writing transaction, after making sure that the caller's home exists.
func (c *call) write(f func() error) error {
	if err := c.settleHome(); err != nil {
		return err
	}
	return c.endpoint.store.write(c.inside(func(known bool) error {
		if !known {
			if err := makeHome(c.db, c.home(), c.newID); err != nil {
				return err
			}
		}
		return f()
	}))
}

// errNoHome ends a reading transaction in which the home would have to be made.
var errNoHome = errors.New("the account has no state in the region yet")

func (c *call) inside(f func(known bool) error) func(*session) error {
	return func(db *session) error {
		c.db = db
		defer func() { c.db = nil }()
		known, err := homeExists(db, c.home())
		if err != nil {
			return err
		}
		return f(known)
	}
}

func (c *call) home() home { return home{region: c.region, account: c.account} }

func (c *call) newID(prefix string) string { return c.endpoint.options.NewID(prefix) }

func (c *call) now() time.Time { return c.endpoint.options.Now() }

// arn is the Amazon resource name of something of the account in the region.
func (c *call) arn(account, kind, id string) string {
	return "arn:aws:ec2:" + c.region + ":" + account + ":" + kind + "/" + id
}

// signedRegion is the region in the credential scope of a Signature Version 4 request, from the
// Authorization header or the X-Amz-Credential parameter, or "" if the request has none. The signature
// itself is not checked: there is no secret to check it with.
func signedRegion(r *http.Request, query url.Values) (string, error) {
	credential := query.Get("X-Amz-Credential")
	if header, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "); ok {
		for part := range strings.SplitSeq(header, ",") {
			if value, ok := strings.CutPrefix(strings.TrimSpace(part), "Credential="); ok {
				credential = value
			}
		}
	}
	if credential == "" {
		return "", nil
	}
	scope := strings.Split(credential, "/") // key id / date / region / service / aws4_request
	if len(scope) != 5 || !isRegion(scope[2]) {
		return "", &failure{status: http.StatusForbidden, code: "SignatureDoesNotMatch", message: "Credential should be scoped to a valid region."}
	}
	return scope[2], nil
}
