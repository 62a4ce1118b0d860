package local

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/actions"
)

// askJSON sends a request of the JSON protocol and gives what the answer's members are.
func askJSON(t testing.TB, h http.Handler, target, body string) (status int, told map[string]any) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", target)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/servicequotas/aws4_request, SignedHeaders=host, Signature=00")
	got := serve(t, h, r)
	if err := json.Unmarshal([]byte(got.body), &told); err != nil {
		t.Fatalf("%v\n%s", err, got.body)
	}
	return got.status, told
}

const getQuota, listQuotas = actions.QuotaTarget + "GetServiceQuota", actions.QuotaTarget + "ListServiceQuotas"

// TestGetServiceQuota tells the quota that the endpoint holds rules to.
func TestGetServiceQuota(t *testing.T) {
	for _, limits := range []actions.Limits{{}, {VPC: 200}} {
		e := openEndpoint(t, Options{Limits: limits})
		status, told := askJSON(t, e, getQuota, `{"ServiceCode": "vpc", "QuotaCode": "L-0EA8095F", "Unknown": 1}`)
		want := map[string]any{"Quota": map[string]any{
			"ServiceCode": "vpc", "ServiceName": "Amazon Virtual Private Cloud (Amazon VPC)", "QuotaCode": "L-0EA8095F",
			"QuotaArn": "arn:aws:servicequotas:us-east-1:111122223333:vpc/L-0EA8095F", "QuotaName": "Inbound or outbound rules per security group",
			"Value": float64(e.options.Limits.VPC), "Unit": "None", "Adjustable": true, "GlobalQuota": false, "QuotaAppliedAtLevel": "ACCOUNT",
		}}
		if diff := cmp.Diff(want, told); diff != "" || status != http.StatusOK {
			t.Errorf("status %d (-want +got):\n%s", status, diff)
		}
	}
}

func TestListServiceQuotas(t *testing.T) {
	e := openEndpoint(t, Options{})
	var codes []string
	token := ""
	for range 3 {
		_, told := askJSON(t, e, listQuotas, `{"ServiceCode": "vpc", "MaxResults": 1, "NextToken": "`+token+`"}`)
		for _, q := range told["Quotas"].([]any) {
			codes = append(codes, q.(map[string]any)["QuotaCode"].(string))
		}
		token, _ = told["NextToken"].(string)
	}
	if diff := cmp.Diff([]string{"L-0EA8095F", "L-2AFB9258", "L-E79EC296"}, codes); diff != "" || token != "" {
		t.Errorf("token %q (-want +got):\n%s", token, diff)
	}
	for body, want := range map[string]int{
		`{"ServiceCode": "vpc"}`: 3, `{"ServiceCode": "vpc", "QuotaCode": "L-0EA8095F"}`: 1,
		`{"ServiceCode": "vpc", "QuotaAppliedAtLevel": "RESOURCE"}`: 0, `{"ServiceCode": "vpc", "QuotaCode": "L-00000000"}`: 0,
	} {
		if _, told := askJSON(t, e, listQuotas, body); len(told["Quotas"].([]any)) != want {
			t.Errorf("%s: %v", body, told)
		}
	}
}

// TestServiceQuotasRefused wants errors in JSON, with the names that Service Quotas has for them.
func TestServiceQuotasRefused(t *testing.T) {
	e := openEndpoint(t, Options{})
	for _, test := range []struct{ target, body, want string }{
		{getQuota, `{"ServiceCode": "vpc", "QuotaCode": "L-00000000"}`, "NoSuchResourceException"},
		{getQuota, `{"ServiceCode": "ec2", "QuotaCode": "L-0EA8095F"}`, "NoSuchResourceException"},
		{getQuota, `{"ServiceCode": "VPC", "QuotaCode": "L-0EA8095F"}`, "NoSuchResourceException"},
		{getQuota, `{"ServiceCode": "vpc", "QuotaCode": "L-0EA8095F", "ContextId": "*"}`, "NoSuchResourceException"},
		{getQuota, `{"QuotaCode": "L-0EA8095F"}`, "IllegalArgumentException"},
		{getQuota, `{"ServiceCode": "vpc"}`, "IllegalArgumentException"},
		{getQuota, `{"ServiceCode": 5}`, "SerializationException"},
		{getQuota, `{`, "SerializationException"},
		{getQuota, ``, "SerializationException"},
		{listQuotas, `{"ServiceCode": "vpc", "MaxResults": 101}`, "IllegalArgumentException"},
		{listQuotas, `{"ServiceCode": "vpc", "NextToken": "AAAA"}`, "InvalidPaginationTokenException"},
		{listQuotas, `{"ServiceCode": "vpc", "QuotaAppliedAtLevel": "all"}`, "IllegalArgumentException"},
		{actions.QuotaTarget + "ListServices", `{}`, "UnknownOperationException"},
		{"AmazonEC2.GetServiceQuota", `{"ServiceCode": "vpc", "QuotaCode": "L-0EA8095F"}`, "UnknownOperationException"},
	} {
		status, told := askJSON(t, e, test.target, test.body)
		if status != http.StatusBadRequest || told["__type"] != test.want || told["Message"] == "" {
			t.Errorf("%s %s: %d %v, want %s", test.target, test.body, status, told, test.want)
		}
	}
}
