package aws

import (
	"strings"
	"time"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// operationTag tells our rules from those of others when an answer is lost, and
// when they are undone.
const operationTag = ingress.TagOperation

// maxTagValue is the most characters of a tag's value (EC2 user guide, "Tag
// restrictions").
const maxTagValue = 256

// ruleTags are the tags of the rules that a request adds: EC2 tags all rules of a
// call alike. An untagged request has none.
func (r request) ruleTags() []types.TagSpecification {
	if r.untagged {
		return nil
	}
	tags := []types.Tag{{Key: aws.String(operationTag), Value: aws.String(r.operation)}}
	if by := tagValue(r.by); by != "" {
		tags = append(tags, types.Tag{Key: aws.String(ingress.TagBy), Value: aws.String(by)})
	}
	if at := expiryOf(r.rules); !at.IsZero() {
		tags = append(tags, types.Tag{Key: aws.String(ingress.TagExpires), Value: aws.String(at.UTC().Format(time.RFC3339))})
	}
	return []types.TagSpecification{{ResourceType: types.ResourceTypeSecurityGroupRule, Tags: tags}}
}

// expiryOf is the one time at which rules are to be revoked, or the zero time.
func expiryOf(rules []ingress.PlannedRule) time.Time {
	if len(rules) == 0 {
		return time.Time{}
	}
	return rules[0].Expires
}

// untaggable says why the rules of a change cannot be tagged as they are to be,
// or is nil.
func untaggable(rules []ingress.PlannedRule, untagged bool) *ingress.Failure {
	first := expiryOf(rules)
	for _, r := range rules {
		switch {
		case untagged && !r.Expires.IsZero():
			return &ingress.Failure{
				Message: "a rule that expires cannot be sent untagged: nothing would ever revoke it",
				Remedy:  "leave the time out, or ask for the permission ec2:CreateTags",
			}
		case !r.Expires.Truncate(time.Second).Equal(first.Truncate(time.Second)):
			return &ingress.Failure{
				Message: "the rules of one call cannot expire at different times: EC2 tags them alike",
				Remedy:  "send those of each time by themselves",
			}
		}
	}
	return nil
}

// tagValue is a text as the value of a tag: cut to the length that EC2 takes, and
// with _ for each character that not every service of AWS takes (EC2 user guide,
// "Tag restrictions": letters, digits, spaces, and + - = . _ : / @).
func tagValue(text string) string {
	var value strings.Builder
	n := 0
	for _, r := range strings.TrimSpace(text) {
		if n++; n > maxTagValue {
			break
		}
		switch {
		case r == unicode.ReplacementChar, !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" +-=._:/@", r):
			value.WriteByte('_')
		default:
			value.WriteRune(r)
		}
	}
	return strings.TrimSpace(value.String())
}
