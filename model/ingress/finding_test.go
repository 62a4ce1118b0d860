package ingress

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// found is a change's findings, a line each: severity, words, and the rules that
// bring it about, the plan's by number and the group's by id.
func found(c Change) string {
	var lines []string
	for _, f := range c.Findings {
		line := fmt.Sprintf("%s: %s: %v", f.Severity(), f.Words(), f.Planned)
		for _, i := range f.Existing {
			line += " " + c.Group.Rules[i].ID
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestFindings(t *testing.T) {
	tests := []struct{ name, held, plan, want string }{
		{"nothing to find", "", "tcp/443 from 0.0.0.0/0", ""},
		{"the most severe first", "", "tcp/22 from 0.0.0.0/0",
			"critical: the whole internet reaches high-risk ports: TCP 22: [0]\n" +
				"high: the whole internet reaches SSH: TCP 22: [0]\n" +
				"high: the whole internet reaches ports that nobody authorised: TCP 22: [0]"},
		{"each rule has its own", "", "tcp/8443 from 0.0.0.0/0;tcp/443 from 0.0.0.0/0;tcp/21 from 10.0.0.0/8",
			"high: the whole internet reaches ports that nobody authorised: TCP 8443: [0]\n" +
				"medium: FTP or Telnet, which send passwords in the clear, is open: TCP 21: [2]"},
		{"halves that are planned", "", "tcp/8443 from 0.0.0.0/1;tcp/8443 from 128.0.0.0/1",
			"high: the whole internet reaches ports that nobody authorised: TCP 8443: [0 1]"},
		{"a half that is there", "tcp/8443 from 0.0.0.0/1", "tcp/8443 from 128.0.0.0/1",
			"high: the whole internet reaches ports that nobody authorised: TCP 8443: [0] sgr-00"},
		{"addresses inside take no part", "tcp/8443 from 0.0.0.0/1", "tcp/8443-8444 from 192.168.0.0/16;tcp/8443 from 128.0.0.0/1",
			"high: the whole internet reaches ports that nobody authorised: TCP 8443: [1] sgr-00"},
		{"IPv6 alone", "tcp/8443 from 0.0.0.0/0", "tcp/8443 from ::/0",
			"high: the whole IPv6 internet reaches ports that nobody authorised: TCP 8443: [0]"},
		{"both families", "", "tcp/8443 from ::/0 0.0.0.0/0",
			"high: the whole internet reaches ports that nobody authorised: TCP 8443: [0 1]"},
		{"what is there is not the plan's", "tcp/22 from 0.0.0.0/0", "tcp/443 from 10.0.0.0/8", ""},
		{"what is not sent finds nothing", "tcp/0-1000 from 0.0.0.0/0", "tcp/22 from 0.0.0.0/0", ""},
		{"all traffic", "", "all from 0.0.0.0/0",
			"critical: the whole internet reaches every port: All traffic: [0]\n" +
				"critical: the whole internet reaches Docker: TCP 2375-2376: [0]\n" +
				"critical: the whole internet reaches high-risk ports: " +
				"TCP 20-23, 25, 110, 135, 143, 445, 1433-1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300; " +
				"UDP 20-23, 25, 110, 135, 143, 445, 1433-1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300: [0]\n" +
				"high: the whole internet reaches SSH: TCP 22: [0]\n" +
				"high: the whole internet reaches remote desktops: TCP 3389; UDP 3389: [0]\n" +
				"high: the whole internet reaches a data store or console: " +
				"TCP 389, 1521, 2049, 2483, 5900, 6379, 7199, 9092, 9160, 11211, 27017-27018; " +
				"UDP 389, 1521, 2049, 2483, 5900, 6379, 7199, 9092, 9160, 11211, 27017-27018: [0]\n" +
				"high: the whole internet reaches ports that nobody authorised: TCP 0-79, 81-442, 444-65535: [0]\n" +
				"medium: FTP or Telnet, which send passwords in the clear, is open: TCP 21, 23: [0]\n" +
				"low: the whole internet reaches every ICMP type: ICMP all: [0]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			change := riskPlan(t, vpcWebServers(), DefaultSettings(), tt.held, tt.plan)
			if diff := cmp.Diff(tt.want, found(change)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFindingsOf(t *testing.T) {
	c := riskPlan(t, vpcWebServers(), DefaultSettings(), "", "tcp/8443 from 0.0.0.0/0;tcp/21 from 10.0.0.0/8")
	for i, want := range []string{"only authorised ports", "plaintext"} {
		if f := c.FindingsOf(i); len(f) != 1 || f[0].Check.Name != want {
			t.Errorf("rule %d: %v, want %s", i, f, want)
		}
	}
}

func TestSettings(t *testing.T) {
	accept := func(specs ...Spec) Settings { return Settings{Acceptable: specs, WidePrefix: 24} }
	ignore := func(name, reason string) Settings {
		s := DefaultSettings()
		s.Ignored = map[string]string{name: reason}
		return s
	}
	tests := []struct {
		name     string
		settings Settings
		plan     string
		want     string
	}{
		{"nothing is acceptable", accept(), "tcp/443 from 0.0.0.0/0", "high: the whole internet reaches ports that nobody authorised: TCP 443: [0]"},
		{"SSH is acceptable", accept(Spec{TCP, 22, 22}), "tcp/22 from 0.0.0.0/0", ""},
		{"a range is acceptable", accept(Spec{TCP, 8000, 8100}), "tcp/8000-8100 from 0.0.0.0/0", ""},
		{"UDP is acceptable", accept(Spec{UDP, 3389, 3389}), "udp/3389 from 0.0.0.0/0", ""},
		{"a part of a range is acceptable", accept(Spec{TCP, 8000, 8000}), "tcp/8000-8001 from 0.0.0.0/0",
			"high: the whole internet reaches ports that nobody authorised: TCP 8001: [0]\nmedium: the whole internet reaches a range of ports: TCP 8000-8001: [0]"},
		{"all of a protocol is never acceptable", accept(Spec{TCP, 0, 65535}), "tcp/* from 0.0.0.0/0",
			"critical: the whole internet reaches every port: TCP all: [0]\nmedium: FTP or Telnet, which send passwords in the clear, is open: TCP 21, 23: [0]"},
		{"a check ignored by name", ignore("plaintext", "a lab"), "tcp/23 from 10.0.0.0/8",
			"none: FTP or Telnet, which send passwords in the clear, is open: TCP 23 (ignored: a lab): [0]"},
		{"a check ignored by control", ignore("EC2.18", "our own scanner asks"), "tcp/8443 from 0.0.0.0/0",
			"none: the whole internet reaches ports that nobody authorised: TCP 8443 (ignored: our own scanner asks): [0]"},
		{"a wider range", Settings{WidePrefix: 16}, "tcp/22 from 52.1.0.0/16", ""},
		{"still too wide", Settings{WidePrefix: 16}, "tcp/22 from 52.0.0.0/15", "high: a wide range of public addresses is let in: [0]"},
		{"a single address only", Settings{WidePrefix: 32}, "tcp/22 from 52.0.0.0/31", "high: a wide range of public addresses is let in: [0]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.settings.Validate(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, found(riskPlan(t, vpcWebServers(), tt.settings, "", tt.plan))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSettingsValidate(t *testing.T) {
	tests := []struct {
		settings Settings
		want     string
	}{
		{DefaultSettings(), ""},
		{Settings{WidePrefix: 33}, "wide prefix: /33 is no IPv4 prefix length; give 1 to 32, such as 24"},
		{Settings{}, "wide prefix: /0 is no IPv4 prefix length; give 1 to 32, such as 24"},
		{Settings{WidePrefix: 24, Acceptable: []Spec{{ICMP, -1, -1}, {TCP, 9, 8}, {UDP, 0, 70000}}},
			"acceptable: icmp has no ports; only TCP and UDP ports can be acceptable, such as tcp/443\n" +
				"acceptable: tcp/9-8: 8 is below 9: the first port comes first, write 8-9\n" +
				"acceptable: udp/0-70000: 70000: a port is 0 to 65535"},
		{Settings{WidePrefix: 24, Ignored: map[string]string{"EC2.99": "x", "SSH": ""}},
			"ignored: there is no check \"EC2.99\"; name one, such as \"port range\", or a control, such as EC2.19\n" +
				"ignored: \"SSH\" needs a reason"},
	}
	for _, tt := range tests {
		got := ""
		if err := tt.settings.Validate(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%+v:\n%s\nwant:\n%s", tt.settings, got, tt.want)
		}
	}
}

func TestConfirmation(t *testing.T) {
	web, bastion := vpcWebServers(), Group{ID: "sg-77aa01bc", Name: "bastion", VPCID: "vpc-0f1e2d3c", OwnerID: account}
	tests := []struct {
		name         string
		web, bastion string // the planned rules
		severity     Severity
		id           string
		consequence  string
	}{
		{"nothing found", "tcp/443 from 0.0.0.0/0", "tcp/22 from 10.0.0.0/8", None, "", ""},
		{"medium", "tcp/23 from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", Medium, "", ""},
		{"critical", "tcp/443 from 0.0.0.0/0", "tcp/3389 from 0.0.0.0/0", Critical, "sg-77aa01bc", "After this, the whole internet reaches TCP 3389 on bastion."},
		{"the worse group", "tcp/8443 from 0.0.0.0/0", "tcp/22 from ::/0", Critical, "sg-77aa01bc",
			"After this, the whole internet reaches TCP 8443 on VpcWebServers and the whole IPv6 internet reaches TCP 22 on bastion."},
		{"a wide range", "tcp/22 from 52.0.0.0/8", "tcp/23 from 10.0.0.0/8", High, "sg-140ba4c8",
			"After this, a wide range of public addresses is let in on VpcWebServers."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wanted := [][]Wanted{mustRules(t, tt.web+" # why", web), mustRules(t, tt.bastion+" # why", bastion)}
			p := newPlan("op", []Group{web, bastion}, wanted, DefaultLimits())
			if p.Severity() != tt.severity || p.ConfirmID() != tt.id || p.Severity().NeedsID() != (tt.id != "") {
				t.Errorf("%s, confirmed with %q; want %s, %q", p.Severity(), p.ConfirmID(), tt.severity, tt.id)
			}
			if got := p.Consequence(); got != tt.consequence {
				t.Errorf("%q\nwant %q", got, tt.consequence)
			}
		})
	}
}

func TestBadge(t *testing.T) {
	assessor := NewAssessor(DefaultSettings(), riskLists())
	tests := []struct {
		held  string
		badge string
		worst Severity
	}{
		{"tcp/443 from 0.0.0.0/0", "", None},
		{"tcp/22 from 10.0.0.0/8", "", None},
		{"tcp/23 from 10.0.0.0/8", "", None}, // medium is no badge
		{"tcp/22 from 0.0.0.0/0", "SSH", Critical},
		{"tcp/22 from 0.0.0.0/1;tcp/22 from 128.0.0.0/1", "SSH", Critical},
		{"tcp/22 from pl-1", "SSH", Critical},
		{"all from ::/0", "ALL", Critical},
		{"tcp/3389 from 0.0.0.0/0;tcp/443 from 0.0.0.0/0", "RDP", Critical},
		{"tcp/6379 from 0.0.0.0/0", "data", High},
		{"tcp/8080 from 0.0.0.0/0", "risky", Critical},
		{"tcp/8443 from 0.0.0.0/0", "public", High},
		{"tcp/22 from 52.0.0.0/8", "wide", High},
	}
	for _, tt := range tests {
		badge, severity := assessor.Badge(holding(t, vpcWebServers(), strings.Split(tt.held, ";")...))
		if badge != tt.badge || severity != tt.worst {
			t.Errorf("%s: %q, %s; want %q, %s", tt.held, badge, severity, tt.badge, tt.worst)
		}
	}
}
