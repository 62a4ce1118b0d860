package model_test

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// A form that is left with something typed opens again as it was left, on the
// same groups; on others, and after an edit, it opens empty.
func TestKeptDraft(t *testing.T) {
	w := newWalk(ingress.Session{}, group("a", tcp(22)), group("b")).answerAll(anything).tell(model.CursorMoved{By: -9})
	line := func() string {
		e, editing := w.model.Phase.(model.Editing)
		if !editing {
			t.Fatalf("in %T, not in the form", w.model.Phase)
		}
		return e.Draft.Entries()[0].Text(ingress.FieldLine)
	}
	w.tell(model.AddAsked{}, model.FieldEdited{Text: https}, model.BackAsked{}, model.AddAsked{})
	if got := line(); got != https {
		t.Errorf("opened again with %q, left with %q", got, https)
	}
	w.tell(model.BackAsked{}, model.CursorMoved{By: 1}, model.AddAsked{})
	if got := line(); got != "" {
		t.Errorf("another group's form opened with %q", got)
	}
	w.tell(model.FieldEdited{Text: "ssh"}, model.FieldEdited{}, model.BackAsked{}, model.AddAsked{})
	if got := line(); got != "" {
		t.Errorf("an emptied form opened with %q", got)
	}
}
