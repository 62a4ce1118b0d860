package local

import "strings"

// awsOwned is the owner of the prefix lists that AWS keeps in every region.
const awsOwned = "AWS"

// prefixList is a managed prefix list without its entries.
type prefixList struct {
	key int64
	id  string
	home
	name         string
	family       string // IPv4 or IPv6
	maxEntries   int
	version      int
	state        string
	stateMessage string // why the last change failed
	tags         []tag  // the caller's
}

const prefixListColumns = "key, id, region, account, name, family, max_entries, version, state, state_message"

func (p *prefixList) scan(r row) error {
	return r.Scan(&p.key, &p.id, &p.region, &p.account, &p.name, &p.family, &p.maxEntries, &p.version, &p.state, &p.stateMessage)
}

// insertPrefixList stores a list with its entries, which are the first version.
func insertPrefixList(db *session, p *prefixList, entries []prefixListEntry) (err error) {
	p.key, err = db.insert(`INSERT INTO prefix_list (id, region, account, name, family, max_entries, version, state)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, p.id, p.region, p.account, p.name, p.family, p.maxEntries, p.version, p.state)
	if err != nil {
		return err
	}
	return insertEntries(db, *p, entries)
}

// insertEntries adds entries to the list's version.
func insertEntries(db *session, p prefixList, entries []prefixListEntry) error {
	for _, e := range entries {
		_, err := db.exec("INSERT INTO prefix_list_entry (list_key, cidr, description, added) VALUES (?, ?, ?, ?)",
			p.key, e.cidr, e.description, p.version)
		if err != nil {
			return err
		}
	}
	return nil
}

// updatePrefixList stores what may change of a list.
func updatePrefixList(db *session, p prefixList) error {
	_, err := db.exec("UPDATE prefix_list SET name = ?, max_entries = ?, version = ?, state = ?, state_message = ? WHERE key = ?",
		p.name, p.maxEntries, p.version, p.state, p.stateMessage, p.key)
	return err
}

// prefixListEntry is one range of a list.
type prefixListEntry struct{ cidr, description string }

// visiblePrefixList is the list with the id, without its tags, if the caller may use it: one's own, or AWS's.
func (c *call) visiblePrefixList(id string) (p prefixList, err error) {
	if !strings.HasPrefix(id, "pl-") || !isID(id, "pl-") {
		return p, refuse("InvalidPrefixListId.Malformed", "The prefix list ID '%s' is malformed", id)
	}
	found := false
	err = c.db.each(func(r row) error { found = true; return p.scan(r) },
		"SELECT "+prefixListColumns+" FROM prefix_list WHERE id = ? AND region = ? AND account IN (?, ?)",
		id, c.region, c.account, awsOwned)
	if err == nil && !found {
		err = refuse("InvalidPrefixListID.NotFound", "The prefix list ID '%s' does not exist", id)
	}
	return p, err
}

// taggedPrefixList is the list with the id, with the caller's tags, if the caller may use it.
func (c *call) taggedPrefixList(id string) (prefixList, error) {
	p, err := c.visiblePrefixList(id)
	if err != nil {
		return p, err
	}
	p.tags, err = tagsOf(c.db, c.home(), p.id)
	return p, err
}

// ownPrefixList is the caller's own list with the id, which the caller may change.
func (c *call) ownPrefixList(id string) (prefixList, error) {
	p, err := c.taggedPrefixList(id)
	if err == nil && p.account == awsOwned {
		err = refuse("UnsupportedOperation", "The prefix list '%s' is managed by AWS and cannot be changed", id)
	}
	return p, err
}

// prefixListSource is the prefix list that a request names as a source.
func (r resolver) prefixListSource(id string) (rule, error) {
	if _, err := r.visiblePrefixList(id); err != nil {
		return rule{}, err
	}
	return rule{kind: kindPrefix, source: id}, nil
}
