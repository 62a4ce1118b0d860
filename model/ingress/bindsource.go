package ingress

import (
	"cmp"
	"fmt"
	"slices"
)

// bind makes a source of the text for one group.
func (s sourceText) bind(target Group, known []Group) (w Wanted, err error) {
	w.source = s.source
	switch {
	case target.Classic():
		w.source, err = s.bindClassic(target, known)
	case s.name != "":
		w.source, w.SourceOwner, err = s.bindName(target, known)
	case s.source.kind == SourceGroup:
		w.SourceOwner, err = s.bindID(target, known)
	}
	switch byID := w.source.kind == SourceGroup; {
	case s.note != "":
		w.Notes = []string{s.note}
	case byID && s.account != "" && s.account != target.OwnerID:
		w.Notes = []string{"a group of account " + s.account}
	case byID != (s.source.kind == SourceGroup):
		w.Notes = []string{"you typed " + s.text}
	}
	return w, err
}

func (s sourceText) bindClassic(target Group, known []Group) (Source, error) {
	switch s.source.kind {
	case SourceIPv6:
		return Source{}, fmt.Errorf("%s: EC2-Classic has no IPv6", s.text)
	case SourcePrefixListID:
		return Source{}, fmt.Errorf("%s: an EC2-Classic group takes no prefix list", s.text)
	case SourceGroup:
		g, ok := groupByID(known, s.source.ref)
		if !ok || !g.Classic() || s.account != "" && s.account != g.OwnerID {
			return Source{}, fmt.Errorf("%s: an EC2-Classic group takes source groups of EC2-Classic as account/name, such as 999988887777/web", s.text)
		}
		return FromNamedGroup(g.OwnerID, g.Name)
	case NoSource:
		if s.account != "" {
			return FromNamedGroup(s.account, s.name)
		}
		if _, ok := groupNamed(known, target, s.name); !ok {
			return Source{}, s.unknownClassic(known)
		}
		return FromNamedGroup(target.OwnerID, s.name)
	}
	return s.source, nil
}

// unknownClassic says what to write for a name that the account has no
// EC2-Classic group of.
func (s sourceText) unknownClassic(known []Group) error {
	other, ok := first(known, func(g Group) bool { return g.Classic() && g.Name == s.name })
	if !ok {
		return fmt.Errorf("%s: no EC2-Classic group of that name; quote a name that has spaces, or write account/name for another account's", s.text)
	}
	return fmt.Errorf("%s is a group of account %s: write %s/%s", s.text, other.OwnerID, other.OwnerID, s.text)
}

// bindName finds a VPC's source group by its name: EC2 takes only its id.
func (s sourceText) bindName(target Group, known []Group) (Source, string, error) {
	if s.account != "" && s.account != target.OwnerID {
		return Source{}, "", fmt.Errorf("%s: a VPC group takes a source group by its id, sg-…; account and name are for EC2-Classic", s.text)
	}
	g, ok := groupNamed(known, target, s.name)
	if !ok {
		if other, ok := first(known, func(g Group) bool { return g.Name == s.name && g.VPCID != target.VPCID }); ok {
			return Source{}, "", networkError(other, target)
		}
		return Source{}, "", fmt.Errorf("%s: no group of that name in %s; give its id or a CIDR, or quote a name that has spaces", s.text, target.VPCID)
	}
	source, err := FromGroup(g.ID)
	return source, g.OwnerID, err
}

// bindID tells whose a source group is: EC2 takes the account beside the id, and
// needs it for a group of another account (EC2 API reference, UserIdGroupPair).
func (s sourceText) bindID(target Group, known []Group) (owner string, err error) {
	owner, err = checkSameVPC(s.source.ref, target, known)
	if err == nil && owner != "" && s.account != "" && owner != s.account {
		return "", fmt.Errorf("%s is a group of account %s: write %s", s.text, owner, s.source.ref)
	}
	return cmp.Or(owner, s.account), err
}

// checkSameVPC holds a source group to the target's VPC where it is known which
// one it is in; EC2 answers for groups that are not known here.
func checkSameVPC(id string, target Group, known []Group) (owner string, err error) {
	g, ok := groupByID(known, id)
	switch {
	case !ok:
		return "", nil
	case g.VPCID != target.VPCID:
		return "", networkError(g, target)
	}
	return g.OwnerID, nil
}

func networkError(g, target Group) error {
	if g.Classic() {
		return fmt.Errorf("%s (%s) is an EC2-Classic group: a VPC group takes source groups of its own VPC", g.ID, g.Name)
	}
	return fmt.Errorf("%s (%s) is in %s, not in %s: source groups must be in the same VPC", g.ID, g.Name, g.VPCID, target.VPCID)
}

func groupByID(known []Group, id string) (Group, bool) {
	return first(known, func(g Group) bool { return g.ID == id })
}

// groupNamed is the target's own account's group of that name in the target's
// network.
func groupNamed(known []Group, target Group, name string) (Group, bool) {
	return first(known, func(g Group) bool {
		return g.Name == name && g.VPCID == target.VPCID && g.OwnerID == target.OwnerID
	})
}

func first(groups []Group, is func(Group) bool) (Group, bool) {
	i := slices.IndexFunc(groups, is)
	if i < 0 {
		return Group{}, false
	}
	return groups[i], true
}
