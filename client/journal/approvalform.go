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

func rulings() word[ingress.Ruling] {
	return word[ingress.Ruling]{"ruling", []string{"approved", "rejected", "withdrawn", "expired"}}
}

func formOfAsked(w ingress.Waiting) (f askedForm, err error) {
	f = askedForm{
		By: formOfPerson(w.By), Endpoint: text(w.Site.Endpoint), Account: text(w.Site.Account), Region: text(w.Site.Region),
		Changes: []changeForm{},
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
	return f, nil
}

// waiting is the plan of a line that says that one was asked for.
func (l line) waiting() (w ingress.Waiting, err error) {
	f := l.Asked
	if f == nil {
		return w, errors.New("it is no plan that waits")
	}
	w = ingress.Waiting{
		ID: string(l.Operation), By: f.By.person(), At: l.Time,
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
	return w, nil
}

// decision is the ruling of a line on a plan.
func (l line) decision(w ingress.Waiting) (d ingress.Decision, err error) {
	f := l.Decided
	if f == nil {
		return d, errors.New("it is no ruling")
	}
	d = ingress.Decision{ID: w.ID, Asker: w.By, By: f.By.person(), At: l.Time, Why: string(f.Why)}
	d.Ruling, err = rulings().number(f.Ruling)
	return d, err
}
