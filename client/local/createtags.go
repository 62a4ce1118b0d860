package local

// tagActions are about tags on what is there already.
func tagActions() map[string]action {
	return map[string]action{
		"CreateTags":   {run: writing(createTags)},
		"DeleteTags":   {run: writing(deleteTags)},
		"DescribeTags": {run: reading(describeTags)},
	}
}

type createTagsRequest struct {
	ResourceId []string
	Tag        []tag
	DryRun     bool `query:",since=2016-11-15"`
}

// createTags adds tags to resources, or gives those they have new values: on all of the resources, or on none.
func createTags(c *call, request createTagsRequest) (answer, error) {
	resources, err := c.taggable(request.ResourceId)
	if err != nil {
		return nil, err
	}
	if len(request.Tag) == 0 {
		return nil, missingParameter("Tag")
	}
	if err := checkTags(request.Tag); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	for _, r := range resources {
		if err := setTags(c.db, c.home(), r.kind, r.id, request.Tag); err != nil {
			return nil, err
		}
		tags, err := tagsOf(c.db, c.home(), r.id)
		if err != nil {
			return nil, err
		}
		if len(tags) > maxTags {
			return nil, tooManyTags()
		}
	}
	return returnsTrue, nil
}

type deleteTagsRequest struct {
	ResourceId []string
	Tag        []tagDeletion
	DryRun     bool `query:",since=2016-11-15"`
}

// tagDeletion names a tag to delete: whatever its value, or only if it has the given one.
type tagDeletion struct {
	Key   string
	Value *string
}

// deleteTags removes tags from resources, or every tag if the request names none. Tags that are not there are no
// error (API reference, DeleteTags).
func deleteTags(c *call, request deleteTagsRequest) (answer, error) {
	resources, err := c.taggable(request.ResourceId)
	if err != nil {
		return nil, err
	}
	for _, t := range request.Tag {
		if t.Key == "" {
			return nil, missingParameter("Tag.Key")
		}
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	for _, r := range resources {
		if err := c.deleteTagsOf(r.id, request.Tag); err != nil {
			return nil, err
		}
	}
	return returnsTrue, nil
}

func (c *call) deleteTagsOf(resource string, tags []tagDeletion) error {
	const from = "DELETE FROM tag WHERE resource = ? AND region = ? AND account = ?"
	if len(tags) == 0 {
		_, err := c.db.exec(from, resource, c.region, c.account)
		return err
	}
	for _, t := range tags {
		query, args := from+" AND key = ?", []any{resource, c.region, c.account, t.Key}
		if t.Value != nil {
			query, args = query+" AND value = ?", append(args, *t.Value)
		}
		if _, err := c.db.exec(query, args...); err != nil {
			return err
		}
	}
	return nil
}
