package local

// tag is a key and value on a resource.
type tag struct{ Key, Value string }

// Resource types, as tag specifications name them.
const (
	typeVPC   = "vpc"
	typeGroup = "security-group"
	typeRule  = "security-group-rule"
)

// setTags adds tags to a resource of the home, replacing those with the same keys.
func setTags(db *session, h home, resourceType, resource string, tags []tag) error {
	for _, t := range tags {
		_, err := db.exec(`INSERT INTO tag (resource, key, value, type, region, account) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (resource, key) DO UPDATE SET value = excluded.value`,
			resource, t.Key, t.Value, resourceType, h.region, h.account)
		if err != nil {
			return err
		}
	}
	return nil
}

// tagsOf are the resource's tags in the order of their keys.
func tagsOf(db *session, resource string) (tags []tag, err error) {
	err = db.each(func(r row) error {
		var t tag
		err := r.Scan(&t.Key, &t.Value)
		tags = append(tags, t)
		return err
	}, "SELECT key, value FROM tag WHERE resource = ? ORDER BY key", resource)
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
