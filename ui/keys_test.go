package ui

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
)

// keymaps are the bindings of every screen, by the name of the screen.
func keymaps() map[string]any {
	return map[string]any{
		"anywhere": newAnywhereKeys(),
		"list":     newListKeys(),
		"filter":   newFilterKeys(),
		"details":  newDetailKeys(),
		"history":  newHistoryKeys(), "operation": newOperationKeys(),
		"review": newReviewKeys(), "why": newWhyKeys(), "asked": newAskedKeys(),
		"form":    newFormKeys(),
		"reach":   newReachKeys(),
		"preview": newPreviewKeys(),
		"result":  newResultKeys(),
	}
}

// bindingsOf are the bindings of a keymap, by the names of its fields.
func bindingsOf(keymap any) map[string]key.Binding {
	bindings := map[string]key.Binding{}
	v := reflect.ValueOf(keymap)
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Type == reflect.TypeFor[key.Binding]() {
			bindings[f.Name] = v.FieldByIndex(f.Index).Interface().(key.Binding)
		}
	}
	return bindings
}

// TestKeymapsAreComplete looks through an App for keymaps, so that the tests
// below miss none.
func TestKeymapsAreComplete(t *testing.T) {
	known := map[reflect.Type]bool{}
	for _, keymap := range keymaps() {
		known[reflect.TypeOf(keymap)] = true
	}
	found := map[reflect.Type]bool{}
	findKeymaps(reflect.TypeFor[App](), map[reflect.Type]bool{}, found)
	if !maps.Equal(known, found) {
		t.Errorf("an App has the keymaps %v, the tests know %v", slices.Collect(maps.Keys(found)), slices.Collect(maps.Keys(known)))
	}
}

// findKeymaps collects the struct types of this package, within a type, that
// have bindings for fields.
func findKeymaps(typ reflect.Type, seen, found map[reflect.Type]bool) {
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if seen[typ] || typ.Kind() != reflect.Struct || !strings.HasSuffix(typ.PkgPath(), "/ui") {
		return
	}
	seen[typ] = true
	for i := range typ.NumField() {
		if typ.Field(i).Type == reflect.TypeFor[key.Binding]() {
			found[typ] = true
		}
		if !typ.Field(i).Anonymous { // what it embeds are its own bindings
			findKeymaps(typ.Field(i).Type, seen, found)
		}
	}
}

// TestEveryBinding presses every key of every binding, in every form in which
// terminals send it, and looks for its effect. The effect must not be there
// before.
func TestEveryBinding(t *testing.T) {
	rows := presses()
	for screen, keymap := range keymaps() {
		for name, binding := range bindingsOf(keymap) {
			row := screen + "." + name
			cases := rows[row]
			delete(rows, row)
			if len(cases) == 0 {
				t.Errorf("no test presses %s", row)
			}
			for _, c := range cases {
				for _, keyName := range binding.Keys() {
					for _, bytes := range keyBytes(keyName) {
						t.Run(fmt.Sprintf("%s/%s/%q/%s", row, keyName, bytes, c.does), func(t *testing.T) { c.try(t, keyName, bytes) })
					}
				}
			}
		}
	}
	for row := range rows {
		t.Errorf("%s is no binding", row)
	}
}

func (c pressCase) try(t *testing.T, name, bytes string) {
	s := c.open(t, size{80, 24})
	if c.works(s) {
		t.Fatalf("%s before the key is pressed\n%s", c.does, s.frame())
	}
	s.pressBytes(bytes)
	if !c.works(s) {
		t.Errorf("%s does not: %s\n%s", name, c.does, s.frame())
	}
}

// TestHelp compares the help of every screen that has one with its bindings:
// all of them and nothing else, each with all of its keys.
func TestHelp(t *testing.T) {
	for _, sc := range helpScenes() {
		screen := strings.TrimPrefix(sc.name, "help-")
		t.Run(screen, func(t *testing.T) {
			var want []string
			bindings := bindingsOf(keymaps()[screen])
			delete(bindings, "Help") // its key has just been found
			bindings["Quit anywhere"] = newAnywhereKeys().Quit
			for _, b := range bindings {
				want = append(want, strings.Join(strings.Fields(strings.Join(b.Keys(), ", ")+" "+b.Help().Desc), " "))
			}
			var got []string
			lines := strings.Split(sc.open(t, size{200, 60}).frame(), "\n")
			for _, line := range lines[frameLines+1 : len(lines)-1] {
				if line = strings.TrimSpace(line); line != "" {
					got = append(got, strings.Join(strings.Fields(line), " "))
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				t.Errorf("help lists\n  %s\nthe bindings are\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
			}
		})
	}
}
