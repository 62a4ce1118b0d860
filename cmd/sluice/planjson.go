package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"sluice/model/ingress"
)

// schemaVersion is the version of what --json prints. Fields may be added under
// it; a change to one that is there needs the next.
const schemaVersion = 1

// planJSON is a plan for programs; planHelp describes it.
type planJSON struct {
	Version  int         `json:"version"`
	Summary  string      `json:"summary"`
	Sends    int         `json:"sends"`
	Severity string      `json:"severity"`
	Confirm  string      `json:"confirm"`
	Blocked  string      `json:"blocked"`
	Notes    []string    `json:"notes"`
	Groups   []groupJSON `json:"groups"`
}

type groupJSON struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	VPC        string         `json:"vpc"`
	Owner      string         `json:"owner"`
	Revision   string         `json:"revision"`
	Quota      quotaJSON      `json:"quota"`
	Permission permissionJSON `json:"permission"`
	Rules      []ruleJSON     `json:"rules"`
}

// quotaJSON has IPv4 and IPv6, or Rules.
type quotaJSON struct {
	Limit int        `json:"limit"`
	Rules *meterJSON `json:"rules,omitempty"`
	IPv4  *meterJSON `json:"ipv4,omitempty"`
	IPv6  *meterJSON `json:"ipv6,omitempty"`
}

type meterJSON struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

type permissionJSON struct {
	Answer string `json:"answer"`
	Why    string `json:"why"`
}

type ruleJSON struct {
	Rule        string        `json:"rule"`
	Description string        `json:"description"`
	Verdict     string        `json:"verdict"`
	Words       string        `json:"words"`
	Sent        bool          `json:"sent"`
	Related     []string      `json:"related"`
	Findings    []findingJSON `json:"findings"`
	Notes       []string      `json:"notes"`
}

type findingJSON struct {
	Check    string   `json:"check"`
	Severity string   `json:"severity"`
	IDs      []string `json:"ids"`
	Words    string   `json:"words"`
	Ignored  string   `json:"ignored"`
}

// json is the plan as --json prints it.
func (d proposal) json() string {
	told := planJSON{
		Version: schemaVersion, Summary: d.plan.Summary(), Sends: d.plan.Sends(), Severity: d.plan.Severity().String(),
		Confirm: d.plan.ConfirmID(), Blocked: d.obstacle, Notes: some(d.notes), Groups: []groupJSON{},
	}
	for _, c := range d.plan.Changes {
		g := groupJSON{
			ID: c.Group.ID, Name: c.Group.Name, VPC: c.Group.VPCID, Owner: c.Group.OwnerID, Revision: c.Revision,
			Quota: quotaOf(c.Quota), Permission: d.permission(c), Rules: []ruleJSON{},
		}
		for i, r := range c.Rules {
			g.Rules = append(g.Rules, ruleJSON{
				Rule: r.Rule.String(), Description: r.Description, Verdict: r.Name(), Words: c.Words(i), Sent: c.Sends(r),
				Related: some(r.RelatedIDs()), Findings: findingsOf(c, i), Notes: some(r.Notes),
			})
		}
		told.Groups = append(told.Groups, g)
	}
	return jsonText(told)
}

func quotaOf(q ingress.Quota) quotaJSON {
	first := &meterJSON{q.Before4, q.After4}
	if q.Together {
		return quotaJSON{Limit: q.Limit, Rules: first}
	}
	return quotaJSON{Limit: q.Limit, IPv4: first, IPv6: &meterJSON{q.Before6, q.After6}}
}

func (d proposal) permission(c ingress.Change) permissionJSON {
	permit, asked := d.permits[c.Group.ID]
	told := permissionJSON{Answer: "unknown"}
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

func findingsOf(c ingress.Change, i int) []findingJSON {
	told := []findingJSON{}
	for _, f := range c.FindingsOf(i) {
		told = append(told, findingJSON{
			Check: f.Check.Name, Severity: f.Severity().String(), IDs: some(f.Check.IDs), Words: f.Words(), Ignored: f.Ignored,
		})
	}
	return told
}

// some is texts as a list that is never null.
func some(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

// jsonText is v as indented JSON in ASCII: names from outside are whole in it, and
// none can do anything to a terminal.
func jsonText(v any) string {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v) // texts, numbers and lists of them: it cannot fail
	var ascii []byte
	for text := buf.Bytes(); len(text) > 0; {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		switch {
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			ascii = fmt.Appendf(ascii, `\u%04x\u%04x`, high, low)
		case r > '~':
			ascii = fmt.Appendf(ascii, `\u%04x`, r)
		default:
			ascii = append(ascii, byte(r))
		}
	}
	return string(ascii)
}
