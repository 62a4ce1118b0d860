package ui

import (
	"strings"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// lacks names what a frame of a usable size should show and does not, or is "":
// the place where the user is, and what they are asked.
func (s *session) lacks(frame string) string {
	if !strings.HasPrefix(frame, " sluice") {
		return "the header"
	}
	if s.app.help.open {
		return ""
	}
	switch phase := s.phase().(type) {
	case model.Listing:
		if !s.app.detail.open && phase.Cursor != "" && !strings.ContainsAny(frame, "▸◉") {
			return "the group under the cursor"
		}
		return s.lacksFilter(phase.Filtering)
	case model.Editing:
		return s.lacksOfForm(phase, frame)
	case model.History:
		if !phase.Opened && phase.Cursor != "" && !strings.Contains(frame, "▸") {
			return "the operation under the cursor"
		}
		if phase.Opened && s.app.history.scrolled == 0 && !strings.Contains(frame, "Operation "+phase.Cursor) {
			return "the operation"
		}
		return s.lacksFilter(phase.Filtering)
	case model.Previewing:
		return s.lacksOfPreview(phase, frame)
	case model.Finished:
		if !strings.Contains(frame, phase.Plan.Changes[0].Kind.Done()) && !strings.Contains(frame, "Not all is known: ") {
			return "the headline"
		}
	default: // says nothing here
	}
	return ""
}

func (s *session) lacksFilter(filtering bool) string {
	if filtering && s.app.View().Cursor == nil {
		return "the caret in the filter"
	}
	return ""
}

func (s *session) lacksOfPreview(phase model.Previewing, frame string) string {
	confirm := strings.Split(frame, "\n")[s.app.size.h-2]
	if !phase.Reading && phase.Failure == nil && strings.TrimSpace(confirm) == "" {
		return "the confirmation"
	}
	if phase.Typing && s.app.View().Cursor == nil {
		return "the caret where the id goes"
	}
	return ""
}

func (s *session) lacksOfForm(phase model.Editing, frame string) string {
	entry := phase.Draft.Entries()[phase.Rule]
	if !strings.Contains(frame, "▸ "+label(phase.Focus, entry)) {
		return "the focused field"
	}
	if s.app.View().Cursor == nil {
		return "the caret"
	}
	if p := problemAt(phase, phase.Focus); p != "" && !strings.Contains(frame, "! ") {
		return "the problem of the focused field"
	}
	return ""
}

// TestNothingIsApprovedUnseen scrolls plans to their ends at many sizes. Once
// they can be confirmed, every word that tells what is opened, to whom and in
// which group has been on the screen, uncut.
func TestNothingIsApprovedUnseen(t *testing.T) {
	lines := []string{
		"tcp/22 from 203.0.113.7",
		"tcp/443,8080-8081 from 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1 2001:db8:aaaa:bbbb:cccc:dddd:eeee:2 # a description of some length, as people write them",
		"icmp/-1:3 icmp/3:1 all esp from 100.68.0.18/18 ::/0",
		longLine(40),
	}
	for _, line := range lines {
		for _, at := range []size{{40, 10}, {60, 15}, {80, 24}, {120, 40}} {
			s := sampleSession(t, at)
			s.preview(line, "sg-140ba4c8", "sg-77aa01bc")
			lines := s.planLines(nil)
			for !s.app.preview.seen() {
				before := s.app.preview.top
				s.press("down")
				if lines = s.planLines(lines); s.app.preview.top == before {
					t.Fatalf("%d×%d: the end of the plan is never reached\n%s", at.w, at.h, s.frame())
				}
			}
			screens := solid(strings.Join(lines, "\n"))
			for _, word := range planWords(s.phase().(model.Previewing).Plan) {
				if !strings.Contains(screens, solid(word)) {
					t.Errorf("%d×%d: %q was never on the screen\n%s", at.w, at.h, word, s.frame())
				}
			}
			s.press("enter")
			if p, asks := s.phase().(model.Previewing); asks && p.Typing {
				s.shows(p.Plan.ConfirmID())
				s.write(p.Plan.ConfirmID())
				s.press("enter")
			}
			if _, sent := s.phase().(model.Finished); !sent {
				t.Errorf("%d×%d: a plan that was seen is not sent\n%s", at.w, at.h, s.frame())
			}
		}
	}
}

// planLines puts the lines of a plan that are on the screen after those that were
// on it before.
func (s *session) planLines(before []string) []string {
	onScreen := strings.Split(s.frame(), "\n")[frameLines+1 : s.app.size.h-frameLines]
	return append(before[:s.app.preview.top:s.app.preview.top], onScreen...)
}

// solid is a text without spaces and line ends: a long word may go on in the
// next line.
func solid(text string) string { return strings.Join(strings.Fields(text), "") }

// planWords are what a plan must show.
func planWords(p ingress.Plan) []string {
	var words []string
	for _, c := range p.Changes {
		words = append(words, c.Group.ID)
		for _, w := range c.Send() {
			words = append(words, w.Protocol().String(), w.PortText(), w.Source().String())
			words = append(words, w.Notes...)
		}
		for _, f := range c.Findings {
			if len(f.Planned) > 0 {
				words = append(words, f.Severity().String(), f.Words())
			}
		}
	}
	return words
}
