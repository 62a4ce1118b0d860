package local

const ownedRules = "SELECT " + groupColumns + ", " + ruleColumns + " FROM security_group g CROSS JOIN rule r ON r.group_key = g.key "

func (o *ownedRule) scan(from row) error {
	return from.Scan(append(o.group.targets(), o.rule.targets()...)...)
}

// ownedRulesWhere reads rules with their groups and tags.
func (c *call) ownedRulesWhere(query string, args ...any) (rules []*ownedRule, err error) {
	err = c.db.each(func(from row) error {
		o := new(ownedRule)
		rules = append(rules, o)
		return o.scan(from)
	}, query, args...)
	for _, o := range rules {
		if err != nil {
			break
		}
		o.tags, err = tagsOf(c.db, c.home(), o.id)
	}
	return rules, err
}

// listedRules are the caller's rules with the ids, in the order of their keys; an id that is not there is a failure.
func (c *call) listedRules(ids []string) (rules []*ownedRule, err error) {
	for _, id := range ids {
		if err := checkRuleID(id); err != nil {
			return nil, err
		}
		one, err := c.ownedRulesWhere("SELECT "+groupColumns+", "+ruleColumns+` FROM rule r CROSS JOIN security_group g ON g.key = r.group_key
			WHERE r.id = ? AND g.region = ? AND g.account = ?`, id, c.region, c.account)
		if err != nil {
			return nil, err
		}
		if len(one) == 0 {
			return nil, noSuchRule(id)
		}
		rules = append(rules, one...)
	}
	return inOrder(rules, (*ownedRule).number), nil
}

// rulesOfGroups are the rules of the caller's groups with the ids, in the order of their keys.
func (c *call) rulesOfGroups(ids []string) (rules []*ownedRule, err error) {
	for _, id := range ids {
		more, err := c.ownedRulesWhere(ownedRules+"WHERE g.id = ? AND g.region = ? AND g.account = ? ORDER BY r.key", id, c.region, c.account)
		if err != nil {
			return nil, err
		}
		rules = append(rules, more...)
	}
	return inOrder(rules, (*ownedRule).number), nil
}

// allRules reads the caller's rules whose keys are above after, in the order of their keys.
func (c *call) allRules(after int64, limit int) ([]*ownedRule, error) {
	return c.ownedRulesWhere("SELECT "+groupColumns+", "+ruleColumns+` FROM rule r CROSS JOIN security_group g ON g.key = r.group_key
		WHERE r.key > ? AND g.region = ? AND g.account = ? ORDER BY r.key LIMIT ?`, after, c.region, c.account, limit)
}

func (o *ownedRule) number() int64 { return o.key }
