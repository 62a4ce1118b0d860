package actions

import (
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// groupActions make groups and take them away.
func groupActions() map[string]Action {
	return map[string]Action{
		"CreateSecurityGroup": {Run: writing(createGroup)},
		"DeleteSecurityGroup": {Run: writing(deleteGroup)},
	}
}

type createGroupRequest struct {
	GroupName        string
	GroupDescription string
	VpcId            string
	TagSpecification []tagSpecification `query:",since=2016-11-15"`
	DryRun           bool               `query:",since=2016-11-15"`
}

// createGroup makes a group with no ingress rules; in a VPC it lets everything out.
func createGroup(c *Call, request createGroupRequest) (wire.Answer, error) {
	g := store.Group{Home: c.Home(), Name: strings.TrimRight(request.GroupName, " "), Description: request.GroupDescription}
	network, err := c.networkOf(request.VpcId)
	if err != nil {
		return nil, err
	}
	g.VPC = network.ID
	if err := checkGroupTexts(g); err != nil {
		return nil, err
	}
	tags, err := tagsFor(store.TypeGroup, request.TagSpecification)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	if err := c.checkGroupRoom(g); err != nil {
		return nil, err
	}
	g.ID = c.newID("sg-")
	if err := store.InsertGroup(c.db, &g); err != nil {
		return nil, err
	}
	if !g.Classic() {
		if err := store.AllowAllOut(c.db, g, network, c.newID); err != nil {
			return nil, err
		}
	}
	if err := store.SetTags(c.db, c.Home(), store.TypeGroup, g.ID, tags); err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		returnsTrue(d)
		d.Text("groupId", g.ID)
		if d.Since(wire.Version2016) {
			writeTags(d, tags)
			d.Text("securityGroupArn", c.arn(g.Account, store.TypeGroup, g.ID))
		}
	}, nil
}

// networkOf is the VPC for a new group. Without an id it is the default VPC; in 2011-12-15 it was EC2-Classic
// first, where the account has that, and so it still is where there is no default VPC. EC2-Classic is the zero VPC.
func (c *Call) networkOf(id string) (v store.VPC, err error) {
	if id != "" {
		return c.ownVPC(id)
	}
	classic, err := store.HasClassic(c.db, c.Home())
	if err != nil || classic && c.Version < wire.Version2016 {
		return store.VPC{}, err
	}
	v, found, err := store.DefaultVPC(c.db, c.Home())
	if err == nil && !found && !classic {
		err = wire.Refuse("VPCIdNotSpecified", "No default VPC for this user")
	}
	return v, err
}

// maxGroupText is the length of the longest group name or description.
const maxGroupText = 255

// checkGroupTexts refuses names and descriptions that EC2 does not take (API reference, CreateSecurityGroup):
// EC2-Classic takes ASCII, a VPC only some of it.
func checkGroupTexts(g store.Group) error {
	for _, text := range []struct{ parameter, name, value string }{
		{"GroupName", "name", g.Name}, {"GroupDescription", "description", g.Description},
	} {
		switch {
		case text.value == "":
			return wire.MissingParameter(text.parameter)
		case !isASCII(text.value):
			return wire.InvalidValue("Value (%s) for parameter %s is invalid. Character sets beyond ASCII are not supported.", text.value, text.parameter)
		case len(text.value) > maxGroupText, !g.Classic() && !onlyFrom(text.value, descriptionCharacters):
			return wire.InvalidValue("Invalid security group %s. Valid %ss are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*", text.name, text.name)
		}
	}
	switch folded := store.FoldName(g.Name); {
	case strings.HasPrefix(folded, "sg-"):
		return wire.InvalidValue("Value (%s) for parameter GroupName is invalid. Group names may not be in the format sg-*.", g.Name)
	case folded == store.DefaultName:
		return wire.Refuse("InvalidGroup.Reserved", "The security group '%s' is reserved", g.Name)
	}
	return nil
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Quotas on the groups of an account in a region: in EC2-Classic (EC2 user guide), and in all its VPCs (VPC user guide).
const (
	maxClassicGroups = 500
	maxVPCGroups     = 2500
)

// checkGroupRoom refuses a group whose name is taken in its network, or for which there is no more room.
func (c *Call) checkGroupRoom(g store.Group) error {
	_, taken, err := store.GroupByName(c.db, g.Home, g.VPC, g.Name)
	if err != nil {
		return err
	}
	if taken && g.Classic() {
		return wire.Refuse("InvalidGroup.Duplicate", "The security group '%s' already exists", g.Name)
	}
	if taken {
		return wire.Refuse("InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'", g.Name, g.VPC)
	}
	most := maxVPCGroups
	if g.Classic() {
		most = maxClassicGroups
	}
	count, err := store.CountGroups(c.db, g.Home, g.Classic(), most)
	if err == nil && count >= most {
		err = wire.Refuse("SecurityGroupLimitExceeded", "The maximum number of security groups has been reached.")
	}
	return err
}
