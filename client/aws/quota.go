package aws

import (
	"context"
	"fmt"
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"

	"sluice/model/ingress"
)

// The quota of inbound rules per security group of a VPC, IPv4 and IPv6 counted
// apart (VPC user guide, quotas), as Service Quotas names it.
const (
	quotaService  = "vpc"
	rulesPerGroup = "L-0EA8095F"
)

// RulesPerGroup is the account's quota of inbound rules per VPC group, as Service
// Quotas tells it: 1 or more. The error is a [*ingress.Failure]: many may not
// ask, and emulators of EC2 alone have no Service Quotas.
func (c *Client) RulesPerGroup(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	words := c.words
	words.service = servicequotas.ServiceID
	out, err := c.quotas.GetServiceQuota(ctx, &servicequotas.GetServiceQuotaInput{
		ServiceCode: aws.String(quotaService), QuotaCode: aws.String(rulesPerGroup),
	})
	if err != nil {
		return 0, words.failure(err)
	}
	if out.Quota == nil || out.Quota.Value == nil {
		return 0, &ingress.Failure{Message: words.place() + " told no value of the quota " + rulesPerGroup}
	}
	value := *out.Quota.Value
	if !(value >= 1 && value <= math.MaxInt32 && value == math.Trunc(value)) { // not so for NaN too
		return 0, &ingress.Failure{Message: fmt.Sprintf("%s told %v as the quota %s: that is no number of rules", words.place(), value, rulesPerGroup)}
	}
	return int(value), nil
}
