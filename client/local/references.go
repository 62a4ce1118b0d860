package local

// maxReferences is how many groups one request may ask about.
const maxReferences = 200

type describeReferencesRequest struct {
	GroupId []string
	DryRun  bool
}

// groupReference says that groups of another VPC refer to a group.
type groupReference struct{ group, vpc, peering string }

// describeReferences finds the VPCs on the other side of active peerings that refer to groups of the caller.
// References within a group's own VPC are not told (API reference, DescribeSecurityGroupReferences).
func describeReferences(c *call, request describeReferencesRequest) (answer, error) {
	if len(request.GroupId) == 0 {
		return nil, missingParameter("GroupId")
	}
	if len(request.GroupId) > maxReferences {
		return nil, refuse("ResourceCountExceeded", "At most %d security groups can be asked about at once; the request has %d", maxReferences, len(request.GroupId))
	}
	var groups []securityGroup
	for _, id := range request.GroupId {
		g, err := c.ownGroupByID(id)
		if err != nil {
			return nil, err
		}
		groups = append(groups, g)
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	var references []groupReference
	for _, g := range inOrder(groups, func(g securityGroup) int64 { return g.key }) {
		found, err := referencesTo(c.db, g)
		if err != nil {
			return nil, err
		}
		references = append(references, found...)
	}
	return func(d *document) {
		list(d, "securityGroupReferenceSet", references, func(r groupReference) {
			d.text("groupId", r.group)
			d.text("referencingVpcId", r.vpc)
			d.text("vpcPeeringConnectionId", r.peering)
		})
	}, nil
}

// referencesTo are the references to one group, one for each VPC and peering.
func referencesTo(db *session, g securityGroup) (references []groupReference, err error) {
	err = db.each(func(from row) error {
		r := groupReference{group: g.id}
		err := from.Scan(&r.vpc, &r.peering)
		references = append(references, r)
		return err
	}, `SELECT DISTINCT o.vpc, r.peering FROM rule r JOIN security_group o ON o.key = r.group_key
		JOIN peering p ON p.id = r.peering AND p.status = 'active'
		WHERE r.source = ? AND r.kind IN ('group', 'prefix-list') ORDER BY o.vpc, r.peering`, g.id)
	return references, err
}
