package ingress

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Tag is a key and a value on a group or a rule.
type Tag struct{ Key, Value string }

// Group is a security group with its ingress rules as EC2 last told them.
// Groups are shared between readers: treat every field as read-only.
type Group struct {
	ID          string
	Name        string
	Description string
	VPCID       string // "" for EC2-Classic
	OwnerID     string // the account, 12 digits
	Tags        []Tag
	Rules       []GroupRule // ingress
}

// GroupRule is a rule that a group holds.
type GroupRule struct {
	ID string // sgr-…; "" where the answer had no ids (DescribeSecurityGroups)
	Rule
	SourceOwner string // the account of a source group, where told
	Description string
	Tags        []Tag
}

// Classic reports whether the group is an EC2-Classic group: one in no VPC.
func (g Group) Classic() bool { return g.VPCID == "" }

// Network is the VPC's id, or EC2-Classic.
func (g Group) Network() string {
	if g.Classic() {
		return "EC2-Classic"
	}
	return g.VPCID
}

// Tag is the value of a tag, or "".
func (g Group) Tag(key string) string { return tagValue(g.Tags, key) }

// Tag is the value of a tag, or "".
func (r GroupRule) Tag(key string) string { return tagValue(r.Tags, key) }

func tagValue(tags []Tag, key string) string {
	for _, t := range tags {
		if t.Key == key {
			return t.Value
		}
	}
	return ""
}

// Find is the group's rule that is the same to EC2 as r.
func (g Group) Find(r Rule) (GroupRule, bool) {
	for _, have := range g.Rules {
		if have.Rule == r {
			return have, true
		}
	}
	return GroupRule{}, false
}

// Revision identifies the group's ingress as it stands: it changes when a
// rule or a description does, and not with the order of an answer.
func (g Group) Revision() string {
	lines := make([]string, len(g.Rules))
	var line []byte
	for i := range g.Rules {
		line = g.Rules[i].appendIdentity(line[:0])
		line = strconv.AppendQuote(append(line, ' '), g.Rules[i].Description)
		lines[i] = string(line)
	}
	slices.Sort(lines)
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s\n", g.ID, g.VPCID)
	sum.Write([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// appendIdentity writes what makes a rule the rule that it is.
func (r Rule) appendIdentity(text []byte) []byte {
	for _, n := range [...]int32{int32(r.protocol), r.from, r.to} {
		text = append(strconv.AppendInt(text, int64(n), 10), ' ')
	}
	if r.source.prefix.IsValid() {
		return r.source.prefix.AppendTo(text)
	}
	text = append(append(text, r.source.account...), '/')
	return strconv.AppendQuote(text, r.source.ref)
}
