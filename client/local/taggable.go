package local

import "strings"

// maxTagged is how many resources one request may tag.
const maxTagged = 1000

// resource is something that can have tags.
type resource struct{ id, kind string }

// taggable are the caller's resources with the ids. One that is not there is a failure, in the words of its kind.
func (c *call) taggable(ids []string) (resources []resource, err error) {
	if len(ids) == 0 {
		return nil, missingParameter("ResourceId")
	}
	if len(ids) > maxTagged {
		return nil, invalidValue("A request names at most %d resources; this one names %d", maxTagged, len(ids))
	}
	for _, id := range ids {
		kind, err := c.taggableKind(id)
		if err != nil {
			return nil, err
		}
		resources = append(resources, resource{id, kind})
	}
	return resources, nil
}

// taggableKind is the resource type of the caller's resource with the id.
func (c *call) taggableKind(id string) (kind string, err error) {
	prefix := id[:strings.IndexByte(id, '-')+1]
	if prefix == "" || !isID(id, prefix) {
		return "", invalidID(id)
	}
	switch prefix {
	case "sg-":
		kind = typeGroup
		_, err = c.ownGroupByID(id)
	case "sgr-":
		kind = typeRule
		_, err = c.listedRules([]string{id})
	case "vpc-":
		kind = typeVPC
		_, err = c.ownVPC(id)
	case "pl-":
		kind = typePrefixList
		_, err = c.ownPrefixList(id)
	case "pcx-":
		kind = typePeering
		_, err = c.visiblePeering(id)
	default:
		err = invalidID(id)
	}
	return kind, err
}

func invalidID(id string) *failure { return refuse("InvalidID", "The ID '%s' is not valid", id) }
