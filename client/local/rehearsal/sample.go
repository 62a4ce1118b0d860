package rehearsal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"sluice/client/local/store"
)

// DefaultAccount owns the sample groups.
const DefaultAccount = "111122223333"

// DefaultRegion is where the sample groups are.
const DefaultRegion = "us-east-1"

// OtherAccount owns the source group of the API reference's example across accounts.
const OtherAccount = "999988887777"

// FillSample puts the sample into a new state: two accounts in one region, with the groups of the API
// reference's own examples and some that show what real groups have. All ids are fixed, so that what
// is written about the sample stays true; newID is for what has no name.
func FillSample(db *store.Session, newID func(string) string) error {
	mine, other := store.Home{Region: DefaultRegion, Account: DefaultAccount}, store.Home{Region: DefaultRegion, Account: OtherAccount}
	for _, h := range []store.Home{mine, other} {
		if err := store.RecordHome(db, h, true); err != nil {
			return err
		}
	}
	for _, v := range []sampleVPC{
		{store.VPC{ID: "vpc-5f7a1c3e", Home: mine, CIDR: store.DefaultVPCCIDR, IsDefault: true, DHCPOptions: "dopt-7a8b9c0d"}, "sg-0d15ea5e", ""},
		{store.VPC{ID: "vpc-0f1e2d3c", Home: mine, CIDR: "10.0.0.0/16", IPv6CIDR: "2001:db8:1234:1a00::/56", DHCPOptions: "dopt-7a8b9c0d"}, "sg-00c0ffee", "shop"},
		{store.VPC{ID: "vpc-7b6a5948", Home: other, CIDR: store.DefaultVPCCIDR, IsDefault: true, DHCPOptions: "dopt-1f2e3d4c"}, "sg-4e3d2c1b", ""},
	} {
		if err := v.fill(db); err != nil {
			return err
		}
	}
	for _, p := range samplePrefixLists(mine) {
		if err := store.InsertPrefixList(db, &p.PrefixList, p.entries); err != nil {
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
	store.VPC
	defaultGroup string
	name         string
}

func (v sampleVPC) fill(db *store.Session) error {
	v.Tenancy = "default"
	minted := 0
	_, err := store.MakeVPC(db, v.VPC, func(prefix string) string {
		if prefix == "sg-" {
			return v.defaultGroup
		}
		minted++
		return sampleID(prefix, fmt.Sprint(v.ID, minted))
	})
	if err == nil && v.name != "" {
		err = store.SetTags(db, v.Home, store.TypeVPC, v.ID, []store.Tag{{Key: "Name", Value: v.name}})
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
	store.Group
	rules []store.Rule
	tags  []store.Tag
}

func (g sampleGroup) fill(db *store.Session) error {
	if err := store.InsertGroup(db, &g.Group); err != nil {
		return err
	}
	if err := store.SetTags(db, g.Home, store.TypeGroup, g.ID, g.tags); err != nil || g.Classic() {
		return err
	}
	v, _, err := store.VPCByID(db, g.Region, g.VPC)
	if err != nil {
		return err
	}
	minted := 0
	return store.AllowAllOut(db, g.Group, v, func(prefix string) string {
		minted++
		return sampleID(prefix, fmt.Sprint(g.ID, "out", minted))
	})
}

// fillRules adds the group's rules, after all groups are there for them to refer to.
func (g sampleGroup) fillRules(db *store.Session) error {
	stored, _, err := store.GroupByID(db, g.Region, g.ID)
	if err != nil {
		return err
	}
	for i, r := range g.rules {
		r.ID = sampleID("sgr-", fmt.Sprint(g.ID, i))
		if r.Kind == store.KindGroup {
			source, _, err := store.GroupByID(db, g.Region, r.Source)
			if err != nil {
				return err
			}
			r.SourceAccount = source.Account
			if source.Classic() {
				r.SourceName = source.Name
			}
		}
		if err := store.InsertRule(db, stored.Key, r); err != nil {
			return err
		}
	}
	return nil
}

// samplePrefixList is a prefix list with its entries.
type samplePrefixList struct {
	store.PrefixList
	entries []store.Entry
}

func samplePrefixLists(mine store.Home) []samplePrefixList {
	return []samplePrefixList{
		{
			store.PrefixList{ID: "pl-0a1b2c3d4e5f60718", Home: mine, Name: "offices", Family: "IPv4", MaxEntries: 10, Version: 1, State: "create-complete"},
			[]store.Entry{{CIDR: "203.0.113.0/24", Description: "head office"}, {CIDR: "198.51.100.16/28", Description: "branch office"}},
		},
		{
			store.PrefixList{ID: "pl-63a5400a", Home: store.Home{Region: mine.Region, Account: store.AWSOwned}, Name: "com.amazonaws.us-east-1.s3", Family: "IPv4", MaxEntries: 1, Version: 1, State: "create-complete"},
			[]store.Entry{{CIDR: "52.216.0.0/15"}, {CIDR: "54.231.0.0/16"}, {CIDR: "3.5.0.0/19"}},
		},
	}
}
