package ingress

import "strconv"

// Spec is the protocol side of a rule: everything but the source. From and To
// are ports, or ICMP type and code, or -1.
type Spec struct {
	Protocol Protocol
	From, To int
}

// String is the spec as a rule line spells it: tcp/22, udp/8080-8081, icmp/8:0,
// icmpv6, all, 50.
func (s Spec) String() string {
	name := s.Protocol.Wire()
	switch {
	case s.Protocol == AllProtocols:
		return "all"
	case s.Protocol.HasPorts() && s.From == 0 && s.To == maxPort:
		return name + "/*"
	case s.Protocol.HasPorts():
		return name + "/" + portRange(s.From, s.To)
	case s.Protocol.IsICMP() && s.From != anyNumber && s.To == anyNumber:
		return name + "/" + strconv.Itoa(s.From)
	case s.Protocol.IsICMP() && s.From != anyNumber:
		return name + "/" + strconv.Itoa(s.From) + ":" + strconv.Itoa(s.To)
	}
	return name
}

// Preset is a well-known kind of traffic, as the EC2 console offers it.
type Preset struct {
	Name string // SSH, Custom TCP, All traffic
	Spec Spec
	// Custom presets choose a protocol and leave ports, or type and code, open.
	Custom bool
}

// Presets are the types that the EC2 console offers, in its order, the ones
// with a fixed port by port number.
func Presets() []Preset {
	port := func(name string, p Protocol, port int) Preset {
		return Preset{Name: name, Spec: Spec{p, port, port}}
	}
	return []Preset{
		{"Custom TCP", Spec{TCP, anyNumber, anyNumber}, true},
		{"Custom UDP", Spec{UDP, anyNumber, anyNumber}, true},
		{"Custom ICMP - IPv4", Spec{ICMP, anyNumber, anyNumber}, true},
		{"Custom ICMP - IPv6", Spec{ICMPv6, anyNumber, anyNumber}, true},
		{"Custom protocol", Spec{AllProtocols, anyNumber, anyNumber}, true},
		{"All TCP", Spec{TCP, 0, maxPort}, false},
		{"All UDP", Spec{UDP, 0, maxPort}, false},
		{"All ICMP - IPv4", Spec{ICMP, anyNumber, anyNumber}, false},
		{"All ICMP - IPv6", Spec{ICMPv6, anyNumber, anyNumber}, false},
		{"All traffic", Spec{AllProtocols, anyNumber, anyNumber}, false},
		port("SSH", TCP, 22),
		port("SMTP", TCP, 25),
		port("DNS (UDP)", UDP, 53),
		port("DNS (TCP)", TCP, 53),
		port("HTTP", TCP, 80),
		port("POP3", TCP, 110),
		port("IMAP", TCP, 143),
		port("LDAP", TCP, 389),
		port("HTTPS", TCP, 443),
		port("SMB", TCP, 445),
		port("SMTPS", TCP, 465),
		port("IMAPS", TCP, 993),
		port("POP3S", TCP, 995),
		port("MSSQL", TCP, 1433),
		port("Oracle", TCP, 1521),
		port("NFS", TCP, 2049),
		port("MySQL/Aurora", TCP, 3306),
		port("RDP", TCP, 3389),
		port("PostgreSQL", TCP, 5432),
		port("Redshift", TCP, 5439),
		port("WinRM-HTTP", TCP, 5985),
		port("WinRM-HTTPS", TCP, 5986),
		port("Cassandra", TCP, 9042),
	}
}

// PresetNamed finds a preset by its name, ignoring case, spaces and punctuation;
// mysql and aurora, mssql and sqlserver are names of one preset.
func PresetNamed(name string) (Preset, bool) {
	want := slug(name)
	switch want {
	case "mysql", "aurora":
		want = slug("MySQL/Aurora")
	case "postgres":
		want = "postgresql"
	case "dns":
		want = "dnsudp"
	case "sqlserver":
		want = "mssql"
	}
	for _, p := range Presets() {
		if want != "" && foldsTo(p.Name, want) {
			return p, true
		}
	}
	return Preset{}, false
}

// presetFor is the preset that says what a spec is: SSH for tcp/22, Custom TCP
// for a port that has no name.
func presetFor(s Spec) Preset {
	for _, p := range Presets() {
		if !p.Custom && p.Spec == s {
			return p
		}
	}
	return customPreset(s.Protocol)
}

// customPreset is the preset of a protocol that leaves the ports open.
func customPreset(protocol Protocol) Preset {
	for _, p := range Presets() {
		if p.Custom && (p.Spec.Protocol == protocol || p.Spec.Protocol == AllProtocols) {
			return p
		}
	}
	return Preset{}
}
