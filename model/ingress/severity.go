package ingress

// Severity is how bad a finding is.
type Severity uint8

// The severities, the least first.
const (
	None Severity = iota
	Note
	Low
	Medium
	High
	Critical
)

// String is the severity in lower case.
func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Low:
		return "low"
	case Medium:
		return "medium"
	case High:
		return "high"
	case Critical:
		return "critical"
	}
	return "none"
}

// NeedsID reports whether a plan with such a finding is confirmed by typing the
// group's id; for others Enter does.
func (s Severity) NeedsID() bool { return s >= High }
