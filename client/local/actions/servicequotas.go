package actions

import (
	"encoding/json"
	"slices"
	"strconv"

	"sluice/client/local/wire"
)

// quotaAction is an operation of Service Quotas, which speaks JSON: body is the request's parameters.
type quotaAction func(c *Call, body []byte) (any, error)

// QuotaTarget is what the X-Amz-Target header has before the name of an action of Service Quotas.
const QuotaTarget = "ServiceQuotasV20190624."

// QuotaActions are the operations by their names.
func QuotaActions() map[string]quotaAction {
	return map[string]quotaAction{"GetServiceQuota": getServiceQuota, "ListServiceQuotas": listServiceQuotas}
}

// serviceQuota is a quota as both actions tell it (Service Quotas API reference, ServiceQuota).
type serviceQuota struct {
	ServiceCode         string
	ServiceName         string
	QuotaArn            string
	QuotaCode           string
	QuotaName           string
	Value               json.Number // with a decimal point, as the service writes it
	Unit                string
	Adjustable          bool
	GlobalQuota         bool
	QuotaAppliedAtLevel string
}

// vpcQuotas are the quotas on security groups, in the order of their codes.
func (c *Call) vpcQuotas() []serviceQuota {
	quota := func(code, name string, value int) serviceQuota {
		return serviceQuota{
			ServiceCode: "vpc", ServiceName: "Amazon Virtual Private Cloud (Amazon VPC)",
			QuotaArn:  "arn:aws:servicequotas:" + c.Region + ":" + c.Account + ":vpc/" + code,
			QuotaCode: code, QuotaName: name, Value: json.Number(strconv.Itoa(value) + ".0"), Unit: "None",
			Adjustable: true, QuotaAppliedAtLevel: "ACCOUNT",
		}
	}
	return []serviceQuota{
		quota("L-0EA8095F", "Inbound or outbound rules per security group", c.Backend.Limits.VPC),
		quota("L-2AFB9258", "Security groups per network interface", groupsPerInterface),
		quota("L-E79EC296", "VPC security groups per Region", maxVPCGroups),
	}
}

type getServiceQuotaRequest struct{ ServiceCode, QuotaCode, ContextId string }

func getServiceQuota(c *Call, body []byte) (any, error) {
	var request getServiceQuotaRequest
	if err := wire.ReadParameters(body, &request); err != nil {
		return nil, err
	}
	if request.QuotaCode == "" {
		return nil, wire.Refuse("IllegalArgumentException", "QuotaCode must be given, such as L-0EA8095F")
	}
	quotas, err := c.quotasOf(request.ServiceCode)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(quotas, func(q serviceQuota) bool { return q.QuotaCode == request.QuotaCode })
	if at < 0 {
		return nil, wire.Refuse("NoSuchResourceException", "The request failed because the specified service quota does not exist.")
	}
	if request.ContextId != "" {
		return nil, wire.Refuse("NoSuchResourceException", "The request failed because applied value for the specified context Id do not exist.")
	}
	return struct{ Quota serviceQuota }{quotas[at]}, nil
}

type listServiceQuotasRequest struct {
	ServiceCode         string
	QuotaCode           string
	QuotaAppliedAtLevel string
	MaxResults          *int
	NextToken           string
}

func listServiceQuotas(c *Call, body []byte) (any, error) {
	var request listServiceQuotasRequest
	if err := wire.ReadParameters(body, &request); err != nil {
		return nil, err
	}
	quotas, err := c.quotasOf(request.ServiceCode)
	if err != nil {
		return nil, err
	}
	switch request.QuotaAppliedAtLevel {
	case "", "ACCOUNT", "ALL":
	case "RESOURCE":
		quotas = nil
	default:
		return nil, wire.Refuse("IllegalArgumentException", "QuotaAppliedAtLevel is ACCOUNT, RESOURCE or ALL")
	}
	if request.QuotaCode != "" {
		quotas = slices.DeleteFunc(quotas, func(q serviceQuota) bool { return q.QuotaCode != request.QuotaCode })
	}
	at, err := c.pageOf(paging{request.MaxResults, request.NextToken}, 1, 100,
		[]string{request.ServiceCode, request.QuotaCode, request.QuotaAppliedAtLevel})
	if err != nil {
		return nil, quotaPageError(err)
	}
	first := min(int(at.after), len(quotas))
	last := min(first+min(at.limit, 100), len(quotas))
	told := struct {
		Quotas    []serviceQuota
		NextToken string `json:",omitempty"`
	}{Quotas: append([]serviceQuota{}, quotas[first:last]...)}
	if last < len(quotas) {
		told.NextToken = c.token(at, int64(last))
	}
	return told, nil
}

// quotasOf are the quotas of the service: of all services, only VPC's are known here.
func (c *Call) quotasOf(service string) ([]serviceQuota, error) {
	switch service {
	case "":
		return nil, wire.Refuse("IllegalArgumentException", "ServiceCode must be given, such as vpc")
	case "vpc":
		return c.vpcQuotas(), nil
	}
	return nil, wire.Refuse("NoSuchResourceException", "The request failed because the specified service does not exist.")
}

// quotaPageError is a failure of paging under the names that Service Quotas has for it.
func quotaPageError(err error) error {
	f := FailureOf(err)
	switch f.Code {
	case "InvalidNextToken":
		return wire.Refuse("InvalidPaginationTokenException", "%s", f.Message)
	case "InvalidParameterValue":
		return wire.Refuse("IllegalArgumentException", "%s", f.Message)
	}
	return err
}
