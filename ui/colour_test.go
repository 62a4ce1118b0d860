package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// checkNoColour writes a frame to a terminal with NO_COLOR, and reports whether it
// had colours.
func (s *session) checkNoColour(content string) bool {
	s.t.Helper()
	plain := withoutColour(s.t, content)
	if colour := firstColour(plain); colour != "" {
		s.t.Errorf("%q is left", colour)
	}
	if ansi.Strip(plain) != ansi.Strip(content) {
		s.t.Errorf("without colours the text is another\n%s", plain)
	}
	return content != plain
}

// firstColour is the first escape of a frame that is no attribute: bold, faint,
// italic, underlined, reversed, or the end of them.
func firstColour(frame string) string {
	for _, part := range strings.Split(frame, "\x1b")[1:] {
		params, ok := strings.CutPrefix(part, "[")
		params, _, ended := strings.Cut(params, "m")
		for p := range strings.SplitSeq(params, ";") {
			switch p {
			case "", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27":
			default:
				ok = false
			}
		}
		if !ok || !ended {
			return "\\x1b" + part
		}
	}
	return ""
}

// TestColourIsNeverAlone pairs states that a person must tell apart: their texts
// differ, colours aside.
func TestColourIsNeverAlone(t *testing.T) {
	named := map[string]scene{}
	for _, sc := range scenes() {
		named[sc.name] = sc
	}
	frame := func(name string) string {
		if named[name].open == nil {
			t.Fatalf("there is no scene %s", name)
		}
		return named[name].open(t, size{80, 24}).frame()
	}
	for _, pair := range [][2]string{
		{"list", "list-marked"},
		{"list", "list-half-loaded"},
		{"list-half-loaded", "list-half-failed"},
		{"list-empty", "list-failed"},
		{"list-empty", "list-loading"},
		{"list-filtering", "list-filtered"},
		{"list", "list-aws-read-only"},
		{"form-type", "form-type-chosen"},
		{"preview", "preview-not-armed"},
		{"preview-long", "preview-long-seen"},
		{"preview", "preview-read-only"},
		{"preview", "preview-moved"},
		{"preview-nothing-new", "preview-repeated"},
		{"preview-covered", "preview-covered-included"},
		{"preview-asking", "preview-permit-unknown"},
		{"preview-id", "preview-id-wrong"},
		{"preview-id", "preview-exposed"},
		{"preview-revoke", "preview-revoke-gone"},
		{"details", "details-rule"},
		{"form-me", "form-me-known"},
		{"result-revoked", "result-revoke-refused"},
		{"result", "result-unknown"},
		{"result", "result-refused"},
		{"result-refused", "result-unknown"},
		{"submitting", "submitting-escape"},
		{"list", "list-expiring"},
		{"details-expiring", "details-time-is-up"},
		{"preview-expires", "preview-expires-there"},
		{"result", "result-expires"},
		{"history", "history-empty"},
		{"history-empty", "history-reading"},
		{"history-empty", "history-failed"},
		{"history", "history-failed-again"},
		{"history-filtering", "history-filtered"},
		{"operation-undone", "operation-refused"},
		{"list", "list-waiting"},
		{"asked", "asked-failed"},
		{"asked-approved", "asked-rejected"},
		{"approve", "approve-decided"},
		{"preview-asks", "preview-exposed"},
	} {
		if frame(pair[0]) == frame(pair[1]) {
			t.Errorf("%s and %s differ in colours only", pair[0], pair[1])
		}
	}
}
