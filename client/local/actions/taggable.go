package actions

import (
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// maxTagged is how many resources one request may tag.
const maxTagged = 1000

// taggable are the caller's resources with the ids. One that is not there is a failure, in the words of its kind.
func (c *Call) taggable(ids []string) (resources []store.Resource, err error) {
	if len(ids) == 0 {
		return nil, wire.MissingParameter("ResourceId")
	}
	if len(ids) > maxTagged {
		return nil, wire.InvalidValue("A request names at most %d resources; this one names %d", maxTagged, len(ids))
	}
	for _, id := range ids {
		kind, err := c.taggableKind(id)
		if err != nil {
			return nil, err
		}
		resources = append(resources, store.Resource{ID: id, Kind: kind})
	}
	return resources, nil
}

// taggableKind is the resource type of the caller's resource with the id.
func (c *Call) taggableKind(id string) (kind string, err error) {
	prefix := id[:strings.IndexByte(id, '-')+1]
	if prefix == "" || !store.IsID(id, prefix) {
		return "", invalidID(id)
	}
	switch prefix {
	case "sg-":
		kind = store.TypeGroup
		_, err = c.ownGroupByID(id)
	case "sgr-":
		kind = store.TypeRule
		_, err = c.listedRules([]string{id})
	case "vpc-":
		kind = store.TypeVPC
		_, err = c.ownVPC(id)
	case "pl-":
		kind = store.TypePrefixList
		_, err = c.ownPrefixList(id)
	case "pcx-":
		kind = store.TypePeering
		_, err = c.visiblePeering(id)
	default:
		err = invalidID(id)
	}
	return kind, err
}

func invalidID(id string) *wire.Failure {
	return wire.Refuse("InvalidID", "The ID '%s' is not valid", id)
}
