package actions

import (
	"strings"
	"unicode/utf8"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// prefixListActions are about managed prefix lists.
func prefixListActions() map[string]Action {
	return map[string]Action{
		"CreateManagedPrefixList":     {Run: writing(createPrefixList), Since: wire.Version2016},
		"ModifyManagedPrefixList":     {Run: writing(modifyPrefixList), Since: wire.Version2016},
		"DeleteManagedPrefixList":     {Run: writing(deletePrefixList), Since: wire.Version2016},
		"DescribeManagedPrefixLists":  {Run: reading(describePrefixLists), Since: wire.Version2016},
		"GetManagedPrefixListEntries": {Run: reading(prefixListEntries), Since: wire.Version2016},
	}
}

type createPrefixListRequest struct {
	PrefixListName   string
	AddressFamily    string
	MaxEntries       *int
	Entry            []entryRequest
	TagSpecification []tagSpecification
	ClientToken      string
	DryRun           bool
}

type entryRequest struct {
	Cidr        string
	Description *string
}

// createPrefixList makes a prefix list, whose entries are its first version.
func createPrefixList(c *Call, request createPrefixListRequest) (wire.Answer, error) {
	p := store.PrefixList{Home: c.Home(), Name: request.PrefixListName, Family: request.AddressFamily, Version: 1, State: "create-complete"}
	if err := checkPrefixList(&p, request.MaxEntries); err != nil {
		return nil, err
	}
	entries, err := parseEntries(request.Entry, p.Family)
	if err != nil {
		return nil, err
	}
	if len(entries) > p.MaxEntries {
		return nil, tooManyEntries(p)
	}
	if p.Tags, err = tagsFor(store.TypePrefixList, request.TagSpecification); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	earlier, err := c.madeEarlier(request.ClientToken, request)
	if err != nil {
		return nil, err
	}
	if earlier != "" {
		if p, err = c.ownPrefixList(earlier); err != nil {
			return nil, err
		}
		return c.prefixListAnswer(p, p.State), nil
	}
	p.ID = c.newID("pl-")
	if err := store.InsertPrefixList(c.db, &p, entries); err != nil {
		return nil, err
	}
	if err := store.SetTags(c.db, c.Home(), store.TypePrefixList, p.ID, p.Tags); err != nil {
		return nil, err
	}
	return c.prefixListAnswer(p, "create-in-progress"), c.rememberMade(request.ClientToken, request, p.ID)
}

// Bounds on prefix lists (VPC user guide, "VPC quotas"; API reference).
const (
	maxListEntries   = 1000
	maxEntryRequests = 100
	maxListText      = 255 // characters of a list's name or an entry's description
)

// checkPrefixList refuses names, families and sizes that AWS does not take, and sets the size.
func checkPrefixList(p *store.PrefixList, size *int) error {
	if err := checkListName(p.Name); err != nil {
		return err
	}
	switch {
	case size == nil:
		return wire.MissingParameter("MaxEntries")
	case *size < 1 || *size > maxListEntries:
		return badListSize()
	case p.Family == "":
		return wire.MissingParameter("AddressFamily")
	case p.Family != "IPv4" && p.Family != "IPv6":
		return wire.InvalidValue("Value (%s) for parameter AddressFamily is invalid: it is IPv4 or IPv6.", p.Family)
	}
	p.MaxEntries = *size
	return nil
}

func checkListName(name string) error {
	switch {
	case name == "":
		return wire.MissingParameter("PrefixListName")
	case utf8.RuneCountInString(name) > maxListText:
		return wire.InvalidValue("The prefix list name exceeds the maximum length of %d characters", maxListText)
	case strings.HasPrefix(strings.ToLower(name), "com.amazonaws"):
		return wire.InvalidValue("The prefix list name '%s' is invalid: names cannot start with com.amazonaws", name)
	}
	return nil
}

func badListSize() *wire.Failure {
	return wire.InvalidValue("Must specify a max size between 1 and %d", maxListEntries)
}

func tooManyEntries(p store.PrefixList) *wire.Failure {
	return wire.Refuse("PrefixListMaxEntriesExceeded", "The prefix list has at most %d entries", p.MaxEntries)
}
