package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// tagActions are about tags on what is there already.
func tagActions() map[string]Action {
	return map[string]Action{
		"CreateTags":   {Run: writing(createTags)},
		"DeleteTags":   {Run: writing(deleteTags)},
		"DescribeTags": {Run: reading(describeTags)},
	}
}

type createTagsRequest struct {
	ResourceId []string
	Tag        []store.Tag
	DryRun     bool `query:",since=2016-11-15"`
}

// createTags adds tags to resources, or gives those they have new values: on all of the resources, or on none.
func createTags(c *Call, request createTagsRequest) (wire.Answer, error) {
	resources, err := c.taggable(request.ResourceId)
	if err != nil {
		return nil, err
	}
	if len(request.Tag) == 0 {
		return nil, wire.MissingParameter("Tag")
	}
	if err := checkTags(request.Tag); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	for _, r := range resources {
		if err := store.SetTags(c.db, c.Home(), r.Kind, r.ID, request.Tag); err != nil {
			return nil, err
		}
		tags, err := store.TagsOf(c.db, c.Home(), r.ID)
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
	Tag        []store.TagDeletion
	DryRun     bool `query:",since=2016-11-15"`
}

// deleteTags removes tags from resources, or every tag if the request names none. Tags that are not there are no
// error (API reference, DeleteTags).
func deleteTags(c *Call, request deleteTagsRequest) (wire.Answer, error) {
	resources, err := c.taggable(request.ResourceId)
	if err != nil {
		return nil, err
	}
	for _, t := range request.Tag {
		if t.Key == "" {
			return nil, wire.MissingParameter("Tag.Key")
		}
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	for _, r := range resources {
		if err := store.DeleteTagsOf(c.db, c.Home(), r.ID, request.Tag); err != nil {
			return nil, err
		}
	}
	return returnsTrue, nil
}
