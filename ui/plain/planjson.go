package plain

import (
	"sluice/model/ingress"
)

// PlanJSON is a plan for programs; the help of sluice plan describes it.
type PlanJSON struct {
	Version  int         `json:"version"`
	Summary  string      `json:"summary"`
	Sends    int         `json:"sends"`
	Severity string      `json:"severity"`
	Confirm  string      `json:"confirm"`
	Blocked  string      `json:"blocked"`
	Notes    []string    `json:"notes"`
	Groups   []GroupJSON `json:"groups"`
}

// GroupJSON is a group of a plan.
type GroupJSON struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	VPC        string         `json:"vpc"`
	Owner      string         `json:"owner"`
	Revision   string         `json:"revision"`
	Quota      QuotaJSON      `json:"quota"`
	Permission PermissionJSON `json:"permission"`
	Rules      []RuleJSON     `json:"rules"`
}

// QuotaJSON is a group's quota. It has IPv4 and IPv6, or Rules.
type QuotaJSON struct {
	Limit int        `json:"limit"`
	Rules *MeterJSON `json:"rules,omitempty"`
	IPv4  *MeterJSON `json:"ipv4,omitempty"`
	IPv6  *MeterJSON `json:"ipv6,omitempty"`
}

// MeterJSON is a number of rules before the plan and after it.
type MeterJSON struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

// PermissionJSON is what EC2's dry run said.
type PermissionJSON struct {
	Answer string `json:"answer"`
	Why    string `json:"why"`
}

// RuleJSON is a rule of a plan.
type RuleJSON struct {
	Rule        string        `json:"rule"`
	Description string        `json:"description"`
	Verdict     string        `json:"verdict"`
	Words       string        `json:"words"`
	Sent        bool          `json:"sent"`
	Related     []string      `json:"related"`
	Findings    []FindingJSON `json:"findings"`
	Notes       []string      `json:"notes"`
}

// FindingJSON is an exposure check that fails.
type FindingJSON struct {
	Check    string   `json:"check"`
	Severity string   `json:"severity"`
	IDs      []string `json:"ids"`
	Words    string   `json:"words"`
	Ignored  string   `json:"ignored"`
}

// JSON is the plan for programs.
func (p Plan) JSON() string {
	told := PlanJSON{
		Version: Version, Summary: p.Plan.Summary(), Sends: p.Plan.Sends(), Severity: p.Plan.Severity().String(),
		Confirm: p.Plan.ConfirmID(), Blocked: p.Obstacle, Notes: some(p.Notes), Groups: []GroupJSON{},
	}
	for _, c := range p.Plan.Changes {
		g := GroupJSON{
			ID: c.Group.ID, Name: c.Group.Name, VPC: c.Group.VPCID, Owner: c.Group.OwnerID, Revision: c.Revision,
			Quota: quotaOf(c.Quota), Permission: p.permission(c), Rules: []RuleJSON{},
		}
		for i, r := range c.Rules {
			g.Rules = append(g.Rules, RuleJSON{
				Rule: r.Rule.String(), Description: r.Description, Verdict: r.Name(), Words: c.Words(i), Sent: c.Sends(r),
				Related: some(r.RelatedIDs()), Findings: findingsOf(c, i), Notes: some(r.Notes),
			})
		}
		told.Groups = append(told.Groups, g)
	}
	return JSON(told)
}

func quotaOf(q ingress.Quota) QuotaJSON {
	first := &MeterJSON{q.Before4, q.After4}
	if q.Together {
		return QuotaJSON{Limit: q.Limit, Rules: first}
	}
	return QuotaJSON{Limit: q.Limit, IPv4: first, IPv6: &MeterJSON{q.Before6, q.After6}}
}

func (p Plan) permission(c ingress.Change) PermissionJSON {
	permit, asked := p.Permits[c.Group.ID]
	told := PermissionJSON{Answer: "unknown"}
	switch {
	case !asked:
		told.Answer = "not-asked"
	case permit.Answer == ingress.Allowed:
		told.Answer = "allowed"
	case permit.Answer == ingress.Denied:
		told.Answer = "denied"
	}
	if permit.Failure != nil {
		told.Why = permit.Failure.Error()
	}
	return told
}

func findingsOf(c ingress.Change, i int) []FindingJSON {
	told := []FindingJSON{}
	for _, f := range c.FindingsOf(i) {
		told = append(told, FindingJSON{
			Check: f.Check.Name, Severity: f.Severity().String(), IDs: some(f.Check.IDs), Words: f.Words(), Ignored: f.Ignored,
		})
	}
	return told
}
