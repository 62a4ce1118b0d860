package actions

import (
	"slices"
	"strconv"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// accountActions are about the account and where it can be used.
func accountActions() map[string]Action {
	return map[string]Action{
		"DescribeAccountAttributes": {Run: reading(describeAccountAttributes), Since: wire.Version2016},
		"DescribeRegions":           {Run: reading(describeRegions)},
		"DescribeAvailabilityZones": {Run: reading(describeZones)},
	}
}

type describeAccountAttributesRequest struct {
	AttributeName []string
	DryRun        bool
}

// accountAttribute is something that AWS tells of an account.
type accountAttribute struct {
	name   string
	values []string
}

func describeAccountAttributes(c *Call, request describeAccountAttributesRequest) (wire.Answer, error) {
	all, err := c.accountAttributes()
	if err != nil {
		return nil, err
	}
	for _, name := range request.AttributeName {
		if !slices.ContainsFunc(all, func(a accountAttribute) bool { return a.name == name }) {
			return nil, wire.InvalidValue("Value (%s) for parameter attributeName is invalid. Unknown account attribute name.", name)
		}
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	if len(request.AttributeName) > 0 {
		all = slices.DeleteFunc(all, func(a accountAttribute) bool { return !slices.Contains(request.AttributeName, a.name) })
	}
	return func(d *wire.Document) {
		wire.List(d, "accountAttributeSet", all, func(a accountAttribute) {
			d.Text("attributeName", a.name)
			wire.List(d, "attributeValueSet", a.values, func(value string) { d.Text("attributeValue", value) })
		})
	}, nil
}

// groupsPerInterface is how many groups a network interface has at most.
const groupsPerInterface = 5

// accountAttributes are those of the caller in the region. That an account has EC2-Classic shows in its platforms;
// such accounts had no default VPC, but nothing here depends on that.
func (c *Call) accountAttributes() ([]accountAttribute, error) {
	classic, err := store.HasClassic(c.db, c.Home())
	if err != nil {
		return nil, err
	}
	v, found, err := store.DefaultVPC(c.db, c.Home())
	if err != nil {
		return nil, err
	}
	platforms, standard := []string{"VPC"}, "none"
	if classic {
		platforms = []string{"EC2", "VPC"}
	}
	if found {
		standard = v.ID
	}
	return []accountAttribute{
		{"supported-platforms", platforms},
		{"default-vpc", []string{standard}},
		{"max-instances", []string{"20"}},
		{"vpc-max-security-groups-per-interface", []string{strconv.Itoa(groupsPerInterface)}},
		{"max-elastic-ips", []string{"5"}},
		{"vpc-max-elastic-ips", []string{"5"}},
	}, nil
}
