package local

type deleteGroupRequest struct {
	GroupId   string
	GroupName string
	DryRun    bool `query:",since=2016-11-15"`
}

// deleteGroup takes a group away, with its rules and tags, unless other groups of its network refer to it.
// Rules behind a peering do not keep it: they become stale (API reference, DeleteSecurityGroup).
func deleteGroup(c *call, request deleteGroupRequest) (answer, error) {
	g, err := c.ownGroup(request.GroupId, request.GroupName)
	if err != nil {
		return nil, err
	}
	if foldName(g.name) == defaultName {
		return nil, refuse("CannotDelete", "the specified group: \"%s\" name: \"%s\" cannot be deleted by a user", g.id, g.name)
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	needed, err := referredTo(c.db, g)
	switch {
	case err != nil:
		return nil, err
	case needed && g.classic():
		return nil, refuse("InvalidGroup.InUse", "There are active rules that refer to the security group '%s'", g.name)
	case needed:
		return nil, refuse("DependencyViolation", "resource %s has a dependent object", g.id)
	}
	if err := removeGroup(c.db, g); err != nil {
		return nil, err
	}
	return func(d *document) {
		returnsTrue(d)
		if d.since(Version2016) {
			d.text("groupId", g.id)
		}
	}, nil
}

// referredTo says whether a rule of another group in the same network names the group. Kinds are spelled as the
// index on sources spells them: it serves no other query.
func referredTo(db *session, g securityGroup) (bool, error) {
	var one int
	return db.one([]any{&one}, `SELECT 1 FROM rule r JOIN security_group o ON o.key = r.group_key
		WHERE r.source = ? AND r.kind IN ('group', 'prefix-list') AND o.key <> ? AND o.vpc = ? LIMIT 1`, g.id, g.key, g.vpc)
}

// removeGroup deletes a group with its rules, and the tags of both.
func removeGroup(db *session, g securityGroup) error {
	if _, err := db.exec("DELETE FROM tag WHERE resource IN (SELECT id FROM rule WHERE group_key = ?)", g.key); err != nil {
		return err
	}
	if _, err := db.exec("DELETE FROM security_group WHERE key = ?", g.key); err != nil {
		return err
	}
	return dropTags(db, g.id)
}
