package store

// AWSOwned is the owner of the prefix lists that AWS keeps in every region.
const AWSOwned = "AWS"

// PrefixList is a managed prefix list without its entries.
type PrefixList struct {
	Key int64
	ID  string
	Home
	Name         string
	Family       string // IPv4 or IPv6
	MaxEntries   int
	Version      int
	State        string
	StateMessage string // why the last change failed
	Tags         []Tag  // the caller's
}

// PrefixListColumns are what a [PrefixList] is scanned from.
const PrefixListColumns = "key, id, region, account, name, family, max_entries, version, state, state_message"

func (p *PrefixList) scan(r Row) error {
	return r.Scan(&p.Key, &p.ID, &p.Region, &p.Account, &p.Name, &p.Family, &p.MaxEntries, &p.Version, &p.State, &p.StateMessage)
}

// InsertPrefixList stores a list with its entries, which are the first version.
func InsertPrefixList(db *Session, p *PrefixList, entries []Entry) (err error) {
	p.Key, err = db.insert(`INSERT INTO prefix_list (id, region, account, name, family, max_entries, version, state)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, p.ID, p.Region, p.Account, p.Name, p.Family, p.MaxEntries, p.Version, p.State)
	if err != nil {
		return err
	}
	return insertEntries(db, *p, entries)
}

// insertEntries adds entries to the list's version.
func insertEntries(db *Session, p PrefixList, entries []Entry) error {
	for _, e := range entries {
		_, err := db.Exec("INSERT INTO prefix_list_entry (list_key, cidr, description, added) VALUES (?, ?, ?, ?)",
			p.Key, e.CIDR, e.Description, p.Version)
		if err != nil {
			return err
		}
	}
	return nil
}

// UpdatePrefixList stores what may change of a list.
func UpdatePrefixList(db *Session, p PrefixList) error {
	_, err := db.Exec("UPDATE prefix_list SET name = ?, max_entries = ?, version = ?, state = ?, state_message = ? WHERE key = ?",
		p.Name, p.MaxEntries, p.Version, p.State, p.StateMessage, p.Key)
	return err
}

// Entry is one range of a list.
type Entry struct{ CIDR, Description string }

// AllPrefixLists reads the home's lists, and AWS's, whose keys are above after, in the order of their keys.
func AllPrefixLists(db *Session, h Home, after int64, limit int) (lists []*PrefixList, err error) {
	err = db.Each(func(r Row) error {
		p := new(PrefixList)
		lists = append(lists, p)
		return p.scan(r)
	}, "SELECT "+PrefixListColumns+" FROM prefix_list WHERE region = ? AND account IN (?, ?) AND key > ? ORDER BY key LIMIT ?",
		h.Region, h.Account, AWSOwned, after, limit)
	for _, p := range lists {
		if err != nil {
			break
		}
		p.Tags, err = TagsOf(db, h, p.ID)
	}
	return lists, err
}

// Number is its key, for pages.
func (p *PrefixList) Number() int64 { return p.Key }

// PrefixListByID is the list with the id, without its tags, if the home may use it: its own, or AWS's.
func PrefixListByID(db *Session, h Home, id string) (p PrefixList, found bool, err error) {
	err = db.Each(func(r Row) error { found = true; return p.scan(r) },
		"SELECT "+PrefixListColumns+" FROM prefix_list WHERE id = ? AND region = ? AND account IN (?, ?)", id, h.Region, h.Account, AWSOwned)
	return p, found, err
}

// DeletePrefixList removes a list with its entries and tags, and the tokens that it was made for.
func DeletePrefixList(db *Session, p PrefixList) error {
	if _, err := db.Exec("DELETE FROM prefix_list WHERE key = ?", p.Key); err != nil {
		return err
	}
	if err := forgetMade(db, p.Home, p.ID); err != nil {
		return err
	}
	return dropTags(db, p.ID)
}

// EntriesOf are the entries of a version of the list.
func EntriesOf(db *Session, p PrefixList, version int) (entries []Entry, err error) {
	err = db.Each(func(r Row) error {
		var e Entry
		err := r.Scan(&e.CIDR, &e.Description)
		entries = append(entries, e)
		return err
	}, "SELECT cidr, description FROM prefix_list_entry WHERE list_key = ? AND added <= ? AND (removed IS NULL OR removed > ?)", p.Key, version, version)
	return entries, err
}

// PrefixListSize is the family and the most entries of the list with the id, whoever owns it; "" and 0 where there is none.
func PrefixListSize(db *Session, id string) (family string, entries int, err error) {
	_, err = db.One([]any{&family, &entries}, "SELECT family, max_entries FROM prefix_list WHERE id = ?", id)
	return family, entries, err
}
