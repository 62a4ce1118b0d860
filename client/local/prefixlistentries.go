package local

import (
	"cmp"
	"net/netip"
	"slices"
)

type prefixListEntriesRequest struct {
	PrefixListId  string
	TargetVersion *int
	DryRun        bool
	paging
}

// prefixListEntries tells the entries of a version of a list, in the order of their addresses.
func prefixListEntries(c *call, request prefixListEntriesRequest) (answer, error) {
	if request.PrefixListId == "" {
		return nil, missingParameter("PrefixListId")
	}
	at, err := c.pageOf(request.paging, 1, 100, []any{request.PrefixListId, request.TargetVersion})
	if err != nil {
		return nil, err
	}
	p, err := c.visiblePrefixList(request.PrefixListId)
	if err != nil {
		return nil, err
	}
	version := p.version
	if request.TargetVersion != nil {
		version = *request.TargetVersion
	}
	if at.after > 0 { // the pages that follow are of the version of the first, whatever was modified since
		version = int(at.after / entryKeys)
	}
	if version < 1 || version > p.version {
		return nil, invalidValue("The prefix list '%s' has no version %d", p.id, version)
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	entries, err := entriesOf(c.db, p, version)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(entries, compareEntries)
	keyed := make([]keyedEntry, len(entries))
	for i, e := range entries {
		keyed[i] = keyedEntry{int64(version)*entryKeys + int64(i), e}
	}
	key := func(e keyedEntry) int64 { return e.key }
	found, next, err := collect(c, at, nil, fromList(keyed, key), key)
	if err != nil {
		return nil, err
	}
	return func(d *document) {
		list(d, "entrySet", found, func(e keyedEntry) {
			d.text("cidr", e.cidr)
			d.optional("description", e.description)
		})
		d.optional("nextToken", next)
	}, nil
}

// keyedEntry is an entry with a key for paging: its version and its place in it.
type keyedEntry struct {
	key int64
	prefixListEntry
}

// entryKeys is how many keys a version has: more than it can have entries.
const entryKeys = 1 << 20

func compareEntries(a, b prefixListEntry) int {
	p, _ := netip.ParsePrefix(a.cidr) // what is stored was parsed before
	q, _ := netip.ParsePrefix(b.cidr)
	return cmp.Or(p.Addr().Compare(q.Addr()), cmp.Compare(p.Bits(), q.Bits()))
}

// entriesOf are the entries of a version of the list.
func entriesOf(db *session, p prefixList, version int) (entries []prefixListEntry, err error) {
	err = db.each(func(r row) error {
		var e prefixListEntry
		err := r.Scan(&e.cidr, &e.description)
		entries = append(entries, e)
		return err
	}, "SELECT cidr, description FROM prefix_list_entry WHERE list_key = ? AND added <= ? AND (removed IS NULL OR removed > ?)", p.key, version, version)
	return entries, err
}
