package ingress

// ParseSpecs reads one protocol of a rule line: tcp/22,443, udp/53, ssh, icmp,
// all, 50. The error says how to mend it.
func ParseSpecs(text string) ([]Spec, error) { return readProtocol(text) }
