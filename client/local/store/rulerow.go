package store

import (
	"fmt"
	"strconv"
	"strings"
)

// RuleColumns read a rule as one column of text, its parts separated by a character that no text of the API can
// have (see [wire.LegalText]). Rules are what there is most of, and a column costs far more to fetch than to concatenate.
const RuleColumns = `concat_ws(char(31), r.key, r.group_key, r.id, r.egress, r.protocol, r.from_port, r.to_port, r.kind, r.source,
	r.source_account, r.source_name, r.source_vpc, r.peering, r.description,
	CASE r.peering WHEN '' THEN '' ELSE coalesce((SELECT p.status FROM peering p WHERE p.id = r.peering), 'deleted') END)`

const (
	ruleParts     = 15
	ruleSeparator = "\x1f"
)

func (r *Rule) targets() []any { return []any{(*packedRule)(r)} }

// Scan reads the rule from a row with [RuleColumns].
func (r *Rule) Scan(from Row) error { return from.Scan(r.targets()...) }

// packedRule is a rule that reads itself from [RuleColumns].
type packedRule Rule

// Scan implements [database/sql.Scanner].
func (p *packedRule) Scan(column any) error {
	text, _ := column.(string)
	var part [ruleParts]string
	for i := range part {
		more := false
		if part[i], text, more = strings.Cut(text, ruleSeparator); more != (i < ruleParts-1) {
			return fmt.Errorf("a rule has %d parts, not %d", i+1, ruleParts)
		}
	}
	var numbers [4]int64
	for i, at := range []int{0, 1, 5, 6} {
		var err error
		if numbers[i], err = strconv.ParseInt(part[at], 10, 64); err != nil {
			return fmt.Errorf("part %d of a rule: %w", at+1, err)
		}
	}
	*p = packedRule{
		Key: numbers[0], GroupKey: numbers[1], ID: part[2], Egress: part[3] == "1",
		Traffic: Traffic{part[4], int(numbers[2]), int(numbers[3])},
		Kind:    SourceKind(part[7]), Source: part[8],
		SourceAccount: part[9], SourceName: part[10], SourceVPC: part[11], Peering: part[12],
		Description: part[13], PeeringStatus: part[14],
	}
	return nil
}
