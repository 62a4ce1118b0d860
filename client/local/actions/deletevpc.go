package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type deleteVPCRequest struct {
	VpcId  string
	DryRun bool `query:",since=2016-11-15"`
}

// deleteVPC takes a VPC away with its default group, once it has no other group. Its peerings end with it.
func deleteVPC(c *Call, request deleteVPCRequest) (wire.Answer, error) {
	if request.VpcId == "" {
		return nil, wire.MissingParameter("vpcId")
	}
	v, err := c.ownVPC(request.VpcId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	standard, _, err := store.GroupByName(c.db, v.Home, v.ID, store.DefaultName)
	if err != nil {
		return nil, err
	}
	used, err := store.HasOtherGroups(c.db, v, standard)
	if err != nil {
		return nil, err
	}
	if used {
		return nil, wire.Refuse("DependencyViolation", "The vpc '%s' has dependencies and cannot be deleted.", v.ID)
	}
	if err := store.RemoveGroup(c.db, standard); err != nil {
		return nil, err
	}
	if err := c.endPeeringsOf(v); err != nil {
		return nil, err
	}
	return returnsTrue, store.DeleteVPC(c.db, v)
}

// endPeeringsOf deletes the peerings of a VPC that is going away.
func (c *Call) endPeeringsOf(v store.VPC) error {
	peerings, err := store.PeeringsOfVPC(c.db, c.Home(), c.Now().Unix(), v.ID)
	for _, p := range peerings {
		if err != nil {
			break
		}
		if p.Status == store.StatusPending || p.Status == store.StatusActive {
			p.End(store.StatusDeleted, "Deleted by "+c.Account, c.Now())
			err = store.UpdatePeering(c.db, p)
		}
	}
	return err
}
