package actions

import (
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

func noSuchGroup(group string) *wire.Failure {
	return wire.Refuse("InvalidGroup.NotFound", "The security group '%s' does not exist", group)
}

// ownGroup is the caller's group that a request names by id or by name: exactly one of the two is given.
// A name is looked for in EC2-Classic, then in the default VPC.
func (c *Call) ownGroup(id, name string) (store.Group, error) {
	switch {
	case id != "" && name != "":
		return store.Group{}, wire.Refuse("InvalidParameterCombination", "The parameter groupId cannot be used with the parameter groupName")
	case id != "":
		return c.ownGroupByID(id)
	case name != "":
		return c.ownGroupByName(name)
	}
	return store.Group{}, wire.MissingParameter("groupName or groupId")
}

func (c *Call) ownGroupByID(id string) (store.Group, error) {
	if err := checkGroupID(id); err != nil {
		return store.Group{}, err
	}
	g, found, err := c.findGroup(id)
	if err == nil && (!found || g.Account != c.Account) {
		err = noSuchGroup(id)
	}
	return g, err
}

func (c *Call) ownGroupByName(name string) (store.Group, error) {
	g, found, err := c.findGroupNamed(c.Home(), "", name)
	if err != nil || found {
		return g, err
	}
	v, has, err := store.DefaultVPC(c.db, c.Home())
	if err != nil {
		return g, err
	}
	if !has {
		return g, noSuchGroup(name)
	}
	g, found, err = c.findGroupNamed(c.Home(), v.ID, name)
	if err == nil && !found {
		err = wire.Refuse("InvalidGroup.NotFound", "The security group '%s' does not exist in default VPC '%s'", name, v.ID)
	}
	return g, err
}

// checkGroupID refuses what cannot be the id of a group.
func checkGroupID(id string) error {
	if !strings.HasPrefix(id, "sg-") {
		return wire.Refuse("InvalidGroupId.Malformed", "Invalid id: \"%s\" (expecting \"sg-...\")", id)
	}
	if !store.IsID(id, "sg-") {
		return wire.Refuse("InvalidGroupId.Malformed", "The security group ID '%s' is malformed", id)
	}
	return nil
}
