package store

// EntryChange is what becomes of a list's entries.
type EntryChange struct{ Added, Removed []Entry }

// Any says that there is a change.
func (e EntryChange) Any() bool { return len(e.Added)+len(e.Removed) > 0 }

// Store writes the change as the list's version.
func (e EntryChange) Store(db *Session, p PrefixList) error {
	for _, one := range e.Removed {
		if _, err := db.Exec("UPDATE prefix_list_entry SET removed = ? WHERE list_key = ? AND cidr = ? AND removed IS NULL", p.Version, p.Key, one.CIDR); err != nil {
			return err
		}
	}
	return insertEntries(db, p, e.Added)
}
