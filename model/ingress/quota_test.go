package ingress

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuotaOfPrefixLists(t *testing.T) {
	lists := PrefixLists{
		"pl-4": {ID: "pl-4", Family: "IPv4", Weight: 20},
		"pl-6": {ID: "pl-6", Family: "IPv6", Weight: 55},
		"pl-5": {ID: "pl-5", Weight: 5},
	}
	tests := []struct {
		name, line string
		want       Quota
		over       string
	}{
		{"an IPv4 list", "tcp/22 from pl-4", vpcQuota(0, 20, 0, 0), ""},
		{"an IPv6 list", "tcp/22 from pl-6", vpcQuota(0, 0, 0, 55), ""},
		{"a list of a family that is not known", "tcp/22 from pl-5", vpcQuota(0, 5, 0, 5), ""},
		{"a list that is not known", "tcp/22 from pl-9", vpcQuota(0, 1, 0, 1), ""},
		{"each rule counts", "tcp/22,23,24 from pl-4", vpcQuota(0, 60, 0, 0), ""},
		{"one rule too many", "tcp/22,23,24,25 from pl-4", vpcQuota(0, 80, 0, 0), "20 over the limit: 80 of 60 IPv4 rules after this change"},
		{"too many of IPv6", "tcp/22 from pl-6 sg-0a5d8e02 sg-77aa01bc 2001:db8::/32 pl-5", vpcQuota(0, 7, 0, 63),
			"3 over the limit: 63 of 60 IPv6 rules after this change"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := vpcWebServers()
			planner := Planner{Limits: DefaultLimits(), Settings: DefaultSettings(), Lists: lists}
			q := planner.Plan("op", []Group{g}, [][]Wanted{mustRules(t, tt.line, g)}).Changes[0].Quota
			if diff := cmp.Diff(tt.want, q); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if q.Over() != tt.over {
				t.Errorf("over %q, want %q", q.Over(), tt.over)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	tests := []struct {
		limits Limits
		want   string
	}{
		{DefaultLimits(), ""},
		{Limits{Classic: 100, VPC: 1000}, ""},
		{Limits{Classic: 100, VPC: 1001}, "rules per group: 1001; EC2 can set 1 to 1000"},
		{Limits{}, "rules per EC2-Classic group: 0 is no limit, it is 1 or more\nrules per group: 0; EC2 can set 1 to 1000"},
	}
	for _, tt := range tests {
		got := ""
		if err := tt.limits.Validate(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.limits, got, tt.want)
		}
	}
}
