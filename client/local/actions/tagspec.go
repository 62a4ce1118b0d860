package actions

import (
	"strings"
	"unicode/utf8"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// tagSpecification is one TagSpecification.n of a request: tags for what the same call creates.
type tagSpecification struct {
	ResourceType string
	Tag          []store.Tag
}

// Bounds on tags (EC2 user guide, "Tag restrictions").
const (
	maxTags     = 50
	maxTagKey   = 127
	maxTagValue = 256
)

// tagsFor are the tags that the specifications give to a resource type, which is the only one they may name.
func tagsFor(resourceType string, specifications []tagSpecification) ([]store.Tag, error) {
	var tags []store.Tag
	for i, s := range specifications {
		switch {
		case s.ResourceType == "":
			return nil, wire.InvalidValue("Tag specification resource type must have a value")
		case s.ResourceType != resourceType:
			return nil, wire.InvalidValue("'%s' is not a valid taggable resource type for this operation.", s.ResourceType)
		case i > 0:
			return nil, wire.InvalidValue("The same resource type may not be specified more than once in tag specifications")
		case len(s.Tag) == 0:
			return nil, wire.InvalidValue("Tag specification must have at least one tag")
		}
		tags = s.Tag
	}
	return tags, checkTags(tags)
}

// checkTags refuses tags that AWS would not store.
func checkTags(tags []store.Tag) error {
	seen := make(map[string]bool, len(tags))
	for _, t := range tags {
		switch {
		case t.Key == "":
			return wire.MissingParameter("Tag.Key")
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			return wire.InvalidValue("Tag keys starting with 'aws:' are reserved for internal use")
		case utf8.RuneCountInString(t.Key) > maxTagKey:
			return wire.InvalidValue("Tag key exceeds the maximum length of %d characters", maxTagKey)
		case utf8.RuneCountInString(t.Value) > maxTagValue:
			return wire.InvalidValue("Tag value exceeds the maximum length of %d characters", maxTagValue)
		case seen[t.Key]:
			return wire.InvalidValue("Duplicate tag key '%s' specified.", t.Key)
		}
		seen[t.Key] = true
	}
	if len(tags) > maxTags {
		return tooManyTags()
	}
	return nil
}

func tooManyTags() *wire.Failure {
	return wire.Refuse("TagLimitExceeded", "The maximum number of tags of a resource is %d", maxTags)
}
