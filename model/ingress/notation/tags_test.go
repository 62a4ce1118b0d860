package notation

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// Rules that are sent with tags show them, in the forms that have room for tags;
// and what is written reads as the same rules.
func TestWriteTags(t *testing.T) {
	c := change(t, vpcWebServers(), "tcp/22 from 10.0.0.0/8 for 2h # office")
	c.Rules[0].Expires = time.Date(2026, 11, 24, 19, 0, 0, 0, time.FixedZone("", 3600))
	plan := ingress.Plan{Operation: "5f0c", By: "kim@host", Changes: []ingress.Change{c}}
	for _, tt := range []struct {
		form Form
		want string // the end of what is written
	}{
		{Lines, "tcp/22 from 10.0.0.0/8 until 2026-11-24T18:00:00Z # office\n"},
		{AWSCLI, ` \
  --tag-specifications 'ResourceType=security-group-rule,Tags=[{Key=sluice:op,Value=5f0c},{Key=sluice:by,Value="kim@host"},{Key=sluice:expires,` +
			`Value=2026-11-24T18:00:00Z}]'
`},
		{Query, `
&TagSpecification.1.ResourceType=security-group-rule
&TagSpecification.1.Tag.1.Key=sluice:op
&TagSpecification.1.Tag.1.Value=5f0c
&TagSpecification.1.Tag.2.Key=sluice:by
&TagSpecification.1.Tag.2.Value=kim%40host
&TagSpecification.1.Tag.3.Key=sluice:expires
&TagSpecification.1.Tag.3.Value=2026-11-24T18:00:00Z
&AUTHPARAMS
`},
		{Terraform, `# Planned to last until 2026-11-24T18:00:00Z. Terraform ends no rule: take these out when the time is up.
resource "aws_vpc_security_group_ingress_rule" "vpcwebservers_tcp_22" {
  security_group_id = "sg-140ba4c8"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "10.0.0.0/8"
  description       = "office"
}
`},
		{JSON, `  "TagSpecifications": [
    {
      "ResourceType": "security-group-rule",
      "Tags": [
        {
          "Key": "sluice:op",
          "Value": "5f0c"
        },
        {
          "Key": "sluice:by",
          "Value": "kim@host"
        },
        {
          "Key": "sluice:expires",
          "Value": "2026-11-24T18:00:00Z"
        }
      ]
    }
  ]
}
`},
	} {
		text := Write(tt.form, plan)
		if got := text[max(0, len(text)-len(tt.want)):]; got != tt.want {
			t.Errorf("%s (-want +got):\n%s", tt.form, cmp.Diff(tt.want, text))
		}
		r := readWhole(t, tt.form, text)
		if diff := cmp.Diff(spelled(c.Send()), spelled(parsed(t, r.Lines(), c.Group, nil))); diff != "" {
			t.Errorf("%s (-written +read):\n%s", tt.form, diff)
		}
	}
	c.Untagged, c.Rules[0].Expires, c.Rules[0].Lifetime = true, time.Time{}, ingress.Lifetime{}
	plan.Changes[0] = c
	for _, form := range Forms() {
		if text := Write(form, plan); strings.Contains(text, "sluice:") {
			t.Errorf("%s of an untagged change:\n%s", form, text)
		}
	}
}

// Lines keep the end that was asked for until it is worked out, and read as it.
func TestLinesKeepTheEnd(t *testing.T) {
	for _, line := range []string{"tcp/22 from 10.0.0.0/8 for 1h30m # a", "tcp/22 from 10.0.0.0/8 until 18:00",
		"tcp/22 from 10.0.0.0/8 until 2026-11-24T18:00:00Z"} {
		text := writeChange(Lines, change(t, vpcWebServers(), line))
		if text != line+"\n" {
			t.Errorf("%q is written %q", line, text)
		}
		if diff := cmp.Diff([]string{line}, Read(text).Lines()); diff != "" {
			t.Errorf("(-written +read):\n%s", diff)
		}
	}
}
