package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// TestGolden compares the frame of every scene, in plain text, with its file in
// testdata, and writes it to a terminal with NO_COLOR: no colour is left, and what
// is left says the same. After a change of looks, go test ./ui -run Golden -update writes
// them anew, and the diff of the files is what to review.
func TestGolden(t *testing.T) {
	update, coloured := updating(), false
	written := map[string]bool{}
	for _, sc := range scenes() {
		t.Run(sc.name, func(t *testing.T) {
			var b strings.Builder
			for _, at := range []size{{80, 24}, {120, 40}} {
				s := sc.open(t, at)
				b.WriteString(snapshot(s, at))
				content := s.app.View().Content
				coloured = s.checkNoColour(content) || coloured
			}
			compare(t, sc.name, b.String(), update)
		})
		written[goldenFile(sc.name)] = true
	}
	if !coloured {
		t.Error("no scene has colours: nothing was taken from any")
	}
	written[goldenFile("no-colour")] = true
	files, err := filepath.Glob(goldenFile("*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !written[file] {
			t.Errorf("%s belongs to no scene: delete it", file)
		}
	}
}

// TestGoldenNoColour compares frames as a terminal with NO_COLOR gets them, the
// remaining attributes spelled as ‹1› for bold and so on.
func TestGoldenNoColour(t *testing.T) {
	update := updating()
	var b strings.Builder
	for _, sc := range scenes() {
		switch sc.name {
		case "list-marked", "form-problems", "preview-notes", "result-mixed",
			"list-expiring", "details-time-is-up", "form-expires", "preview-expires", "result-expires",
			"history", "history-filtering", "history-failed", "operation-groups", "operation-expires",
			"list-waiting", "review", "review-reason", "asked", "approve", "approved":
			s := sc.open(t, size{80, 24})
			frame := spellAttributes(withoutColour(t, s.app.View().Content))
			fmt.Fprintf(&b, "── %s\n%s\n", sc.name, trimLines(frame))
		}
	}
	compare(t, "no-colour", b.String(), update)
}

// withoutColour is a frame as Bubble Tea writes it to a terminal with NO_COLOR.
func withoutColour(t testing.TB, frame string) string {
	t.Helper()
	profile := colorprofile.Env([]string{"TERM=xterm-256color", "COLORTERM=truecolor", "TTY_FORCE=1", "NO_COLOR=1"})
	var b strings.Builder
	w := colorprofile.Writer{Forward: &b, Profile: profile}
	if _, err := w.WriteString(frame); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// spellAttributes makes the attributes of a frame readable: ‹1›bold‹0›.
func spellAttributes(frame string) string {
	var b strings.Builder
	open := false
	for i, part := range strings.Split(frame, "\x1b[") {
		attributes, text, _ := strings.Cut(part, "m")
		switch {
		case i == 0:
			text = part
		case attributes != "":
			text, open = "‹"+attributes+"›"+text, true
		case open:
			text, open = "‹0›"+text, false
		}
		b.WriteString(text)
	}
	return b.String()
}

// snapshot is a frame with its size and its cursor.
func snapshot(s *session, at size) string {
	view := s.app.View()
	cursor := "no cursor"
	if view.Cursor != nil {
		cursor = fmt.Sprintf("cursor in column %d of line %d", view.Cursor.X+1, view.Cursor.Y+1)
	}
	return fmt.Sprintf("── %d×%d, %s\n%s\n", at.w, at.h, cursor, trimLines(ansi.Strip(view.Content)))
}

// trimLines takes the spaces off the ends of lines: no one sees them.
func trimLines(frame string) string {
	lines := strings.Split(frame, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// updating reports whether golden files are to be written, not compared.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

func goldenFile(name string) string { return filepath.Join("testdata", name+".golden") }

func compare(t *testing.T, name, got string, update bool) {
	t.Helper()
	if update {
		if err := os.WriteFile(goldenFile(name), []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(goldenFile(name))
	if err != nil {
		t.Fatal(err)
	}
	if diff := lineDiff(string(want), got); diff != "" {
		t.Errorf("%s differs; if this is meant: go test ./ui -run Golden -update\n%s", goldenFile(name), diff)
	}
}

// lineDiff are the lines that differ, what is wanted above what there is, under
// the title of their frame; "" where all are the same.
func lineDiff(want, got string) string {
	var b strings.Builder
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	frame := ""
	for i := range max(len(wants), len(gots)) {
		var w, g string
		if i < len(wants) {
			w = wants[i]
		}
		if i < len(gots) {
			g = gots[i]
		}
		if strings.HasPrefix(g, "── ") {
			frame = g + "\n"
		}
		if w != g {
			fmt.Fprintf(&b, "%s- %s\n+ %s\n", frame, w, g)
			frame = ""
		}
	}
	return b.String()
}
