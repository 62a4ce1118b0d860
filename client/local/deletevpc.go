package local

type deleteVPCRequest struct {
	VpcId  string
	DryRun bool `query:",since=2016-11-15"`
}

// deleteVPC takes a VPC away with its default group, once it has no other group. Its peerings end with it.
func deleteVPC(c *call, request deleteVPCRequest) (answer, error) {
	if request.VpcId == "" {
		return nil, missingParameter("vpcId")
	}
	v, err := c.ownVPC(request.VpcId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	standard, _, err := groupByName(c.db, v.home, v.id, defaultName)
	if err != nil {
		return nil, err
	}
	var one int
	used, err := c.db.one([]any{&one}, "SELECT 1 FROM security_group WHERE region = ? AND account = ? AND vpc = ? AND key <> ? LIMIT 1",
		v.region, v.account, v.id, standard.key)
	if err != nil {
		return nil, err
	}
	if used {
		return nil, refuse("DependencyViolation", "The vpc '%s' has dependencies and cannot be deleted.", v.id)
	}
	if err := removeGroup(c.db, standard); err != nil {
		return nil, err
	}
	if err := c.endPeeringsOf(v); err != nil {
		return nil, err
	}
	if _, err := c.db.exec("DELETE FROM vpc WHERE key = ?", v.key); err != nil {
		return nil, err
	}
	return returnsTrue, dropTags(c.db, v.id)
}

// endPeeringsOf deletes the peerings of a VPC that is going away.
func (c *call) endPeeringsOf(v vpc) error {
	peerings, err := c.peerings("(p.vpc = ?2 OR p.accepter_vpc = ?2)", v.id)
	for _, p := range peerings {
		if err != nil {
			break
		}
		if p.status == statusPending || p.status == statusActive {
			p.end(statusDeleted, "Deleted by "+c.account, c.now())
			err = updatePeering(c.db, p)
		}
	}
	return err
}
