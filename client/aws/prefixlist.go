package aws

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"

	"sluice/model/ingress"
)

// maxListPage is the most prefix lists, or entries of one, on a page (EC2 API
// reference, DescribeManagedPrefixLists and GetManagedPrefixListEntries,
// MaxResults).
const maxListPage = 100

// PrefixLists reads the managed prefix lists of the given ids with their entries,
// in the order of the endpoint. Lists that are not there, or not for the caller,
// are left out; a list whose entries may not be read, or are not all CIDRs, has
// none. The error is a [*ingress.Failure], of an endpoint that could not be asked.
func (c *Client) PrefixLists(ctx context.Context, ids []string) ([]ingress.PrefixList, error) {
	var lists []ingress.PrefixList
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(ids))), maxListPage) {
		for page, err := range pages(ctx, c.prefixListPage(some)) {
			if err != nil {
				return nil, c.words.failure(err)
			}
			for _, l := range page {
				list := readPrefixList(l)
				if list.Entries, err = c.entries(ctx, l); err != nil {
					return nil, c.words.failure(err)
				}
				lists = append(lists, list)
			}
		}
	}
	return lists, nil
}

// prefixListPage asks by filter: an id that is not there then is no error, which
// would hide those that are.
func (c *Client) prefixListPage(ids []string) fetch[types.ManagedPrefixList] {
	return func(ctx context.Context, token *string) ([]types.ManagedPrefixList, *string, error) {
		out, err := c.ec2.DescribeManagedPrefixLists(ctx, &ec2.DescribeManagedPrefixListsInput{
			Filters:    []types.Filter{{Name: aws.String("prefix-list-id"), Values: ids}},
			MaxResults: aws.Int32(maxListPage),
			NextToken:  token,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.PrefixLists, out.NextToken, nil
	}
}

// entries are the CIDRs of a list, all of them; nil where EC2 refuses to tell, or
// tells something else. The error is that of a call that got no answer of EC2.
func (c *Client) entries(ctx context.Context, list types.ManagedPrefixList) ([]netip.Prefix, error) {
	all := []netip.Prefix{}
	for page, err := range pages(ctx, c.entryPage(list)) {
		if _, refused := errors.AsType[smithy.APIError](err); refused {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			prefix, err := netip.ParsePrefix(aws.ToString(e.Cidr))
			if err != nil {
				return nil, nil
			}
			all = append(all, prefix.Masked())
		}
	}
	return all, nil
}

// entryPage asks for entries of the version that the list was described in, so
// that no page is of another. AWS's own lists have no versions.
func (c *Client) entryPage(list types.ManagedPrefixList) fetch[types.PrefixListEntry] {
	return func(ctx context.Context, token *string) ([]types.PrefixListEntry, *string, error) {
		out, err := c.ec2.GetManagedPrefixListEntries(ctx, &ec2.GetManagedPrefixListEntriesInput{
			PrefixListId:  list.PrefixListId,
			TargetVersion: list.Version,
			MaxResults:    aws.Int32(maxListPage),
			NextToken:     token,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.Entries, out.NextToken, nil
	}
}

func readPrefixList(l types.ManagedPrefixList) ingress.PrefixList {
	list := ingress.PrefixList{
		ID:     aws.ToString(l.PrefixListId),
		Name:   aws.ToString(l.PrefixListName),
		Family: aws.ToString(l.AddressFamily),
		Weight: max(0, int(aws.ToInt32(l.MaxEntries))),
	}
	if aws.ToString(l.OwnerId) == "AWS" {
		list.Weight = cmp.Or(list.Weight, publishedWeight(list.Name))
	}
	return list
}

// publishedWeight is what a rule with one of AWS's own lists counts towards a
// group's quota, by the list's name such as com.amazonaws.us-east-1.s3; 0 where
// none is published. EC2 tells no most entries of them. (VPC user guide,
// AWS-managed prefix lists.)
func publishedWeight(name string) int {
	_, rest, _ := strings.Cut(name, "com.amazonaws.")
	_, list, _ := strings.Cut(rest, ".") // after the region, or global
	switch strings.TrimPrefix(list, "ipv6.") {
	case "s3", "dynamodb":
		return 1
	case "ec2-instance-connect":
		return 2
	case "groundstation":
		return 5
	case "s3express":
		return 6
	case "vpc-lattice":
		return 10
	case "route53-healthchecks":
		return 25
	case "cloudfront.origin-facing":
		return 55
	}
	return 0
}
