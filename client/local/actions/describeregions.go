package actions

import (
	"slices"
	"strings"

	"sluice/client/local/wire"
)

type describeRegionsRequest struct {
	RegionName []string
	Filter     []filter
	AllRegions bool `query:",since=2016-11-15"`
	DryRun     bool `query:",since=2016-11-15"`
}

// optedRegion is a region with what it is to the account.
type optedRegion struct {
	region
	status string
}

// regionFacts are the filters of DescribeRegions.
func regionFacts(v wire.Version) map[string]facts[optedRegion] {
	known := map[string]facts[optedRegion]{
		"endpoint":    fact(func(r optedRegion) string { return r.endpoint() }),
		"region-name": fact(func(r optedRegion) string { return r.name }),
	}
	if v >= wire.Version2016 {
		known["opt-in-status"] = fact(func(r optedRegion) string { return r.status })
	}
	return known
}

// describeRegions tells the regions that the account can use, or all, or those that the request names.
func describeRegions(c *Call, request describeRegionsRequest) (wire.Answer, error) {
	wanted, err := criteriaOf(request.Filter, regionFacts(c.Version), nil)
	if err != nil {
		return nil, err
	}
	all := c.optedRegions()
	var unknown []string
	for _, name := range request.RegionName {
		if !slices.ContainsFunc(all, func(r optedRegion) bool { return r.name == name }) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return nil, wire.InvalidValue("Invalid region: [%s]", strings.Join(unknown, ", "))
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	told := slices.DeleteFunc(all, func(r optedRegion) bool {
		named := slices.Contains(request.RegionName, r.name) || len(request.RegionName) == 0 && (request.AllRegions || r.status != notOptedIn)
		return !named || !wanted.match(r)
	})
	return func(d *wire.Document) {
		wire.List(d, "regionInfo", told, func(r optedRegion) {
			d.Text("regionName", r.name)
			d.Text("regionEndpoint", r.endpoint())
			if d.Since(wire.Version2016) {
				d.Text("optInStatus", r.status)
			}
		})
	}, nil
}

const (
	optInNotRequired = "opt-in-not-required"
	notOptedIn       = "not-opted-in"
	optedIn          = "opted-in"
)

// optedRegions are all regions. The one that is called is one that the account has opted in to, if it has to.
func (c *Call) optedRegions() (all []optedRegion) {
	known := knownRegions()
	if !slices.ContainsFunc(known, func(r region) bool { return r.name == c.Region }) {
		known = append(known, regionNamed(c.Region))
	}
	for _, r := range known {
		status := optInNotRequired
		switch {
		case r.optIn && r.name == c.Region:
			status = optedIn
		case r.optIn:
			status = notOptedIn
		}
		all = append(all, optedRegion{r, status})
	}
	return all
}
