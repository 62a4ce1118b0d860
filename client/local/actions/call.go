package actions

import (
	"errors"
	"time"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// Backend is what actions work on, and with.
type Backend struct {
	Store  *store.Store
	Lag    *store.Lag                 // nil: every change is seen at once
	NewID  func(prefix string) string // ids such as NewID("sgr-")
	Now    func() time.Time
	Limits Limits
	Secret []byte // signs paging tokens; kept in the state, so that tokens outlive a restart
}

// Call is one request on its way: who asks, where, in which version, and the transaction that it runs in.
type Call struct {
	Backend    *Backend
	ID         string // the request id
	Action     string
	Version    wire.Version
	Account    string
	Region     string
	Parameters *wire.Node
	db         *store.Session // the transaction; nil outside of it
}

// read runs f in a reading transaction, after making sure that the caller's home exists.
func (c *Call) read(f func() error) error {
	read := c.Backend.Store.Read
	if c.Backend.Lag != nil {
		if err := c.ensureHome(); err != nil {
			return err
		}
		read = c.Backend.Lag.Read
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
func (c *Call) write(f func() error) error {
	if err := c.ensureHome(); err != nil {
		return err
	}
	return c.Backend.Store.Write(c.inside(func(known bool) error {
		if !known {
			if err := store.MakeHome(c.db, c.Home(), c.newID); err != nil {
				return err
			}
		}
		return f()
	}))
}

// errNoHome ends a reading transaction in which the home would have to be made.
var errNoHome = errors.New("the account has no state in the region yet")

func (c *Call) inside(f func(known bool) error) func(*store.Session) error {
	return func(db *store.Session) error {
		c.db = db
		defer func() { c.db = nil }()
		known, err := store.HomeExists(db, c.Home())
		if err != nil {
			return err
		}
		return f(known)
	}
}

// Home is the caller's account in the region.
func (c *Call) Home() store.Home { return store.Home{Region: c.Region, Account: c.Account} }

func (c *Call) newID(prefix string) string { return c.Backend.NewID(prefix) }

// Now is the time by the endpoint's clock.
func (c *Call) Now() time.Time { return c.Backend.Now() }

// arn is the Amazon resource name of something of the account in the region.
func (c *Call) arn(account, kind, id string) string {
	return "arn:aws:ec2:" + c.Region + ":" + account + ":" + kind + "/" + id
}

// ListsEverything says that the request asks for all groups: neither filtered nor a page.
func (c *Call) ListsEverything() bool {
	return c.Action == "DescribeSecurityGroups" && !c.Parameters.Has("Filter") && !c.Parameters.Has("MaxResults")
}
