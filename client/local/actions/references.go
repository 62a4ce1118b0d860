package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// maxReferences is how many groups one request may ask about.
const maxReferences = 200

type describeReferencesRequest struct {
	GroupId []string
	DryRun  bool
}

// describeReferences finds the VPCs on the other side of active peerings that refer to groups of the caller.
// References within a group's own VPC are not told (API reference, DescribeSecurityGroupReferences).
func describeReferences(c *Call, request describeReferencesRequest) (wire.Answer, error) {
	if len(request.GroupId) == 0 {
		return nil, wire.MissingParameter("GroupId")
	}
	if len(request.GroupId) > maxReferences {
		return nil, wire.Refuse("ResourceCountExceeded", "At most %d security groups can be asked about at once; the request has %d", maxReferences, len(request.GroupId))
	}
	var groups []store.Group
	for _, id := range request.GroupId {
		g, err := c.ownGroupByID(id)
		if err != nil {
			return nil, err
		}
		groups = append(groups, g)
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	var references []store.GroupReference
	for _, g := range inOrder(groups, func(g store.Group) int64 { return g.Key }) {
		found, err := store.ReferencesTo(c.db, g)
		if err != nil {
			return nil, err
		}
		references = append(references, found...)
	}
	return func(d *wire.Document) {
		wire.List(d, "securityGroupReferenceSet", references, func(r store.GroupReference) {
			d.Text("groupId", r.Group)
			d.Text("referencingVpcId", r.VPC)
			d.Text("vpcPeeringConnectionId", r.Peering)
		})
	}, nil
}
