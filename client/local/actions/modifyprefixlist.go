package actions

import (
	"slices"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

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
func modifyPrefixList(c *Call, request modifyPrefixListRequest) (wire.Answer, error) {
	if request.PrefixListId == "" {
		return nil, wire.MissingParameter("PrefixListId")
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
		return nil, wire.DryRunPassed()
	}
	if request.PrefixListName != nil {
		p.Name = *request.PrefixListName
	}
	before := p
	p.State, p.StateMessage = "modify-complete", ""
	if request.MaxEntries != nil {
		if err := c.resize(&p, *request.MaxEntries); err != nil {
			return nil, err
		}
	}
	if change.Any() {
		p.Version++
		if err := change.Store(c.db, p); err != nil {
			return nil, err
		}
	}
	return c.prefixListAnswer(before, "modify-in-progress"), store.UpdatePrefixList(c.db, p)
}

// checkModification refuses what does not depend on the list's entries.
func checkModification(p store.PrefixList, request modifyPrefixListRequest) error {
	entries := len(request.AddEntry)+len(request.RemoveEntry) > 0
	switch {
	case request.IpamPrefixListResolverSyncEnabled != nil:
		return wire.Refuse("UnsupportedOperation", "The prefix list '%s' has no IPAM prefix list resolver", p.ID)
	case entries && request.MaxEntries != nil:
		return wire.Refuse("InvalidParameterCombination", "You cannot modify the entries and the maximum entries for the prefix list in the same request.")
	case !entries && request.MaxEntries == nil && request.PrefixListName == nil:
		return wire.MissingParameter("PrefixListName, MaxEntries, AddEntry or RemoveEntry")
	case request.MaxEntries != nil && (*request.MaxEntries < 1 || *request.MaxEntries > maxListEntries):
		return badListSize()
	case request.CurrentVersion != nil && *request.CurrentVersion != p.Version:
		return wire.Refuse("PrefixListVersionMismatch", "The prefix list has the incorrect version number.")
	case request.PrefixListName != nil:
		return checkListName(*request.PrefixListName)
	}
	return nil
}

// entryChange reads the entries that the request adds and removes. None may be in both, nor be there, or not be
// there, already; and the list must have room for them.
func (c *Call) entryChange(p store.PrefixList, request modifyPrefixListRequest) (change store.EntryChange, err error) {
	if change.Added, err = parseEntries(request.AddEntry, p.Family); err != nil {
		return change, err
	}
	if change.Removed, err = parseEntries(request.RemoveEntry, p.Family); err != nil {
		return change, err
	}
	present, err := store.EntriesOf(c.db, p, p.Version)
	if err != nil {
		return change, err
	}
	for _, e := range change.Added {
		switch {
		case hasEntry(change.Removed, e.CIDR):
			return change, wire.InvalidValue("Request cannot contain Cidr %s in both AddPrefixListEntries and RemovePrefixListEntries", e.CIDR)
		case hasEntry(present, e.CIDR):
			return change, wire.Refuse("InvalidPrefixListModification", "The CIDR %s already exists.", e.CIDR)
		}
	}
	for _, e := range change.Removed {
		if !hasEntry(present, e.CIDR) {
			return change, wire.Refuse("InvalidPrefixListModification", "The CIDR %s does not exist.", e.CIDR)
		}
	}
	after := len(present) + len(change.Added) - len(change.Removed)
	if after > p.MaxEntries || request.MaxEntries != nil && after > *request.MaxEntries {
		return change, tooManyEntries(p)
	}
	return change, nil
}

func hasEntry(entries []store.Entry, cidr string) bool {
	return slices.ContainsFunc(entries, func(e store.Entry) bool { return e.CIDR == cidr })
}
