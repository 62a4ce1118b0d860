package aws

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"

	"sluice/client/local"
)

// The quota of the embedded endpoint is told over the same wire.
func TestRulesPerGroup(t *testing.T) {
	endpoint, err := local.Open(t.Context(), local.Options{Limits: local.Limits{VPC: 120}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := endpoint.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	if n, err := clientOf(t, endpoint).RulesPerGroup(t.Context()); err != nil || n != 120 {
		t.Errorf("%d rules, %v", n, err)
	}
}

func TestQuotaOnTheWire(t *testing.T) {
	c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || string(body) != `{"QuotaCode":"L-0EA8095F","ServiceCode":"vpc"}` {
			t.Errorf("asked with %s, %v", body, err)
		}
		if target := r.Header.Get("X-Amz-Target"); target != "ServiceQuotasV20190624.GetServiceQuota" {
			t.Errorf("asked for %q", target)
		}
		io.WriteString(w, `{"Quota":{"Value":200}}`)
	}))
	if n, err := c.RulesPerGroup(t.Context()); err != nil || n != 200 {
		t.Errorf("%d rules, %v", n, err)
	}
}

func TestQuotaThatIsNotTold(t *testing.T) {
	for _, test := range []struct {
		name         string
		status       int
		answer, code string
		says         []string
	}{
		{"not allowed", 400, `{"__type":"AccessDeniedException","Message":"User: arn:aws:iam::111122223333:user/eve is not authorized"}`,
			"AccessDeniedException", []string{"user/eve", "ask for the permission servicequotas:GetServiceQuota"}},
		{"not there", 400, `{"__type":"NoSuchResourceException","Message":"The request failed because the specified service quota does not exist."}`,
			"NoSuchResourceException", []string{"does not exist"}},
		{"failing", 500, `{"__type":"ServiceException","Message":"no"}`, "ServiceException", []string{"Service Quotas failed: try again later"}},
		{"an answer without a quota", 200, `{}`, "", []string{"Service Quotas in us-east-1 told no value of the quota L-0EA8095F"}},
		{"a quota without a value", 200, `{"Quota":{}}`, "", []string{"told no value"}},
		{"nothing", 200, `{"Quota":{"Value":0}}`, "", []string{"told 0 as the quota"}},
		{"less than nothing", 200, `{"Quota":{"Value":-5}}`, "", []string{"told -5 as the quota"}},
		{"a part of a rule", 200, `{"Quota":{"Value":60.5}}`, "", []string{"told 60.5 as the quota"}},
		{"more than there are", 200, `{"Quota":{"Value":1e300}}`, "", []string{"that is no number of rules"}},
		{"no number", 200, `{"Quota":{"Value":"NaN"}}`, "", []string{"that is no number of rules"}},
		{"cut short", 200, `{"Quota":{"Val`, "", []string{"cut short or garbled"}},
		{"EC2's own answer", 400, `<Response><Errors><Error><Code>MissingParameter</Code></Error></Errors></Response>`, "",
			[]string{" answered 400 text/xml", "it does not offer Service Quotas"}},
		{"a page", 200, `<html></html>`, "", []string{"it does not offer Service Quotas"}},
		{"a proxy that fails", 502, `<html></html>`, "", []string{"no answer of Service Quotas"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Type", "text/xml")
					w.WriteHeader(test.status)
					io.WriteString(w, test.answer)
				}))
				n, err := c.RulesPerGroup(t.Context())
				checkFailure(t, failureIn(t, err), test.code, test.says)
				if n != 0 {
					t.Errorf("%d rules", n)
				}
			})
		})
	}
}

func TestQuotaThatNobodyAnswersFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clientOf(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
		_, err := c.RulesPerGroup(context.Background())
		checkFailure(t, failureIn(t, err), "", []string{"Service Quotas in us-east-1 gave no answer within 30s"})
	})
}
