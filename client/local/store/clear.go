package store

// Clear empties every table but that of the settings. Keys go on from where they were: a paging token from before
// never points into what comes after.
func Clear(db *Session) error {
	var tables []string
	err := db.Each(func(r Row) error {
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
