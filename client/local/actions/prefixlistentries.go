package actions

import (
	"cmp"
	"net/netip"
	"slices"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type prefixListEntriesRequest struct {
	PrefixListId  string
	TargetVersion *int
	DryRun        bool
	paging
}

// prefixListEntries tells the entries of a version of a list, in the order of their addresses.
func prefixListEntries(c *Call, request prefixListEntriesRequest) (wire.Answer, error) {
	if request.PrefixListId == "" {
		return nil, wire.MissingParameter("PrefixListId")
	}
	at, err := c.pageOf(request.paging, 1, 100, []any{request.PrefixListId, request.TargetVersion})
	if err != nil {
		return nil, err
	}
	p, err := c.visiblePrefixList(request.PrefixListId)
	if err != nil {
		return nil, err
	}
	version := p.Version
	if request.TargetVersion != nil {
		version = *request.TargetVersion
	}
	if at.after > 0 { // the pages that follow are of the version of the first, whatever was modified since
		version = int(at.after / entryKeys)
	}
	if version < 1 || version > p.Version {
		return nil, wire.InvalidValue("The prefix list '%s' has no version %d", p.ID, version)
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	entries, err := store.EntriesOf(c.db, p, version)
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
	return func(d *wire.Document) {
		wire.List(d, "entrySet", found, func(e keyedEntry) {
			d.Text("cidr", e.CIDR)
			d.Optional("description", e.Description)
		})
		d.Optional("nextToken", next)
	}, nil
}

// keyedEntry is an entry with a key for paging: its version and its place in it.
type keyedEntry struct {
	key int64
	store.Entry
}

// entryKeys is how many keys a version has: more than it can have entries.
const entryKeys = 1 << 20

func compareEntries(a, b store.Entry) int {
	p, _ := netip.ParsePrefix(a.CIDR) // what is stored was parsed before
	q, _ := netip.ParsePrefix(b.CIDR)
	return cmp.Or(p.Addr().Compare(q.Addr()), cmp.Compare(p.Bits(), q.Bits()))
}
