package store

// Tag is a key and value on a resource.
type Tag struct{ Key, Value string }

// Resource types, as tag specifications name them.
const (
	TypeVPC        = "vpc"
	TypeGroup      = "security-group"
	TypeRule       = "security-group-rule"
	TypePrefixList = "prefix-list"
	TypePeering    = "vpc-peering-connection"
)

// SetTags adds tags to a resource of the home, replacing those with the same keys.
func SetTags(db *Session, h Home, resourceType, resource string, tags []Tag) error {
	for _, t := range tags {
		_, err := db.Exec(`INSERT INTO tag (resource, key, value, type, region, account) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (resource, key, region, account) DO UPDATE SET value = excluded.value`,
			resource, t.Key, t.Value, resourceType, h.Region, h.Account)
		if err != nil {
			return err
		}
	}
	return nil
}

// TagsOf are the home's tags on the resource in the order of their keys.
func TagsOf(db *Session, h Home, resource string) (tags []Tag, err error) {
	err = db.Each(func(r Row) error {
		var t Tag
		err := r.Scan(&t.Key, &t.Value)
		tags = append(tags, t)
		return err
	}, "SELECT key, value FROM tag WHERE resource = ? AND region = ? AND account = ? ORDER BY key", resource, h.Region, h.Account)
	return tags, err
}

// dropTags removes every tag of a resource that is going away.
func dropTags(db *Session, resource string) error {
	_, err := db.Exec("DELETE FROM tag WHERE resource = ?", resource)
	return err
}

// Resource is something that can have tags.
type Resource struct{ ID, Kind string }

// TagOnResource is a tag with the resource that it is on.
type TagOnResource struct {
	Number int64
	Resource
	Tag
}

// AllTags reads the home's tags whose numbers are above after, in their order.
func AllTags(db *Session, h Home, after int64, limit int) (tags []*TagOnResource, err error) {
	err = db.Each(func(r Row) error {
		t := new(TagOnResource)
		tags = append(tags, t)
		return r.Scan(&t.Number, &t.ID, &t.Kind, &t.Key, &t.Value)
	}, "SELECT number, resource, type, key, value FROM tag WHERE region = ? AND account = ? AND number > ? ORDER BY number LIMIT ?",
		h.Region, h.Account, after, limit)
	return tags, err
}

// TagDeletion names a tag to delete: whatever its value, or only if it has the given one.
type TagDeletion struct {
	Key   string
	Value *string
}

// DeleteTagsOf removes the home's tags from a resource, all of them if it names none.
func DeleteTagsOf(db *Session, h Home, resource string, tags []TagDeletion) error {
	const from = "DELETE FROM tag WHERE resource = ? AND region = ? AND account = ?"
	if len(tags) == 0 {
		_, err := db.Exec(from, resource, h.Region, h.Account)
		return err
	}
	for _, t := range tags {
		query, args := from+" AND key = ?", []any{resource, h.Region, h.Account, t.Key}
		if t.Value != nil {
			query, args = query+" AND value = ?", append(args, *t.Value)
		}
		if _, err := db.Exec(query, args...); err != nil {
			return err
		}
	}
	return nil
}
