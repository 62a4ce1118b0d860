package local

import (
	"context"
	"errors"
)

// Reset puts the sample groups in the place of everything that is in the state, of all accounts and regions.
func (e *Endpoint) Reset(ctx context.Context) error {
	err := e.store.write(func(db *session) error {
		if err := clearState(db); err != nil {
			return err
		}
		if err := fillSample(db, e.options.NewID); err != nil {
			return err
		}
		return ctx.Err()
	})
	return errors.Join(err, e.settle())
}

// clearState empties every table but that of the settings. Keys go on from where they were: a paging token from before
// never points into what comes after.
func clearState(db *session) error {
	var tables []string
	err := db.each(func(r row) error {
		var name string
		err := r.Scan(&name)
		tables = append(tables, name)
		return err
	}, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name <> 'setting'")
	if err != nil {
		return err
	}
	if err := db.script("PRAGMA defer_foreign_keys = ON"); err != nil {
		return err
	}
	for _, table := range tables {
		if err := db.script(`DELETE FROM "` + table + `"`); err != nil { // a name of our own schema
			return err
		}
	}
	return nil
}
