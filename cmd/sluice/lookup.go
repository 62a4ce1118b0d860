package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluice/model/ingress"
)

// lookup reads the groups that a plan is about. The others are listed only where
// a name, or a source group, needs them.
type lookup struct {
	reader  ingress.Reader
	targets []ingress.Group // as just read, in the order of their naming
	listed  []ingress.Group
	asked   bool  // the groups were listed
	failure error // what of the list could not be read
}

// find reads the target groups by their ids or names. One that is named twice is
// taken once.
func (l *lookup) find(ctx context.Context, names []string) error {
	for _, name := range names {
		id, err := l.idOf(ctx, name)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(l.targets, func(g ingress.Group) bool { return g.ID == id }) {
			continue
		}
		group, err := l.reader.Group(ctx, id)
		if err != nil {
			return err
		}
		l.targets = append(l.targets, group)
	}
	return nil
}

// idOf is the id of a group given by its id or its name.
func (l *lookup) idOf(ctx context.Context, name string) (string, error) {
	if source, err := ingress.FromGroup(name); err == nil {
		return source.GroupID(), nil
	}
	if name == "" {
		return "", errors.New("--group is empty: give a security group's id, such as sg-0a5d8e02, or its name")
	}
	l.list(ctx)
	var called []ingress.Group
	for _, g := range l.listed {
		if g.Name == name {
			called = append(called, g)
		}
	}
	switch {
	case len(called) == 1:
		return called[0].ID, nil
	case len(called) == 0 && l.failure != nil:
		return "", l.failure
	case len(called) == 0:
		return "", fmt.Errorf("--group %q: no security group has that id or name", name)
	}
	ids := make([]string, len(called))
	for i, g := range called {
		ids[i] = g.ID + " in " + g.Network()
	}
	return "", fmt.Errorf("--group %q: %d security groups have that name: give the id, one of %s", name, len(called), strings.Join(ids, ", "))
}

// list reads all groups, once.
func (l *lookup) list(ctx context.Context) {
	if l.asked {
		return
	}
	l.asked = true
	for page, err := range l.reader.Groups(ctx) {
		if err != nil {
			l.failure = err
			return
		}
		l.listed = append(l.listed, page...)
	}
}

// known are the groups that names are looked up in: what was read last comes first.
func (l *lookup) known() []ingress.Group { return slices.Concat(l.targets, l.listed) }

// parse makes the rules of a draft for each target.
func (l *lookup) parse(ctx context.Context, a asked) ([][]ingress.Wanted, error) {
	wanted, problems := a.draft.Parse(l.targets, l.known())
	if !l.asked && (len(problems) > 0 || l.misses(wanted)) {
		l.list(ctx)
		wanted, problems = a.draft.Parse(l.targets, l.known())
	}
	if len(problems) == 0 {
		problems = a.draft.ProblemsAt(time.Now())
	}
	err := a.complain(problems)
	if err != nil && l.failure != nil {
		err = complaints{err, l.failure}
	}
	return wanted, err
}

// misses reports whether rules name a source group that is not known.
func (l *lookup) misses(wanted [][]ingress.Wanted) bool {
	known := l.known()
	for _, w := range slices.Concat(wanted...) {
		id := w.Source().GroupID()
		if id != "" && !slices.ContainsFunc(known, func(g ingress.Group) bool { return g.ID == id }) {
			return true
		}
	}
	return false
}
