package local

import (
	"strings"
	"unicode/utf8"
)

// prefixListActions are about managed prefix lists.
func prefixListActions() map[string]action {
	return map[string]action{
		"CreateManagedPrefixList":     {run: writing(createPrefixList), since: Version2016},
		"ModifyManagedPrefixList":     {run: writing(modifyPrefixList), since: Version2016},
		"DeleteManagedPrefixList":     {run: writing(deletePrefixList), since: Version2016},
		"DescribeManagedPrefixLists":  {run: reading(describePrefixLists), since: Version2016},
		"GetManagedPrefixListEntries": {run: reading(prefixListEntries), since: Version2016},
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
func createPrefixList(c *call, request createPrefixListRequest) (answer, error) {
	p := prefixList{home: c.home(), name: request.PrefixListName, family: request.AddressFamily, version: 1, state: "create-complete"}
	if err := checkPrefixList(&p, request.MaxEntries); err != nil {
		return nil, err
	}
	entries, err := parseEntries(request.Entry, p.family)
	if err != nil {
		return nil, err
	}
	if len(entries) > p.maxEntries {
		return nil, tooManyEntries(p)
	}
	if p.tags, err = tagsFor(typePrefixList, request.TagSpecification); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	earlier, err := c.madeEarlier(request.ClientToken, request)
	if err != nil {
		return nil, err
	}
	if earlier != "" {
		if p, err = c.ownPrefixList(earlier); err != nil {
			return nil, err
		}
		return c.prefixListAnswer(p, p.state), nil
	}
	p.id = c.newID("pl-")
	if err := insertPrefixList(c.db, &p, entries); err != nil {
		return nil, err
	}
	if err := setTags(c.db, c.home(), typePrefixList, p.id, p.tags); err != nil {
		return nil, err
	}
	return c.prefixListAnswer(p, "create-in-progress"), c.rememberMade(request.ClientToken, request, p.id)
}

// Bounds on prefix lists (VPC user guide, "VPC quotas"; API reference).
const (
	maxListEntries   = 1000
	maxEntryRequests = 100
	maxListText      = 255 // characters of a list's name or an entry's description
)

// checkPrefixList refuses names, families and sizes that AWS does not take, and sets the size.
func checkPrefixList(p *prefixList, size *int) error {
	if err := checkListName(p.name); err != nil {
		return err
	}
	switch {
	case size == nil:
		return missingParameter("MaxEntries")
	case *size < 1 || *size > maxListEntries:
		return badListSize()
	case p.family == "":
		return missingParameter("AddressFamily")
	case p.family != "IPv4" && p.family != "IPv6":
		return invalidValue("Value (%s) for parameter AddressFamily is invalid: it is IPv4 or IPv6.", p.family)
	}
	p.maxEntries = *size
	return nil
}

func checkListName(name string) error {
	switch {
	case name == "":
		return missingParameter("PrefixListName")
	case utf8.RuneCountInString(name) > maxListText:
		return invalidValue("The prefix list name exceeds the maximum length of %d characters", maxListText)
	case strings.HasPrefix(strings.ToLower(name), "com.amazonaws"):
		return invalidValue("The prefix list name '%s' is invalid: names cannot start with com.amazonaws", name)
	}
	return nil
}

func badListSize() *failure {
	return invalidValue("Must specify a max size between 1 and %d", maxListEntries)
}

func tooManyEntries(p prefixList) *failure {
	return refuse("PrefixListMaxEntriesExceeded", "The prefix list has at most %d entries", p.maxEntries)
}
