package actions

import (
	"slices"
	"strconv"
	"strings"

	"sluice/client/local/wire"
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
func zoneFacts(v wire.Version) map[string]facts[zone] {
	nothing := func(zone) []string { return nil }
	known := map[string]facts[zone]{
		"message":     nothing,
		"region-name": fact(func(z zone) string { return z.region }),
		"state":       fact(func(zone) string { return "available" }),
		"zone-name":   fact(func(z zone) string { return z.name }),
	}
	if v >= wire.Version2016 {
		known["group-long-name"] = fact(func(z zone) string { return z.longName })
		known["group-name"] = fact(func(z zone) string { return z.group })
		known["opt-in-status"] = fact(func(zone) string { return optInNotRequired })
		known["parent-zone-id"], known["parent-zone-name"] = nothing, nothing
		known["zone-id"] = fact(func(z zone) string { return z.id })
		known["zone-type"] = fact(func(zone) string { return "availability-zone" })
	}
	return known
}

func describeZones(c *Call, request describeZonesRequest) (wire.Answer, error) {
	wanted, err := criteriaOf(request.Filter, zoneFacts(c.Version), nil)
	if err != nil {
		return nil, err
	}
	zones := zonesOf(regionNamed(c.Region))
	if zones, err = chosen(zones, request.ZoneName, func(z zone) string { return z.name }); err != nil {
		return nil, err
	}
	if zones, err = chosen(zones, request.ZoneId, func(z zone) string { return z.id }); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	zones = slices.DeleteFunc(zones, func(z zone) bool { return !wanted.match(z) })
	return func(d *wire.Document) { wire.List(d, "availabilityZoneInfo", zones, func(z zone) { writeZone(d, z) }) }, nil
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
		return nil, wire.InvalidValue("Invalid availability zones: [%s]", strings.Join(unknown, ", "))
	}
	return slices.DeleteFunc(zones, func(z zone) bool { return !slices.Contains(names, of(z)) }), nil
}

// writeZone writes an availability zone.
func writeZone(d *wire.Document, z zone) {
	d.Text("zoneName", z.name)
	d.Text("zoneState", "available")
	d.Text("regionName", z.region)
	wire.List(d, "messageSet", []string(nil), func(string) {})
	if !d.Since(wire.Version2016) {
		return
	}
	d.Text("zoneId", z.id)
	d.Text("optInStatus", optInNotRequired)
	d.Text("groupName", z.group)
	d.Text("groupLongName", z.longName)
	d.Text("networkBorderGroup", z.region)
	d.Text("zoneType", "availability-zone")
}
