package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type deleteGroupRequest struct {
	GroupId   string
	GroupName string
	DryRun    bool `query:",since=2016-11-15"`
}

// deleteGroup takes a group away, with its rules and tags, unless other groups of its network refer to it.
// Rules behind a peering do not keep it: they become stale (API reference, DeleteSecurityGroup).
func deleteGroup(c *Call, request deleteGroupRequest) (wire.Answer, error) {
	g, err := c.ownGroup(request.GroupId, request.GroupName)
	if err != nil {
		return nil, err
	}
	if store.FoldName(g.Name) == store.DefaultName {
		return nil, wire.Refuse("CannotDelete", "the specified group: \"%s\" name: \"%s\" cannot be deleted by a user", g.ID, g.Name)
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	needed, err := store.ReferredTo(c.db, g)
	switch {
	case err != nil:
		return nil, err
	case needed && g.Classic():
		return nil, wire.Refuse("InvalidGroup.InUse", "There are active rules that refer to the security group '%s'", g.Name)
	case needed:
		return nil, wire.Refuse("DependencyViolation", "resource %s has a dependent object", g.ID)
	}
	if err := store.RemoveGroup(c.db, g); err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		returnsTrue(d)
		if d.Since(wire.Version2016) {
			d.Text("groupId", g.ID)
		}
	}, nil
}
