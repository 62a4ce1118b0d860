package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// Expiring reads the ingress rules of the region that carry the tag of a rule
// that is to be revoked at a time. An endpoint without rule ids has none.
func (c *Client) Expiring(ctx context.Context) ([]ingress.Expiring, error) {
	var expiring []ingress.Expiring
	for page, err := range pages(ctx, c.expiringPage) {
		if hasNoRules(err) {
			return nil, nil
		}
		if err != nil {
			return nil, c.words.failure(err)
		}
		for _, r := range page {
			rule, err := readGroupRule(r, nil)
			if err != nil || aws.ToBool(r.IsEgress) {
				continue
			}
			expiring = append(expiring, ingress.Expiring{GroupID: aws.ToString(r.GroupId), Rule: rule})
		}
	}
	return expiring, nil
}

func (c *Client) expiringPage(ctx context.Context, token *string) ([]types.SecurityGroupRule, *string, error) {
	out, err := c.ec2.DescribeSecurityGroupRules(ctx, &ec2.DescribeSecurityGroupRulesInput{
		Filters:    []types.Filter{{Name: aws.String("tag-key"), Values: []string{ingress.TagExpires}}},
		MaxResults: aws.Int32(pageSize),
		NextToken:  token,
	})
	if err != nil {
		return nil, nil, err
	}
	return out.SecurityGroupRules, out.NextToken, nil
}
