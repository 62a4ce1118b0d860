package actions

import (
	"slices"
	"strings"
)

// region is a region of AWS.
type region struct {
	name  string
	place string
	optIn bool   // an account does not have it until it asks for it
	zones string // the letters of its availability zones
}

// knownRegions are the regions of the aws partition (AWS general reference; EC2 user guide, "Regions and zones").
func knownRegions() []region {
	return []region{
		{"af-south-1", "Africa (Cape Town)", true, "abc"},
		{"ap-east-1", "Asia Pacific (Hong Kong)", true, "abc"},
		{"ap-east-2", "Asia Pacific (Taipei)", true, "abc"},
		{"ap-northeast-1", "Asia Pacific (Tokyo)", false, "acd"},
		{"ap-northeast-2", "Asia Pacific (Seoul)", false, "abcd"},
		{"ap-northeast-3", "Asia Pacific (Osaka)", false, "abc"},
		{"ap-south-1", "Asia Pacific (Mumbai)", false, "abc"},
		{"ap-south-2", "Asia Pacific (Hyderabad)", true, "abc"},
		{"ap-southeast-1", "Asia Pacific (Singapore)", false, "abc"},
		{"ap-southeast-2", "Asia Pacific (Sydney)", false, "abc"},
		{"ap-southeast-3", "Asia Pacific (Jakarta)", true, "abc"},
		{"ap-southeast-4", "Asia Pacific (Melbourne)", true, "abc"},
		{"ap-southeast-5", "Asia Pacific (Malaysia)", true, "abc"},
		{"ap-southeast-6", "Asia Pacific (New Zealand)", true, "abc"},
		{"ap-southeast-7", "Asia Pacific (Thailand)", true, "abc"},
		{"ca-central-1", "Canada (Central)", false, "abd"},
		{"ca-west-1", "Canada West (Calgary)", true, "abc"},
		{"eu-central-1", "Europe (Frankfurt)", false, "abc"},
		{"eu-central-2", "Europe (Zurich)", true, "abc"},
		{"eu-north-1", "Europe (Stockholm)", false, "abc"},
		{"eu-south-1", "Europe (Milan)", true, "abc"},
		{"eu-south-2", "Europe (Spain)", true, "abc"},
		{"eu-west-1", "Europe (Ireland)", false, "abc"},
		{"eu-west-2", "Europe (London)", false, "abc"},
		{"eu-west-3", "Europe (Paris)", false, "abc"},
		{"il-central-1", "Israel (Tel Aviv)", true, "abc"},
		{"me-central-1", "Middle East (UAE)", true, "abc"},
		{"me-south-1", "Middle East (Bahrain)", true, "abc"},
		{"mx-central-1", "Mexico (Central)", true, "abc"},
		{"sa-east-1", "South America (Sao Paulo)", false, "abc"},
		{"us-east-1", "US East (N. Virginia)", false, "abcdef"},
		{"us-east-2", "US East (Ohio)", false, "abc"},
		{"us-west-1", "US West (N. California)", false, "bc"},
		{"us-west-2", "US West (Oregon)", false, "abcd"},
	}
}

// regionNamed is the known region of that name, or one that is like others: the endpoint has state for any.
func regionNamed(name string) region {
	all := knownRegions()
	if at := slices.IndexFunc(all, func(r region) bool { return r.name == name }); at >= 0 {
		return all[at]
	}
	return region{name: name, place: name, zones: "abc"}
}

func (r region) endpoint() string { return "ec2." + r.name + ".amazonaws.com" }

// code is how the ids of the region's zones begin: use1 for us-east-1, apne1 for ap-northeast-1.
func (r region) code() string {
	words := strings.Split(r.name, "-")
	code := words[0]
	for _, word := range words[1:] {
		for _, side := range []string{"north", "south"} {
			if rest, ok := strings.CutPrefix(word, side); ok {
				code, word = code+side[:1], rest
			}
		}
		if word != "" {
			code += word[:1]
		}
	}
	return code
}
