package local

import "strings"

type describeTagsRequest struct {
	Filter []filter
	DryRun bool `query:",since=2016-11-15"`
	paging
}

// tagOnResource is a tag with the resource that it is on.
type tagOnResource struct {
	number int64
	resource
	tag
}

// tagFilters are the filters of DescribeTags among those asked for: a filter tag:KEY looks at tags of that key only.
func tagFilters(asked []filter) map[string]facts[*tagOnResource] {
	known := map[string]facts[*tagOnResource]{
		"key":           fact(func(t *tagOnResource) string { return t.Key }),
		"resource-id":   fact(func(t *tagOnResource) string { return t.id }),
		"resource-type": fact(func(t *tagOnResource) string { return t.kind }),
		"value":         fact(func(t *tagOnResource) string { return t.Value }),
	}
	for _, f := range asked {
		if key, ok := strings.CutPrefix(f.Name, "tag:"); ok {
			known[f.Name] = func(t *tagOnResource) []string {
				if t.Key != key {
					return nil
				}
				return []string{t.Value}
			}
		}
	}
	return known
}

func describeTags(c *call, request describeTagsRequest) (answer, error) {
	wanted, err := criteriaOf(request.Filter, tagFilters(request.Filter), nil)
	if err != nil {
		return nil, err
	}
	at, err := c.pageOf(request.paging, 5, 1000, request.Filter)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	tags, next, err := collect(c, at, wanted, c.allTags, func(t *tagOnResource) int64 { return t.number })
	if err != nil {
		return nil, err
	}
	return func(d *document) {
		list(d, "tagSet", tags, func(t *tagOnResource) {
			d.text("resourceId", t.id)
			d.text("resourceType", t.kind)
			d.text("key", t.Key)
			d.text("value", t.Value)
		})
		d.optional("nextToken", next)
	}, nil
}

// allTags reads the caller's tags whose numbers are above after, in their order.
func (c *call) allTags(after int64, limit int) (tags []*tagOnResource, err error) {
	err = c.db.each(func(r row) error {
		t := new(tagOnResource)
		tags = append(tags, t)
		return r.Scan(&t.number, &t.id, &t.kind, &t.Key, &t.Value)
	}, "SELECT number, resource, type, key, value FROM tag WHERE region = ? AND account = ? AND number > ? ORDER BY number LIMIT ?",
		c.region, c.account, after, limit)
	return tags, err
}
