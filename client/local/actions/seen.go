package actions

import (
	"errors"

	"sluice/client/local/store"
)

// ensureHome makes the caller's home, if there is none yet, and what it has from the start visible: those VPCs and
// groups were there long before the first request.
func (c *Call) ensureHome() error {
	l := c.Backend.Lag
	if l == nil {
		return nil
	}
	known := false
	err := l.Look(func(db *store.Session) (err error) {
		known, err = store.HomeExists(db, c.Home())
		return err
	})
	if err != nil || known {
		return err
	}
	err = c.Backend.Store.Write(func(db *store.Session) error {
		known, err := store.HomeExists(db, c.Home())
		if err == nil && !known {
			err = store.MakeHome(db, c.Home(), c.newID)
		}
		return err
	})
	return errors.Join(err, l.ShowAll())
}

// findGroup is the group with the id in the caller's region, if it is seen yet.
func (c *Call) findGroup(id string) (store.Group, bool, error) {
	return c.seen(store.GroupByID(c.db, c.Region, id))
}

// findGroupNamed is the group with the name in a VPC, or in EC2-Classic if vpc is "", if it is seen yet.
func (c *Call) findGroupNamed(h store.Home, vpc, name string) (store.Group, bool, error) {
	return c.seen(store.GroupByName(c.db, h, vpc, name))
}

// seen passes on what was found, unless the view does not have it yet. What a read has found is from the view.
func (c *Call) seen(g store.Group, found bool, err error) (store.Group, bool, error) {
	l := c.Backend.Lag
	if l == nil || !found || err != nil || l.Shows(c.db) {
		return g, found, err
	}
	err = l.Look(func(db *store.Session) (err error) {
		_, found, err = store.GroupByID(db, g.Region, g.ID)
		return err
	})
	return g, found, err
}
