package servetest

import "fmt"

// Rules makes lines of rules that nobody used yet, all within the limits of the
// visitor "within".
type Rules struct {
	port  int // the newest that was used, past 4000
	risks int // how many rules of risk there were
}

// Port is the newest that was used.
func (r *Rules) Port() string { return fmt.Sprint(4000 + r.port) }

// New is a rule of no risk.
func (r *Rules) New() string {
	r.port++
	return fmt.Sprintf("tcp/%s from 192.0.2.0/24 for 1h", r.Port())
}

// Risky is a rule of a severity that waits for approval.
func (r *Rules) Risky() string {
	ports := []int{5432, 3306, 6379, 3389, 27017, 9200}
	r.risks++
	return fmt.Sprintf("tcp/%d from 0.0.0.0/0 for 1h", ports[r.risks%len(ports)])
}
