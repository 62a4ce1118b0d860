package local

import (
	"slices"
	"strconv"
	"strings"
)

type describeZonesRequest struct {
	ZoneName             []string
	ZoneId               []string `query:",since=2016-11-15"`
	Filter               []filter
	AllAvailabilityZones bool `query:",since=2016-11-15"` // also local zones, of which there are none here
	DryRun               bool `query:",since=2016-11-15"`
}

// zone is an availability zone.
type zone struct{ name, id, group, longName, region string }

// zonesOf are the zones of a region.
func zonesOf(r region) (zones []zone) {
	for i, letter := range r.zones {
		zones = append(zones, zone{
			name: r.name + string(letter), id: r.code() + "-az" + strconv.Itoa(i+1),
			group: r.name + "-zg-1", longName: r.place + " 1", region: r.name,
		})
	}
	return zones
}

// zoneFacts are the filters of DescribeAvailabilityZones. Availability zones have no messages and no parents.
func zoneFacts(v Version) map[string]facts[zone] {
	nothing := func(zone) []string { return nil }
	known := map[string]facts[zone]{
		"message":     nothing,
		"region-name": fact(func(z zone) string { return z.region }),
		"state":       fact(func(zone) string { return "available" }),
		"zone-name":   fact(func(z zone) string { return z.name }),
	}
	if v >= Version2016 {
		known["group-long-name"] = fact(func(z zone) string { return z.longName })
		known["group-name"] = fact(func(z zone) string { return z.group })
		known["opt-in-status"] = fact(func(zone) string { return optInNotRequired })
		known["parent-zone-id"], known["parent-zone-name"] = nothing, nothing
		known["zone-id"] = fact(func(z zone) string { return z.id })
		known["zone-type"] = fact(func(zone) string { return "availability-zone" })
	}
	return known
}

func describeZones(c *call, request describeZonesRequest) (answer, error) {
	wanted, err := criteriaOf(request.Filter, zoneFacts(c.version), nil)
	if err != nil {
		return nil, err
	}
	zones := zonesOf(regionNamed(c.region))
	if zones, err = chosen(zones, request.ZoneName, func(z zone) string { return z.name }); err != nil {
		return nil, err
	}
	if zones, err = chosen(zones, request.ZoneId, func(z zone) string { return z.id }); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	zones = slices.DeleteFunc(zones, func(z zone) bool { return !wanted.match(z) })
	return func(d *document) { list(d, "availabilityZoneInfo", zones, d.zone) }, nil
}

// chosen are the zones that the request names, or all if it names none. One that the region does not have is a failure.
func chosen(zones []zone, names []string, of func(zone) string) ([]zone, error) {
	if len(names) == 0 {
		return zones, nil
	}
	var unknown []string
	for _, name := range names {
		if !slices.ContainsFunc(zones, func(z zone) bool { return of(z) == name }) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return nil, invalidValue("Invalid availability zones: [%s]", strings.Join(unknown, ", "))
	}
	return slices.DeleteFunc(zones, func(z zone) bool { return !slices.Contains(names, of(z)) }), nil
}

// zone writes an availability zone.
func (d *document) zone(z zone) {
	d.text("zoneName", z.name)
	d.text("zoneState", "available")
	d.text("regionName", z.region)
	list(d, "messageSet", []string(nil), func(string) {})
	if !d.since(Version2016) {
		return
	}
	d.text("zoneId", z.id)
	d.text("optInStatus", optInNotRequired)
	d.text("groupName", z.group)
	d.text("groupLongName", z.longName)
	d.text("networkBorderGroup", z.region)
	d.text("zoneType", "availability-zone")
}
