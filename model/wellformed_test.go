package model_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// wellFormed holds a model to what its users build on.
func wellFormed(m model.Model) error {
	errs := []error{catalogFormed(m.Catalog)}
	switch p := m.Phase.(type) {
	case model.Listing:
		errs = append(errs, listingFormed(m, p))
	case model.Editing:
		errs = append(errs, editingFormed(p))
	case model.Reaching:
		if p.Asked && (p.Text == "" || p.Problem != "") {
			errs = append(errs, fmt.Errorf("%q is answered, though %q", p.Text, p.Problem))
		}
	case model.History:
		errs = append(errs, historyFormed(p))
	case model.Previewing:
		errs = append(errs, originFormed(p.Back), previewingFormed(p))
	case model.Requesting:
		if p.Group != "" && p.Failure == nil {
			errs = append(errs, fmt.Errorf("group %q is at fault of nothing", p.Group))
		}
	case model.Reviewing, model.Asking:
		errs = append(errs, approvalsFormed(m))
	case model.Submitting:
		errs = append(errs, submittingFormed(p))
	case model.Finished:
		errs = append(errs, originFormed(p.Back))
	default:
		errs = append(errs, fmt.Errorf("the phase is %T", p))
	}
	return errors.Join(errs...)
}

func catalogFormed(c model.Catalog) error {
	rules := 0
	for i, g := range c.Groups() {
		if found, ok := c.Group(g.ID); !ok || !reflect.DeepEqual(g, found) {
			return fmt.Errorf("%s is not found by its id", g.ID)
		}
		if i > 0 && strings.ToLower(c.Groups()[i-1].Name) > strings.ToLower(g.Name) {
			return fmt.Errorf("%s is out of order", g.Name)
		}
		rules += len(g.Rules)
	}
	if c.Len() != len(c.Groups()) || c.Rules() != rules {
		return fmt.Errorf("%d groups with %d rules are counted as %d with %d", len(c.Groups()), rules, c.Len(), c.Rules())
	}
	return nil
}

func listingFormed(m model.Model, l model.Listing) error {
	if want := m.Catalog.Matching(l.Filter); !slices.Equal(want, l.Shown) {
		return fmt.Errorf("the filter lets %v through, %v are shown", want, l.Shown)
	}
	row := m.Row(l)
	if (l.Cursor == "") != (len(l.Shown) == 0) || (row < 0) != (l.Cursor == "") {
		return fmt.Errorf("the cursor is on %q, row %d of %d", l.Cursor, row, len(l.Shown))
	}
	if row >= 0 && m.Catalog.Groups()[l.Shown[row]].ID != l.Cursor {
		return fmt.Errorf("row %d is not %s", row, l.Cursor)
	}
	for i, id := range l.Marked {
		if _, listed := m.Catalog.Group(id); !listed || slices.Contains(l.Marked[:i], id) {
			return fmt.Errorf("marked: %q", l.Marked)
		}
	}
	return nil
}

func editingFormed(e model.Editing) error {
	entries := e.Draft.Entries()
	switch {
	case len(e.Targets) == 0 || len(slices.Compact(slices.Sorted(slices.Values(e.Targets)))) != len(e.Targets):
		return fmt.Errorf("targets: %q", e.Targets)
	case e.Rule < 0 || e.Rule >= len(entries):
		return fmt.Errorf("rule %d of %d", e.Rule, len(entries))
	case !slices.Contains(ingress.Fields(), e.Focus):
		return fmt.Errorf("the focus is on field %d", e.Focus)
	case e.Choice < -1 || e.Choice >= len(e.Choices):
		return fmt.Errorf("choice %d of %d", e.Choice, len(e.Choices))
	case len(e.Problems) > 0 && len(e.SoFar.Changes) > 0:
		return errors.New("problems, and a plan all the same")
	case e.Edits != "" && len(e.Targets) != 1:
		return fmt.Errorf("a rule of %d groups is edited", len(e.Targets))
	}
	return nil
}

func previewingFormed(p model.Previewing) error {
	switch {
	case p.Armed && (p.Reading || p.Failure != nil):
		return errors.New("armed without a plan")
	case p.Reading && p.Failure != nil:
		return errors.New("reading, and failed")
	case (p.Reading || p.Failure != nil) && len(p.Plan.Changes) > 0:
		return errors.New("an old plan shows")
	case p.Typing && (p.Reading || p.Failure != nil || p.Plan.ConfirmID() == ""):
		return errors.New("an id is asked for that nothing needs")
	case p.Typed != "" && !p.Typing:
		return fmt.Errorf("%q was typed where nothing is asked", p.Typed)
	case p.Shown != nil && !p.Reading && p.Failure == nil && notation.Write(*p.Shown, p.Plan) == "":
		return fmt.Errorf("the plan shows as %s, which cannot say it", p.Shown)
	}
	return nil
}

func originFormed(o model.Origin) error {
	switch o := o.(type) {
	case model.Editing:
		return editingFormed(o)
	case model.Revocation:
		if o.Group == "" || o.RuleID == "" {
			return fmt.Errorf("rule %q of group %q is revoked", o.RuleID, o.Group)
		}
		return nil
	case model.Undo:
		if o.ID == "" || o.Back == nil {
			return fmt.Errorf("operation %q is undone from %T", o.ID, o.Back)
		}
		return nil
	case model.Approving:
		if o.Waiting.ID == "" {
			return errors.New("nothing is approved")
		}
		return nil
	case model.Retry:
		if len(o.Changes) == 0 {
			return errors.New("a retry of nothing")
		}
		return originFormed(o.Back.Back)
	}
	return fmt.Errorf("a plan of %T", o)
}

func submittingFormed(s model.Submitting) error {
	left := len(s.Sends)
	for _, send := range s.Sends {
		switch {
		case len(send.Change.Send()) == 0:
			return fmt.Errorf("nothing to send to %s", send.Change.Group.Name)
		case send.Done && send.Call == 0 && send.Receipt.Count(ingress.NotSent) == 0:
			return errors.New("an answer without a call")
		case send.Done:
			left--
		}
	}
	if left == 0 {
		return errors.New("everything is answered, and it waits")
	}
	return nil
}
