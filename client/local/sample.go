package local

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// otherAccount owns the source group of the API reference's example across accounts.
const otherAccount = "999988887777"

// fillSample puts the sample into a new state: two accounts in one region, with the groups of the API
// reference's own examples and some that show what real groups have. All ids are fixed, so that what
// is written about the sample stays true; newID is for what has no name.
func fillSample(db *session, newID func(string) string) error {
	mine, other := home{DefaultRegion, DefaultAccount}, home{DefaultRegion, otherAccount}
	for _, h := range []home{mine, other} {
		if err := recordHome(db, h, true); err != nil {
			return err
		}
	}
	for _, v := range []sampleVPC{
		{vpc{id: "vpc-5f7a1c3e", home: mine, cidr: defaultVPCCIDR, isDefault: true, dhcpOptions: "dopt-7a8b9c0d"}, "sg-0d15ea5e", ""},
		{vpc{id: "vpc-0f1e2d3c", home: mine, cidr: "10.0.0.0/16", ipv6CIDR: "2001:db8:1234:1a00::/56", dhcpOptions: "dopt-7a8b9c0d"}, "sg-00c0ffee", "shop"},
		{vpc{id: "vpc-7b6a5948", home: other, cidr: defaultVPCCIDR, isDefault: true, dhcpOptions: "dopt-1f2e3d4c"}, "sg-4e3d2c1b", ""},
	} {
		if err := v.fill(db); err != nil {
			return err
		}
	}
	for _, p := range samplePrefixLists(mine) {
		if err := insertPrefixList(db, &p.prefixList, p.entries); err != nil {
			return err
		}
	}
	for _, g := range sampleGroups(mine, other) {
		if err := g.fill(db); err != nil {
			return err
		}
	}
	for _, g := range sampleGroups(mine, other) {
		if err := g.fillRules(db); err != nil {
			return err
		}
	}
	return nil
}

// sampleVPC is a VPC with the id of its default group, and its name if it has one.
type sampleVPC struct {
	vpc
	defaultGroup string
	name         string
}

func (v sampleVPC) fill(db *session) error {
	v.tenancy = "default"
	minted := 0
	_, err := makeVPC(db, v.vpc, func(prefix string) string {
		if prefix == "sg-" {
			return v.defaultGroup
		}
		minted++
		return sampleID(prefix, fmt.Sprint(v.id, minted))
	})
	if err == nil && v.name != "" {
		err = setTags(db, v.home, typeVPC, v.id, []tag{{"Name", v.name}})
	}
	return err
}

// sampleID is an id that looks drawn by lot but follows from what it is for.
func sampleID(prefix, of string) string {
	sum := sha256.Sum256([]byte(of))
	return prefix + hex.EncodeToString(sum[:])[:17]
}

// sampleGroup is a group with its rules.
type sampleGroup struct {
	securityGroup
	rules []rule
	tags  []tag
}

func (g sampleGroup) fill(db *session) error {
	if err := insertGroup(db, &g.securityGroup); err != nil {
		return err
	}
	if err := setTags(db, g.home, typeGroup, g.id, g.tags); err != nil || g.classic() {
		return err
	}
	v, _, err := vpcByID(db, g.region, g.vpc)
	if err != nil {
		return err
	}
	minted := 0
	return allowAllOut(db, g.securityGroup, v, func(prefix string) string {
		minted++
		return sampleID(prefix, fmt.Sprint(g.id, "out", minted))
	})
}

// fillRules adds the group's rules, after all groups are there for them to refer to.
func (g sampleGroup) fillRules(db *session) error {
	stored, _, err := groupByID(db, g.region, g.id)
	if err != nil {
		return err
	}
	for i, r := range g.rules {
		r.id = sampleID("sgr-", fmt.Sprint(g.id, i))
		if r.kind == kindGroup {
			source, _, err := groupByID(db, g.region, r.source)
			if err != nil {
				return err
			}
			r.sourceAccount = source.account
			if source.classic() {
				r.sourceName = source.name
			}
		}
		if err := insertRule(db, stored.key, r); err != nil {
			return err
		}
	}
	return nil
}

// samplePrefixList is a prefix list with its entries.
type samplePrefixList struct {
	prefixList
	entries []prefixListEntry
}

func samplePrefixLists(mine home) []samplePrefixList {
	return []samplePrefixList{
		{
			prefixList{id: "pl-0a1b2c3d4e5f60718", home: mine, name: "offices", family: "IPv4", maxEntries: 10, version: 1, state: "create-complete"},
			[]prefixListEntry{{"203.0.113.0/24", "head office"}, {"198.51.100.16/28", "branch office"}},
		},
		{
			prefixList{id: "pl-63a5400a", home: home{mine.region, awsOwned}, name: "com.amazonaws.us-east-1.s3", family: "IPv4", maxEntries: 1, version: 1, state: "create-complete"},
			[]prefixListEntry{{cidr: "52.216.0.0/15"}, {cidr: "54.231.0.0/16"}, {cidr: "3.5.0.0/19"}},
		},
	}
}
