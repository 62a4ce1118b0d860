package journal

import (
	"slices"

	"sluice/model/ingress"
)

// groupForm is a security group in JSON. Its tags are other people's words, and none of the journal's business.
type groupForm struct {
	ID          text `json:"id"`
	Name        text `json:"name"`
	Description text `json:"description,omitempty"`
	VPC         text `json:"vpc,omitempty"` // none for EC2-Classic
	Owner       text `json:"owner,omitempty"`
}

func formOfGroup(g ingress.Group) groupForm {
	return groupForm{text(g.ID), text(g.Name), text(g.Description), text(g.VPCID), text(g.OwnerID)}
}

func (f groupForm) group() ingress.Group {
	return ingress.Group{ID: string(f.ID), Name: string(f.Name), Description: string(f.Description), VPCID: string(f.VPC), OwnerID: string(f.Owner)}
}

// changeForm is a change in JSON: what is sent, and what it was planned from.
type changeForm struct {
	Kind           string        `json:"kind"`
	Group          groupForm     `json:"group"`
	Revision       text          `json:"revision"`
	IncludeCovered bool          `json:"includeCovered,omitempty"`
	Undoes         text          `json:"undoes,omitempty"`
	Untagged       bool          `json:"untagged,omitempty"`
	Approval       text          `json:"approval,omitempty"` // the plan that waited, and who asked for it
	AskedBy        text          `json:"askedBy,omitempty"`
	Rules          []plannedForm `json:"rules"`
}

// plannedForm is a rule that is sent.
type plannedForm struct {
	wantedForm
	Verdict  string    `json:"verdict"`
	Existing *heldForm `json:"existing,omitempty"` // the group's rule that is revoked or modified
}

// heldForm is a rule that a group holds, with the tags that are ours.
type heldForm struct {
	ruleForm
	ID   text            `json:"id,omitempty"`
	Tags map[string]text `json:"tags,omitempty"`
}

// ours are the keys of the tags that this program sets.
func ours() []string {
	return []string{ingress.TagBy, ingress.TagExpires, ingress.TagOperation}
}

func formOfChange(c ingress.Change) (f changeForm, err error) {
	f = changeForm{
		Group: formOfGroup(c.Group), Revision: text(c.Revision), IncludeCovered: c.IncludeCovered,
		Undoes: text(c.Undoes), Untagged: c.Untagged, Approval: text(c.Approval), AskedBy: text(c.AskedBy), Rules: []plannedForm{},
	}
	if f.Kind, err = kinds().name(c.Kind); err != nil {
		return f, err
	}
	for _, r := range c.Rules {
		if !c.Sends(r) {
			continue
		}
		planned, err := formOfPlanned(r)
		if err != nil {
			return f, err
		}
		f.Rules = append(f.Rules, planned)
	}
	return f, nil
}

func formOfPlanned(r ingress.PlannedRule) (f plannedForm, err error) {
	if f.wantedForm, err = formOfWanted(r.Wanted); err != nil {
		return f, err
	}
	if f.Verdict, err = verdicts().name(r.Verdict); err != nil || r.Existing.Source().Kind() == ingress.NoSource {
		return f, err
	}
	held, err := formOfHeld(r.Existing)
	f.Existing = &held
	return f, err
}

func formOfHeld(r ingress.GroupRule) (f heldForm, err error) {
	f = heldForm{ID: text(r.ID)}
	f.ruleForm, err = formOfRule(r.Rule, r.SourceOwner, r.Description)
	for _, t := range r.Tags {
		if slices.Contains(ours(), t.Key) {
			if f.Tags == nil {
				f.Tags = map[string]text{}
			}
			f.Tags[t.Key] = text(t.Value)
		}
	}
	return f, err
}

func (f changeForm) change() (c ingress.Change, err error) {
	c = ingress.Change{
		Group: f.Group.group(), Revision: string(f.Revision), IncludeCovered: f.IncludeCovered,
		Undoes: string(f.Undoes), Untagged: f.Untagged, Approval: string(f.Approval), AskedBy: string(f.AskedBy),
	}
	if c.Kind, err = kinds().number(f.Kind); err != nil {
		return c, err
	}
	for _, planned := range f.Rules {
		r, err := planned.planned()
		if err != nil {
			return c, err
		}
		c.Rules = append(c.Rules, r)
	}
	return c, nil
}

func (f plannedForm) planned() (r ingress.PlannedRule, err error) {
	if r.Wanted, err = f.wanted(); err != nil {
		return r, err
	}
	if r.Verdict, err = verdicts().number(f.Verdict); err != nil || f.Existing == nil {
		return r, err
	}
	r.Existing, err = f.Existing.held()
	return r, err
}

func (f heldForm) held() (r ingress.GroupRule, err error) {
	r = ingress.GroupRule{ID: string(f.ID), SourceOwner: string(f.SourceOwner), Description: string(f.Description)}
	for _, key := range ours() {
		if value, tagged := f.Tags[key]; tagged {
			r.Tags = append(r.Tags, ingress.Tag{Key: key, Value: string(value)})
		}
	}
	r.Rule, err = f.rule()
	return r, err
}
