package actions

import (
	"slices"

	"sluice/client/local/store"
)

// listedGroups are the keys of the groups that the request names by id or name, or that an exact filter on
// group-id names; listed is false if the request is about all groups. A name or id that is not there
// is a failure; a filter's is not.
func (c *Call) listedGroups(request describeGroupsRequest, wanted criteria[*store.FullGroup]) (keys []int64, listed bool, err error) {
	listed = len(request.GroupId)+len(request.GroupName) > 0
	for _, id := range request.GroupId {
		g, err := c.ownGroupByID(id)
		if err != nil {
			return nil, listed, err
		}
		keys = append(keys, g.Key)
	}
	for _, name := range request.GroupName {
		g, err := c.ownGroupByName(name)
		if err != nil {
			return nil, listed, err
		}
		keys = append(keys, g.Key)
	}
	if ids, exact := wanted.exactly("group-id"); exact && !listed {
		listed = true
		for _, id := range ids {
			g, found, err := store.GroupByID(c.db, c.Region, id)
			if err != nil {
				return nil, listed, err
			}
			if found && g.Account == c.Account {
				keys = append(keys, g.Key)
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), listed, nil
}
