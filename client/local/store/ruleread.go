package store

// OwnedRule is a rule with the group that it is in.
type OwnedRule struct {
	Rule
	Group Group
}

const ownedRules = "SELECT " + GroupColumns + ", " + RuleColumns + " FROM security_group g CROSS JOIN rule r ON r.group_key = g.key "

func (o *OwnedRule) scan(from Row) error {
	return from.Scan(append(o.Group.targets(), o.Rule.targets()...)...)
}

// ownedRulesWhere reads rules with their groups and tags.
func ownedRulesWhere(db *Session, h Home, query string, args ...any) (rules []*OwnedRule, err error) {
	err = db.Each(func(from Row) error {
		o := new(OwnedRule)
		rules = append(rules, o)
		return o.scan(from)
	}, query, args...)
	for _, o := range rules {
		if err != nil {
			break
		}
		o.Tags, err = TagsOf(db, h, o.ID)
	}
	return rules, err
}

// RulesOfGroups are the rules of the home's groups with the ids.
func RulesOfGroups(db *Session, h Home, ids []string) (rules []*OwnedRule, err error) {
	for _, id := range ids {
		more, err := ownedRulesWhere(db, h, ownedRules+"WHERE g.id = ? AND g.region = ? AND g.account = ? ORDER BY r.key", id, h.Region, h.Account)
		if err != nil {
			return nil, err
		}
		rules = append(rules, more...)
	}
	return rules, nil
}

// AllRules reads the home's rules whose keys are above after, in the order of their keys.
func AllRules(db *Session, h Home, after int64, limit int) ([]*OwnedRule, error) {
	return ownedRulesWhere(db, h, "SELECT "+GroupColumns+", "+RuleColumns+` FROM rule r CROSS JOIN security_group g ON g.key = r.group_key
		WHERE r.key > ? AND g.region = ? AND g.account = ? ORDER BY r.key LIMIT ?`, after, h.Region, h.Account, limit)
}

// Number is its key, for pages.
func (o *OwnedRule) Number() int64 { return o.Key }

// OwnedRuleByID is the home's rule with the id, if there is one.
func OwnedRuleByID(db *Session, h Home, id string) ([]*OwnedRule, error) {
	return ownedRulesWhere(db, h, "SELECT "+GroupColumns+", "+RuleColumns+` FROM rule r CROSS JOIN security_group g ON g.key = r.group_key
		WHERE r.id = ? AND g.region = ? AND g.account = ?`, id, h.Region, h.Account)
}
