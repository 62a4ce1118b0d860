package local

type describePrefixListsRequest struct {
	PrefixListId []string
	Filter       []filter
	DryRun       bool
	paging
}

// prefixListFacts are the filters of DescribeManagedPrefixLists.
func prefixListFacts() map[string]facts[*prefixList] {
	return map[string]facts[*prefixList]{
		"owner-id":         fact(func(p *prefixList) string { return p.account }),
		"prefix-list-id":   fact(func(p *prefixList) string { return p.id }),
		"prefix-list-name": fact(func(p *prefixList) string { return p.name }),
	}
}

func describePrefixLists(c *call, request describePrefixListsRequest) (answer, error) {
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
		return nil, dryRunPassed()
	}
	read := c.allPrefixLists
	if listed != nil {
		read = fromList(listed, (*prefixList).number)
	}
	lists, next, err := collect(c, at, wanted, read, (*prefixList).number)
	if err != nil {
		return nil, err
	}
	return func(d *document) {
		list(d, "prefixListSet", lists, func(p *prefixList) { d.prefixList(c, *p, p.state) })
		d.optional("nextToken", next)
	}, nil
}

func (p *prefixList) number() int64 { return p.key }

// listedPrefixLists are those with the ids, in the order of their keys; an id that the caller may not use is a failure.
func (c *call) listedPrefixLists(ids []string) (lists []*prefixList, err error) {
	for _, id := range ids {
		p, err := c.taggedPrefixList(id)
		if err != nil {
			return nil, err
		}
		lists = append(lists, &p)
	}
	return inOrder(lists, (*prefixList).number), nil
}

// allPrefixLists reads the caller's lists, and AWS's, whose keys are above after, in the order of their keys.
func (c *call) allPrefixLists(after int64, limit int) (lists []*prefixList, err error) {
	err = c.db.each(func(r row) error {
		p := new(prefixList)
		lists = append(lists, p)
		return p.scan(r)
	}, "SELECT "+prefixListColumns+" FROM prefix_list WHERE region = ? AND account IN (?, ?) AND key > ? ORDER BY key LIMIT ?",
		c.region, c.account, awsOwned, after, limit)
	for _, p := range lists {
		if err != nil {
			break
		}
		p.tags, err = tagsOf(c.db, c.home(), p.id)
	}
	return lists, err
}

// prefixListAnswer is the answer of actions that tell one list, in the state that it is in for them.
func (c *call) prefixListAnswer(p prefixList, state string) answer {
	p.stateMessage = ""
	return func(d *document) {
		d.element("prefixList", func() { d.prefixList(c, p, state) })
	}
}

// prefixList writes a list. Of AWS's own, size and version are not told.
func (d *document) prefixList(c *call, p prefixList, state string) {
	owner := p.account
	if owner == awsOwned {
		owner = "aws" // as their resource names have it
	}
	d.text("prefixListId", p.id)
	d.text("addressFamily", p.family)
	d.text("state", state)
	d.optional("stateMessage", p.stateMessage)
	d.text("prefixListArn", c.arn(owner, typePrefixList, p.id))
	d.text("prefixListName", p.name)
	if p.account != awsOwned {
		d.number("maxEntries", p.maxEntries)
		d.number("version", p.version)
	}
	d.tagSet(p.tags)
	d.text("ownerId", p.account)
}
