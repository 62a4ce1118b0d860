package actions

import (
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// visiblePrefixList is the list with the id, without its tags, if the caller may use it: one's own, or AWS's.
func (c *Call) visiblePrefixList(id string) (p store.PrefixList, err error) {
	if !strings.HasPrefix(id, "pl-") || !store.IsID(id, "pl-") {
		return p, wire.Refuse("InvalidPrefixListId.Malformed", "The prefix list ID '%s' is malformed", id)
	}
	p, found, err := store.PrefixListByID(c.db, c.Home(), id)
	if err == nil && !found {
		err = wire.Refuse("InvalidPrefixListID.NotFound", "The prefix list ID '%s' does not exist", id)
	}
	return p, err
}

// taggedPrefixList is the list with the id, with the caller's tags, if the caller may use it.
func (c *Call) taggedPrefixList(id string) (store.PrefixList, error) {
	p, err := c.visiblePrefixList(id)
	if err != nil {
		return p, err
	}
	p.Tags, err = store.TagsOf(c.db, c.Home(), p.ID)
	return p, err
}

// ownPrefixList is the caller's own list with the id, which the caller may change.
func (c *Call) ownPrefixList(id string) (store.PrefixList, error) {
	p, err := c.taggedPrefixList(id)
	if err == nil && p.Account == store.AWSOwned {
		err = wire.Refuse("UnsupportedOperation", "The prefix list '%s' is managed by AWS and cannot be changed", id)
	}
	return p, err
}

// prefixListSource is the prefix list that a request names as a source.
func (r resolver) prefixListSource(id string) (store.Rule, error) {
	if _, err := r.visiblePrefixList(id); err != nil {
		return store.Rule{}, err
	}
	return store.Rule{Kind: store.KindPrefix, Source: id}, nil
}
