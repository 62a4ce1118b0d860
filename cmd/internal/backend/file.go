package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"unicode/utf8"

	"sluice/client/aws"
	"sluice/model/ingress"
)

var _ ingress.Reader = existing{}

// existing are security groups as a file tells them: what aws ec2
// describe-security-groups printed. No network is used.
type existing struct {
	file   string
	groups []ingress.Group
	unread map[string]error // by group, why its rules cannot all be read
}

// FromFile is the backend of a plan on the groups of a file. Nothing can be sent.
func FromFile(file string, text []byte) (Backend, error) {
	read, err := readExisting(file, text)
	if err != nil {
		return Backend{}, fmt.Errorf("%s: %w", file, err)
	}
	return Backend{Session: ingress.Session{ReadOnly: true}, Limits: ingress.DefaultLimits(), Reader: read, File: file, Close: func() {}}, nil
}

func readExisting(file string, text []byte) (existing, error) {
	var answer struct{ SecurityGroups []aws.Described }
	into := any(&answer)
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) { // as --query SecurityGroups prints it
		into = &answer.SecurityGroups
	}
	if err := json.Unmarshal(text, into); err != nil {
		return existing{}, jsonError(text, err)
	}
	if answer.SecurityGroups == nil {
		return existing{}, errors.New("it holds no SecurityGroups: give what aws ec2 describe-security-groups --output json prints")
	}
	e := existing{file: file, unread: map[string]error{}}
	for i, described := range answer.SecurityGroups {
		group, err := described.Read()
		id, noID := ingress.FromGroup(group.ID)
		if noID != nil {
			return existing{}, fmt.Errorf("SecurityGroups %d: GroupId: %w", i+1, noID)
		}
		group.ID = id.GroupID() // a file may spell it in capitals
		if err != nil {
			e.unread[group.ID] = err
		}
		e.groups = append(e.groups, group)
	}
	return e, nil
}

// jsonError names the line and column of what is no JSON, or of another kind than
// it should be.
func jsonError(text []byte, err error) error {
	var offset int64
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset
	} else if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = kind.Offset
	}
	before := text[:min(max(int(offset)-1, 0), len(text))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Errorf("line %d, column %d: %w", line, column, err)
}

// Groups yields the groups of the file, and at the end an error for rules that
// cannot be read and are missing from them.
func (e existing) Groups(context.Context) iter.Seq2[[]ingress.Group, error] {
	return func(yield func([]ingress.Group, error) bool) {
		if !yield(e.groups, nil) {
			return
		}
		for _, id := range slices.Sorted(maps.Keys(e.unread)) {
			yield(nil, e.unreadable(id))
			return
		}
	}
}

func (e existing) unreadable(id string) error {
	return &ingress.Failure{Message: e.file + ": " + id + ": " + e.unread[id].Error()}
}

// Group is a group of the file. One with a rule that cannot be read is an error:
// nothing can be planned on it.
func (e existing) Group(_ context.Context, id string) (ingress.Group, error) {
	i := slices.IndexFunc(e.groups, func(g ingress.Group) bool { return g.ID == id })
	switch {
	case i < 0:
		return ingress.Group{}, &ingress.Failure{Message: e.file + " holds no security group " + id}
	case e.unread[id] != nil:
		return ingress.Group{}, e.unreadable(id)
	}
	return e.groups[i], nil
}

// Account is not told by a file.
func (e existing) Account(context.Context) (string, error) { return "", e.silent() }

// RulesPerGroup is not told by a file.
func (e existing) RulesPerGroup(context.Context) (int, error) { return 0, e.silent() }

// PrefixLists are not told by a file.
func (e existing) PrefixLists(context.Context, []string) ([]ingress.PrefixList, error) {
	return nil, e.silent()
}

// Expiring rules are not told by a file: it has no tags of rules.
func (e existing) Expiring(context.Context) ([]ingress.Expiring, error) { return nil, e.silent() }

func (e existing) silent() error {
	return &ingress.Failure{Message: e.file + " does not tell"}
}
