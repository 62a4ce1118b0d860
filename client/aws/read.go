package aws

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"

	"sluice/model/ingress"
)

var _ ingress.Reader = (*Client)(nil)

// pageSize is the most that EC2 puts on a page (EC2 API reference,
// DescribeSecurityGroups, MaxResults).
const pageSize = 1000

// Groups yields all security groups of the region, a page at a time. Rules that
// cannot be read, such as those of a protocol that EC2 does not have, are
// missing from their group; an error that names them then comes last, after
// every page.
func (c *Client) Groups(ctx context.Context) iter.Seq2[[]ingress.Group, error] {
	return func(yield func([]ingress.Group, error) bool) {
		var unread []unreadRule
		for page, err := range pages(ctx, c.groupPage) {
			if err != nil {
				yield(nil, c.words.failure(err))
				return
			}
			groups := make([]ingress.Group, len(page))
			for i, sg := range page {
				var bad []unreadRule
				groups[i], bad = readGroup(sg)
				unread = append(unread, bad...)
			}
			if !yield(groups, nil) {
				return
			}
		}
		if len(unread) > 0 {
			yield(nil, unreadFailure(unread))
		}
	}
}

// Group reads one group with the ids and tags of its rules, where the endpoint
// has them. A group with a rule that cannot be read is an error: nothing can be
// planned on it.
func (c *Client) Group(ctx context.Context, id string) (ingress.Group, error) {
	sg, err := c.describe(ctx, id)
	if err != nil {
		return ingress.Group{}, c.words.failure(err)
	}
	group, unread := readGroup(sg)
	for page, err := range pages(ctx, c.rulePage(id)) {
		if hasNoRules(err) {
			break
		}
		if err != nil {
			return ingress.Group{}, c.words.failure(err)
		}
		unread = append(unread, addRules(&group, page, namedSources(sg))...)
	}
	if len(unread) > 0 {
		return ingress.Group{}, unreadFailure(unread)
	}
	return group, nil
}

// describe asks for one group by its id.
func (c *Client) describe(ctx context.Context, id string) (types.SecurityGroup, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	out, err := c.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{GroupIds: []string{id}})
	if err != nil {
		return types.SecurityGroup{}, err
	}
	i := slices.IndexFunc(out.SecurityGroups, func(sg types.SecurityGroup) bool { return aws.ToString(sg.GroupId) == id })
	if i < 0 {
		return types.SecurityGroup{}, &ingress.Failure{
			Message: fmt.Sprintf("%s was asked for group %s and answered without it", c.words.place(), id),
			Remedy:  c.words.remedy("InvalidGroup.NotFound"),
		}
	}
	return out.SecurityGroups[i], nil
}

// hasNoRules reports whether an error says that the endpoint knows no
// DescribeSecurityGroupRules: EC2 has it since 2021, emulators not always.
func hasNoRules(err error) bool {
	refusal, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return false
	}
	answer, _ := errors.AsType[*awshttp.ResponseError](err)
	return refusal.ErrorCode() == "InvalidAction" || answer != nil && answer.HTTPStatusCode() == http.StatusNotImplemented
}

func (c *Client) groupPage(ctx context.Context, token *string) ([]types.SecurityGroup, *string, error) {
	out, err := c.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{
		MaxResults: aws.Int32(pageSize),
		NextToken:  token,
	})
	if err != nil {
		return nil, nil, err
	}
	return out.SecurityGroups, out.NextToken, nil
}

func (c *Client) rulePage(id string) fetch[types.SecurityGroupRule] {
	return func(ctx context.Context, token *string) ([]types.SecurityGroupRule, *string, error) {
		out, err := c.ec2.DescribeSecurityGroupRules(ctx, &ec2.DescribeSecurityGroupRulesInput{
			Filters:    []types.Filter{{Name: aws.String("group-id"), Values: []string{id}}},
			MaxResults: aws.Int32(pageSize),
			NextToken:  token,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.SecurityGroupRules, out.NextToken, nil
	}
}
