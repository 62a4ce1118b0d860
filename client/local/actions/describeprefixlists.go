package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type describePrefixListsRequest struct {
	PrefixListId []string
	Filter       []filter
	DryRun       bool
	paging
}

// prefixListFacts are the filters of DescribeManagedPrefixLists.
func prefixListFacts() map[string]facts[*store.PrefixList] {
	return map[string]facts[*store.PrefixList]{
		"owner-id":         fact(func(p *store.PrefixList) string { return p.Account }),
		"prefix-list-id":   fact(func(p *store.PrefixList) string { return p.ID }),
		"prefix-list-name": fact(func(p *store.PrefixList) string { return p.Name }),
	}
}

func describePrefixLists(c *Call, request describePrefixListsRequest) (wire.Answer, error) {
	wanted, err := criteriaOf(request.Filter, prefixListFacts(), nil)
	if err != nil {
		return nil, err
	}
	at, err := c.pageOf(request.paging, 1, 100, []any{request.PrefixListId, request.Filter})
	if err != nil {
		return nil, err
	}
	listed, err := c.listedPrefixLists(request.PrefixListId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	read := ofCaller(c, store.AllPrefixLists)
	if listed != nil {
		read = fromList(listed, (*store.PrefixList).Number)
	}
	lists, next, err := collect(c, at, wanted, read, (*store.PrefixList).Number)
	if err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		wire.List(d, "prefixListSet", lists, func(p *store.PrefixList) { writePrefixList(d, c, *p, p.State) })
		d.Optional("nextToken", next)
	}, nil
}

// listedPrefixLists are those with the ids, in the order of their keys; an id that the caller may not use is a failure.
func (c *Call) listedPrefixLists(ids []string) (lists []*store.PrefixList, err error) {
	for _, id := range ids {
		p, err := c.taggedPrefixList(id)
		if err != nil {
			return nil, err
		}
		lists = append(lists, &p)
	}
	return inOrder(lists, (*store.PrefixList).Number), nil
}

// prefixListAnswer is the answer of actions that tell one list, in the state that it is in for them.
func (c *Call) prefixListAnswer(p store.PrefixList, state string) wire.Answer {
	p.StateMessage = ""
	return func(d *wire.Document) {
		d.Element("prefixList", func() { writePrefixList(d, c, p, state) })
	}
}

// writePrefixList writes a list. Of AWS's own, size and version are not told.
func writePrefixList(d *wire.Document, c *Call, p store.PrefixList, state string) {
	owner := p.Account
	if owner == store.AWSOwned {
		owner = "aws" // as their resource names have it
	}
	d.Text("prefixListId", p.ID)
	d.Text("addressFamily", p.Family)
	d.Text("state", state)
	d.Optional("stateMessage", p.StateMessage)
	d.Text("prefixListArn", c.arn(owner, store.TypePrefixList, p.ID))
	d.Text("prefixListName", p.Name)
	if p.Account != store.AWSOwned {
		d.Number("maxEntries", p.MaxEntries)
		d.Number("version", p.Version)
	}
	writeTags(d, p.Tags)
	d.Text("ownerId", p.Account)
}
