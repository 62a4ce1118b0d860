package local

import "strings"

// groupActions make groups and take them away.
func groupActions() map[string]action {
	return map[string]action{
		"CreateSecurityGroup": {run: writing(createGroup)},
		"DeleteSecurityGroup": {run: writing(deleteGroup)},
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
func createGroup(c *call, request createGroupRequest) (answer, error) {
	g := securityGroup{home: c.home(), name: strings.TrimRight(request.GroupName, " "), description: request.GroupDescription}
	network, err := c.networkOf(request.VpcId)
	if err != nil {
		return nil, err
	}
	g.vpc = network.id
	if err := checkGroupTexts(g); err != nil {
		return nil, err
	}
	tags, err := tagsFor(typeGroup, request.TagSpecification)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	if err := c.checkGroupRoom(g); err != nil {
		return nil, err
	}
	g.id = c.newID("sg-")
	if err := insertGroup(c.db, &g); err != nil {
		return nil, err
	}
	if !g.classic() {
		if err := allowAllOut(c.db, g, network, c.newID); err != nil {
			return nil, err
		}
	}
	if err := setTags(c.db, c.home(), typeGroup, g.id, tags); err != nil {
		return nil, err
	}
	return func(d *document) {
		returnsTrue(d)
		d.text("groupId", g.id)
		if d.since(Version2016) {
			d.tagSet(tags)
			d.text("securityGroupArn", c.arn(g.account, typeGroup, g.id))
		}
	}, nil
}

// networkOf is the VPC for a new group. Without an id it is the default VPC; in 2011-12-15 it was EC2-Classic
// first, where the account has that, and so it still is where there is no default VPC. EC2-Classic is the zero VPC.
func (c *call) networkOf(id string) (v vpc, err error) {
	if id != "" {
		return c.ownVPC(id)
	}
	classic, err := hasClassic(c.db, c.home())
	if err != nil || classic && c.version < Version2016 {
		return vpc{}, err
	}
	v, found, err := defaultVPC(c.db, c.home())
	if err == nil && !found && !classic {
		err = refuse("VPCIdNotSpecified", "No default VPC for this user")
	}
	return v, err
}

// maxGroupText is the length of the longest group name or description.
const maxGroupText = 255

// checkGroupTexts refuses names and descriptions that EC2 does not take (API reference, CreateSecurityGroup):
// EC2-Classic takes ASCII, a VPC only some of it.
func checkGroupTexts(g securityGroup) error {
	for _, text := range []struct{ parameter, name, value string }{
		{"GroupName", "name", g.name}, {"GroupDescription", "description", g.description},
	} {
		switch {
		case text.value == "":
			return missingParameter(text.parameter)
		case !isASCII(text.value):
			return invalidValue("Value (%s) for parameter %s is invalid. Character sets beyond ASCII are not supported.", text.value, text.parameter)
		case len(text.value) > maxGroupText, !g.classic() && !onlyFrom(text.value, descriptionCharacters):
			return invalidValue("Invalid security group %s. Valid %ss are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*", text.name, text.name)
		}
	}
	switch folded := foldName(g.name); {
	case strings.HasPrefix(folded, "sg-"):
		return invalidValue("Value (%s) for parameter GroupName is invalid. Group names may not be in the format sg-*.", g.name)
	case folded == defaultName:
		return refuse("InvalidGroup.Reserved", "The security group '%s' is reserved", g.name)
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
func (c *call) checkGroupRoom(g securityGroup) error {
	_, taken, err := groupByName(c.db, g.home, g.vpc, g.name)
	if err != nil {
		return err
	}
	if taken && g.classic() {
		return refuse("InvalidGroup.Duplicate", "The security group '%s' already exists", g.name)
	}
	if taken {
		return refuse("InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'", g.name, g.vpc)
	}
	most := maxVPCGroups
	if g.classic() {
		most = maxClassicGroups
	}
	count := 0
	_, err = c.db.one([]any{&count}, `SELECT count(*) FROM (SELECT 1 FROM security_group
		WHERE region = ? AND account = ? AND (vpc = '') = ? LIMIT ?)`, g.region, g.account, g.classic(), most)
	if err == nil && count >= most {
		err = refuse("SecurityGroupLimitExceeded", "The maximum number of security groups has been reached.")
	}
	return err
}
