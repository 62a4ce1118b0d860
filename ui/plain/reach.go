package plain

import (
	"strings"

	"sluice/model/ingress"
)

// Reach is the answer to who can reach what, for people.
func Reach(q ingress.Query, answer ingress.Answer, notes []string) string {
	var t lines
	if len(answer.Hits) > 0 {
		rows := [][]string{{"GROUP", "ID", "NETWORK", "RULE", "NOTE"}}
		for _, hit := range answer.Hits {
			rows = append(rows, []string{hit.Group.Name, hit.Group.ID, hit.Group.Network(), hit.Words(), hit.Rule.Description})
		}
		_ = columns(&t.text, rows) // into memory
	}
	for _, note := range notes {
		t.line("Note: " + note)
	}
	if len(answer.Unread) > 0 {
		t.line("Note: these prefix lists could not be read, and rules that name them may admit it too: " + strings.Join(answer.Unread, ", "))
	}
	if len(answer.Hits) == 0 {
		t.line("No rule admits " + q.String())
	} else {
		t.line(q.String() + " is admitted by " + ingress.Count(len(answer.Hits), "rule") + " in " + ingress.Count(answer.Groups(), "group"))
	}
	return t.text.String()
}

// ReachJSON is an answer for programs; the help of sluice reach describes it.
type ReachJSON struct {
	Version int             `json:"version"`
	From    string          `json:"from"`
	Traffic string          `json:"traffic"`
	Rules   []ReachRuleJSON `json:"rules"`
	Unread  []string        `json:"unread"`
}

// ReachRuleJSON is a rule that lets the traffic in.
type ReachRuleJSON struct {
	Group       string `json:"group"`
	Name        string `json:"name"`
	VPC         string `json:"vpc"`
	Owner       string `json:"owner"`
	Rule        string `json:"rule"`
	Description string `json:"description"`
	Via         string `json:"via"`
	ViaName     string `json:"via_name"`
	Part        bool   `json:"part"`
}

// ReachOf is an answer for programs.
func ReachOf(q ingress.Query, answer ingress.Answer) ReachJSON {
	told := ReachJSON{Version: Version, From: q.From.String(), Traffic: q.Spec.String(), Rules: []ReachRuleJSON{}, Unread: some(answer.Unread)}
	for _, hit := range answer.Hits {
		r := ReachRuleJSON{
			Group: hit.Group.ID, Name: hit.Group.Name, VPC: hit.Group.VPCID, Owner: hit.Group.OwnerID,
			Rule: hit.Rule.Rule.String(), Description: hit.Rule.Description, Part: hit.Part,
		}
		if hit.Via != nil {
			r.Via, r.ViaName = hit.Via.ID, hit.Via.Name
		}
		told.Rules = append(told.Rules, r)
	}
	return told
}
