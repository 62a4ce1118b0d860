package journal

import (
	"errors"

	"sluice/model/ingress"
)

// personForm is a person in JSON.
type personForm struct {
	Name text `json:"name"`
	Key  text `json:"key,omitempty"` // the fingerprint
}

func formOfPerson(p ingress.Person) personForm { return personForm{text(p.Name), text(p.Key)} }

func (f personForm) person() ingress.Person {
	return ingress.Person{Name: string(f.Name), Key: string(f.Key)}
}

// askedForm is a plan that waits, in JSON. Its id is the line's operation.
type askedForm struct {
	By       personForm   `json:"by"`
	Endpoint text         `json:"endpoint"`
	Account  text         `json:"account"`
	Region   text         `json:"region"`
	Severity string       `json:"severity"`
	Changes  []changeForm `json:"changes"`
	// Held are the groups as they were then; none in the lines of earlier versions.
	Held []heldGroupForm `json:"held,omitempty"`
	Rest text            `json:"rest,omitempty"` // the approved plan that this is left of, and why
	Why  text            `json:"why,omitempty"`
}

// heldGroupForm is a group with the rules that it had.
type heldGroupForm struct {
	groupForm
	Rules []heldForm `json:"rules"`
}

func formOfHeldGroup(g ingress.Group) (heldGroupForm, error) {
	f := heldGroupForm{formOfGroup(g), []heldForm{}}
	for _, r := range g.Rules {
		held, err := formOfHeld(r)
		if err != nil {
			return f, err
		}
		f.Rules = append(f.Rules, held)
	}
	return f, nil
}

func (f heldGroupForm) held() (ingress.Group, error) {
	g := f.group()
	for _, held := range f.Rules {
		r, err := held.held()
		if err != nil {
			return g, err
		}
		g.Rules = append(g.Rules, r)
	}
	return g, nil
}

// decidedForm is the ruling on the plan that waits as the line's operation.
type decidedForm struct {
	By     personForm `json:"by"`
	Ruling string     `json:"ruling"`
	Why    text       `json:"why,omitempty"`
}

func severities() word[ingress.Severity] {
	return word[ingress.Severity]{"severity", []string{"none", "note", "low", "medium", "high", "critical"}}
}

func decisionKinds() word[ingress.DecisionKind] {
	return word[ingress.DecisionKind]{"ruling", []string{"approved", "rejected", "withdrawn", "expired"}}
}

func formOfAsked(w ingress.Waiting) (f askedForm, err error) {
	f = askedForm{
		By: formOfPerson(w.By), Endpoint: text(w.Site.Endpoint), Account: text(w.Site.Account), Region: text(w.Site.Region),
		Changes: []changeForm{}, Rest: text(w.Rest), Why: text(w.Why),
	}
	if f.Severity, err = severities().name(w.Severity); err != nil {
		return f, err
	}
	for _, c := range w.Changes {
		change, err := formOfChange(c)
		if err != nil {
			return f, err
		}
		f.Changes = append(f.Changes, change)
	}
	for _, g := range w.Held {
		held, err := formOfHeldGroup(g)
		if err != nil {
			return f, err
		}
		f.Held = append(f.Held, held)
	}
	return f, nil
}

// waiting is the plan of a line that says that one was asked for.
func (l line) waiting() (w ingress.Waiting, err error) {
	f := l.Asked
	if f == nil {
		return w, errors.New("it is no plan that waits")
	}
	w = ingress.Waiting{
		ID: string(l.Operation), By: f.By.person(), At: l.Time, Rest: string(f.Rest), Why: string(f.Why),
		Site: ingress.Site{Endpoint: string(f.Endpoint), Account: string(f.Account), Region: string(f.Region)},
	}
	if w.Severity, err = severities().number(f.Severity); err != nil {
		return w, err
	}
	for _, c := range f.Changes {
		change, err := c.change()
		if err != nil {
			return w, err
		}
		w.Changes = append(w.Changes, change)
	}
	for _, held := range f.Held {
		g, err := held.held()
		if err != nil {
			return w, err
		}
		w.Held = append(w.Held, g)
	}
	return w, nil
}

// decision is the ruling of a line on a plan.
func (l line) decision(w ingress.Waiting) (d ingress.Decision, err error) {
	f := l.Decided
	if f == nil {
		return d, errors.New("it is no ruling")
	}
	d = ingress.Decision{ID: w.ID, Asker: w.By, By: f.By.person(), At: l.Time, Why: string(f.Why)}
	d.Kind, err = decisionKinds().number(f.Ruling)
	return d, err
}
