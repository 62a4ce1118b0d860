package actions

import (
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type describeTagsRequest struct {
	Filter []filter
	DryRun bool `query:",since=2016-11-15"`
	paging
}

// tagFilters are the filters of DescribeTags among those asked for: a filter tag:KEY looks at tags of that key only.
func tagFilters(asked []filter) map[string]facts[*store.TagOnResource] {
	known := map[string]facts[*store.TagOnResource]{
		"key":           fact(func(t *store.TagOnResource) string { return t.Key }),
		"resource-id":   fact(func(t *store.TagOnResource) string { return t.ID }),
		"resource-type": fact(func(t *store.TagOnResource) string { return t.Kind }),
		"value":         fact(func(t *store.TagOnResource) string { return t.Value }),
	}
	for _, f := range asked {
		if key, ok := strings.CutPrefix(f.Name, "tag:"); ok {
			known[f.Name] = func(t *store.TagOnResource) []string {
				if t.Key != key {
					return nil
				}
				return []string{t.Value}
			}
		}
	}
	return known
}

func describeTags(c *Call, request describeTagsRequest) (wire.Answer, error) {
	wanted, err := criteriaOf(request.Filter, tagFilters(request.Filter), nil)
	if err != nil {
		return nil, err
	}
	at, err := c.pageOf(request.paging, 5, 1000, request.Filter)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	tags, next, err := collect(c, at, wanted, ofCaller(c, store.AllTags), func(t *store.TagOnResource) int64 { return t.Number })
	if err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		wire.List(d, "tagSet", tags, func(t *store.TagOnResource) {
			d.Text("resourceId", t.ID)
			d.Text("resourceType", t.Kind)
			d.Text("key", t.Key)
			d.Text("value", t.Value)
		})
		d.Optional("nextToken", next)
	}, nil
}
