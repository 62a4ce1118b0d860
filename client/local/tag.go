package local

// tag is a key and value on a resource.
type tag struct{ Key, Value string }

// Resource types, as tag specifications name them.
const (
	typeVPC        = "vpc"
	typeGroup      = "security-group"
	typeRule       = "security-group-rule"
	typePrefixList = "prefix-list"
	typePeering    = "vpc-peering-connection"
)

// setTags adds tags to a resource of the home, replacing those with the same keys.
func setTags(db *session, h home, resourceType, resource string, tags []tag) error {
	for _, t := range tags {
		_, err := db.exec(`INSERT INTO tag (resource, key, value, type, region, account) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (resource, key, region, account) DO UPDATE SET value = excluded.value`,
			resource, t.Key, t.Value, resourceType, h.region, h.account)
		if err != nil {
			return err
		}
	}
	return nil
}

// tagsOf are the home's tags on the resource in the order of their keys.
func tagsOf(db *session, h home, resource string) (tags []tag, err error) {
	err = db.each(func(r row) error {
		var t tag
		err := r.Scan(&t.Key, &t.Value)
		tags = append(tags, t)
		return err
	}, "SELECT key, value FROM tag WHERE resource = ? AND region = ? AND account = ? ORDER BY key", resource, h.region, h.account)
	return tags, err
}

// dropTags removes every tag of a resource that is going away.
func dropTags(db *session, resource string) error {
	_, err := db.exec("DELETE FROM tag WHERE resource = ?", resource)
	return err
}

// tagSet writes the tags as answers carry them.
func (d *document) tagSet(tags []tag) {
	list(d, "tagSet", tags, func(t tag) {
		d.text("key", t.Key)
		d.text("value", t.Value)
	})
}
