package local

import "strings"

type deletePrefixListRequest struct {
	PrefixListId string
	DryRun       bool
}

// deletePrefixList takes a list away. As with AWS, one that rules refer to is not refused: it stays, and its state
// says that it could not be deleted.
func deletePrefixList(c *call, request deletePrefixListRequest) (answer, error) {
	if request.PrefixListId == "" {
		return nil, missingParameter("PrefixListId")
	}
	p, err := c.ownPrefixList(request.PrefixListId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	groups, err := groupsReferringTo(c.db, p)
	if err != nil {
		return nil, err
	}
	told := c.prefixListAnswer(p, "delete-in-progress")
	if len(groups) == 0 {
		return told, c.removePrefixList(p)
	}
	var ids []string
	for _, g := range groups[:min(10, len(groups))] {
		ids = append(ids, g.id)
	}
	p.state, p.stateMessage = "delete-failed", "The following resources refer to the prefix list: "+strings.Join(ids, ", ")
	return told, updatePrefixList(c.db, p)
}

// removePrefixList deletes a list with its entries and tags, and forgets the token that it was made for.
func (c *call) removePrefixList(p prefixList) error {
	if _, err := c.db.exec("DELETE FROM prefix_list WHERE key = ?", p.key); err != nil {
		return err
	}
	if err := c.forgetMade(p.id); err != nil {
		return err
	}
	return dropTags(c.db, p.id)
}

// groupsReferringTo are the groups with a rule whose source or destination is the list, in the order of their keys.
func groupsReferringTo(db *session, p prefixList) (groups []securityGroup, err error) {
	err = db.each(func(r row) error {
		var g securityGroup
		err := g.scan(r)
		groups = append(groups, g)
		return err
	}, "SELECT DISTINCT "+groupColumns+` FROM rule r JOIN security_group g ON g.key = r.group_key
		WHERE r.source = ? AND r.kind IN ('group', 'prefix-list') ORDER BY g.key`, p.id)
	return groups, err
}
