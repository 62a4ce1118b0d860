package local

import "slices"

type modifyPrefixListRequest struct {
	PrefixListId                      string
	CurrentVersion                    *int
	PrefixListName                    *string
	AddEntry                          []entryRequest
	RemoveEntry                       []entryRequest
	MaxEntries                        *int
	IpamPrefixListResolverSyncEnabled *bool
	DryRun                            bool
}

// modifyPrefixList renames a list, or resizes it, or adds and removes entries, which makes a new version. The
// answer still tells the version and the size before. As with AWS, a size that a group has no room for is not
// refused: the list's state says afterwards that it failed.
func modifyPrefixList(c *call, request modifyPrefixListRequest) (answer, error) {
	if request.PrefixListId == "" {
		return nil, missingParameter("PrefixListId")
	}
	p, err := c.ownPrefixList(request.PrefixListId)
	if err != nil {
		return nil, err
	}
	if err := checkModification(p, request); err != nil {
		return nil, err
	}
	change, err := c.entryChange(p, request)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	if request.PrefixListName != nil {
		p.name = *request.PrefixListName
	}
	before := p
	p.state, p.stateMessage = "modify-complete", ""
	if request.MaxEntries != nil {
		if err := c.resize(&p, *request.MaxEntries); err != nil {
			return nil, err
		}
	}
	if change.any() {
		p.version++
		if err := change.store(c.db, p); err != nil {
			return nil, err
		}
	}
	return c.prefixListAnswer(before, "modify-in-progress"), updatePrefixList(c.db, p)
}

// checkModification refuses what does not depend on the list's entries.
func checkModification(p prefixList, request modifyPrefixListRequest) error {
	entries := len(request.AddEntry)+len(request.RemoveEntry) > 0
	switch {
	case request.IpamPrefixListResolverSyncEnabled != nil:
		return refuse("UnsupportedOperation", "The prefix list '%s' has no IPAM prefix list resolver", p.id)
	case entries && request.MaxEntries != nil:
		return refuse("InvalidParameterCombination", "You cannot modify the entries and the maximum entries for the prefix list in the same request.")
	case !entries && request.MaxEntries == nil && request.PrefixListName == nil:
		return missingParameter("PrefixListName, MaxEntries, AddEntry or RemoveEntry")
	case request.MaxEntries != nil && (*request.MaxEntries < 1 || *request.MaxEntries > maxListEntries):
		return badListSize()
	case request.CurrentVersion != nil && *request.CurrentVersion != p.version:
		return refuse("PrefixListVersionMismatch", "The prefix list has the incorrect version number.")
	case request.PrefixListName != nil:
		return checkListName(*request.PrefixListName)
	}
	return nil
}

// entryChange is what becomes of a list's entries.
type entryChange struct{ added, removed []prefixListEntry }

func (e entryChange) any() bool { return len(e.added)+len(e.removed) > 0 }

// entryChange reads the entries that the request adds and removes. None may be in both, nor be there, or not be
// there, already; and the list must have room for them.
func (c *call) entryChange(p prefixList, request modifyPrefixListRequest) (change entryChange, err error) {
	if change.added, err = parseEntries(request.AddEntry, p.family); err != nil {
		return change, err
	}
	if change.removed, err = parseEntries(request.RemoveEntry, p.family); err != nil {
		return change, err
	}
	present, err := entriesOf(c.db, p, p.version)
	if err != nil {
		return change, err
	}
	for _, e := range change.added {
		switch {
		case hasEntry(change.removed, e.cidr):
			return change, invalidValue("Request cannot contain Cidr %s in both AddPrefixListEntries and RemovePrefixListEntries", e.cidr)
		case hasEntry(present, e.cidr):
			return change, refuse("InvalidPrefixListModification", "The CIDR %s already exists.", e.cidr)
		}
	}
	for _, e := range change.removed {
		if !hasEntry(present, e.cidr) {
			return change, refuse("InvalidPrefixListModification", "The CIDR %s does not exist.", e.cidr)
		}
	}
	after := len(present) + len(change.added) - len(change.removed)
	if after > p.maxEntries || request.MaxEntries != nil && after > *request.MaxEntries {
		return change, tooManyEntries(p)
	}
	return change, nil
}

func hasEntry(entries []prefixListEntry, cidr string) bool {
	return slices.ContainsFunc(entries, func(e prefixListEntry) bool { return e.cidr == cidr })
}

// store writes the change as the list's version.
func (e entryChange) store(db *session, p prefixList) error {
	for _, one := range e.removed {
		if _, err := db.exec("UPDATE prefix_list_entry SET removed = ? WHERE list_key = ? AND cidr = ? AND removed IS NULL", p.version, p.key, one.cidr); err != nil {
			return err
		}
	}
	return insertEntries(db, p, e.added)
}
