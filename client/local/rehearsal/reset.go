package rehearsal

import (
	"context"

	"sluice/client/local/store"
)

// Reset puts the sample in the place of everything that is in the state.
func Reset(ctx context.Context, s *store.Store, newID func(prefix string) string) error {
	return s.Write(func(db *store.Session) error {
		if err := clearState(db); err != nil {
			return err
		}
		if err := FillSample(db, newID); err != nil {
			return err
		}
		return ctx.Err()
	})
}

// clearState empties every table but that of the settings. Keys go on from where they were: a paging token from before
// never points into what comes after.
func clearState(db *store.Session) error {
	var tables []string
	err := db.Each(func(r store.Row) error {
		var name string
		err := r.Scan(&name)
		tables = append(tables, name)
		return err
	}, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name <> 'setting'")
	if err != nil {
		return err
	}
	if err := db.Script("PRAGMA defer_foreign_keys = ON"); err != nil {
		return err
	}
	for _, table := range tables {
		if err := db.Script(`DELETE FROM "` + table + `"`); err != nil { // a name of our own schema
			return err
		}
	}
	return nil
}
