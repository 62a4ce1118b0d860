package journal

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"sluice/model/ingress"
)

// ruleForm is a rule in JSON: its identity, and what a person or EC2 said beside it.
type ruleForm struct {
	Protocol    string     `json:"protocol"` // as requests spell it
	From        int        `json:"from"`     // ports, or ICMP type and code; -1 for all, or none
	To          int        `json:"to"`
	Source      sourceForm `json:"source"`
	SourceOwner text       `json:"sourceOwner,omitempty"`
	Description text       `json:"description,omitempty"`
}

// sourceForm has one of its fields, or two for a source group by name.
type sourceForm struct {
	CIDR       string `json:"cidr,omitempty"`
	Group      text   `json:"group,omitempty"`
	Account    text   `json:"account,omitempty"`
	Name       text   `json:"name,omitempty"`
	PrefixList text   `json:"prefixList,omitempty"`
}

// wantedForm is a rule that was asked for.
type wantedForm struct {
	ruleForm
	Lifetime string     `json:"lifetime,omitempty"` // as a rule line spells it
	Expires  *time.Time `json:"expires,omitempty"`
	Notes    []text     `json:"notes,omitempty"`
}

func formOfRule(r ingress.Rule, owner, description string) (ruleForm, error) {
	s := r.Source()
	if s.Kind() == ingress.NoSource {
		return ruleForm{}, errors.New("a rule has no source")
	}
	spec := r.Spec()
	f := ruleForm{Protocol: spec.Protocol.Wire(), From: spec.From, To: spec.To, SourceOwner: text(owner), Description: text(description)}
	if s.Prefix().IsValid() {
		f.Source.CIDR = s.Prefix().String()
	}
	account, name := s.NamedGroup()
	f.Source.Account, f.Source.Name = text(account), text(name)
	f.Source.Group, f.Source.PrefixList = text(s.GroupID()), text(s.PrefixListID())
	return f, nil
}

func (f ruleForm) rule() (ingress.Rule, error) {
	protocol, err := ingress.ParseProtocol(f.Protocol)
	if err != nil {
		return ingress.Rule{}, err
	}
	source, err := f.Source.source()
	if err != nil {
		return ingress.Rule{}, err
	}
	return ingress.NewRule(protocol, f.From, f.To, source)
}

func (f sourceForm) source() (ingress.Source, error) {
	switch {
	case f.CIDR != "":
		prefix, err := netip.ParsePrefix(f.CIDR)
		if err != nil {
			return ingress.Source{}, fmt.Errorf("source: %w", err)
		}
		return ingress.FromPrefix(prefix), nil
	case f.Group != "":
		return ingress.FromGroup(string(f.Group))
	case f.PrefixList != "":
		return ingress.FromPrefixList(string(f.PrefixList))
	}
	return ingress.FromNamedGroup(string(f.Account), string(f.Name))
}

func formOfWanted(w ingress.Wanted) (f wantedForm, err error) {
	if f.ruleForm, err = formOfRule(w.Rule, w.SourceOwner, w.Description); err != nil {
		return f, err
	}
	f.Lifetime = w.Lifetime.String()
	if !w.Expires.IsZero() {
		at := w.Expires.UTC()
		f.Expires = &at
	}
	for _, note := range w.Notes {
		f.Notes = append(f.Notes, text(note))
	}
	return f, nil
}

func (f wantedForm) wanted() (w ingress.Wanted, err error) {
	if w.Rule, err = f.rule(); err != nil {
		return w, err
	}
	if w.Lifetime, err = ingress.ReadLifetime(f.Lifetime); err != nil {
		return w, err
	}
	w.SourceOwner, w.Description = string(f.SourceOwner), string(f.Description)
	if f.Expires != nil {
		w.Expires = *f.Expires
	}
	for _, note := range f.Notes {
		w.Notes = append(w.Notes, string(note))
	}
	return w, nil
}
