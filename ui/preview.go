package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
	"sluice/ui/safe"
)

// previewScreen is what only the terminal knows about a preview: how far it is
// scrolled, and how much of this plan has been on the screen.
type previewScreen struct {
	keys  previewKeys
	top   int
	shown int             // lines from the first on that have been on the screen without a gap
	lines int             // all lines of the plan
	drawn scrolled        // the plan as it was drawn last
	rows  int             // how many of the lines are on the screen
	of    string          // the plan and the size that shown is about
	typed textinput.Model // the group's id, where a risky plan asks for it
}

func newPreviewScreen() previewScreen {
	return previewScreen{keys: newPreviewKeys(), typed: newInput()}
}

// settle takes the plan as it is drawn now, and how many of its lines fit.
func (p *previewScreen) settle(drawn scrolled, s size, rows int, phase model.Previewing) {
	p.drawn, p.lines, p.rows = drawn, len(drawn.lines), rows
	of := fmt.Sprint(phase.Plan.Operation, phase.Plan.Sends(), phase.Shown != nil, s)
	if p.of != of {
		p.of, p.top, p.shown = of, 0, 0
	}
	p.top = max(min(p.top, p.lines-rows), 0)
	if p.top <= p.shown {
		p.shown = max(p.shown, p.top+rows)
	}
	if p.typed.Value() != phase.Typed {
		p.typed.SetValue(phase.Typed)
	}
}

// seen reports that every line of the plan has been on the screen.
func (p previewScreen) seen() bool { return p.shown >= p.lines }

func (a *App) pressPreview(phase model.Previewing, msg tea.KeyPressMsg) tea.Cmd {
	p, k := &a.preview, a.preview.keys
	switch {
	case key.Matches(msg, k.Confirm):
		return a.tell(model.Confirmed{Seen: p.seen()})
	case key.Matches(msg, k.Back):
		return a.tell(model.BackAsked{})
	case phase.Typing:
		return a.typeID(msg)
	case key.Matches(msg, k.Covered):
		return a.tell(model.CoveredToggled{})
	case key.Matches(msg, k.Untagged):
		return a.tell(model.UntaggedAgreed{})
	case key.Matches(msg, k.View):
		return a.tell(model.FormTurned{})
	case key.Matches(msg, k.Copy):
		return a.tell(model.PlanCopied{})
	case key.Matches(msg, k.CopyCommand):
		return a.tell(model.PlanCopied{Command: true})
	case key.Matches(msg, k.Reload):
		return a.tell(model.ReloadAsked{})
	case key.Matches(msg, k.Help):
		a.help = true
	default:
		p.top += k.by(msg, p.rows)
	}
	return a.tell(model.KeyPressed{})
}

// typeID edits the id that confirms a risky plan.
func (a *App) typeID(msg tea.Msg) tea.Cmd {
	a.preview.typed, _ = a.preview.typed.Update(msg)
	return a.tell(model.IDTyped{Text: a.preview.typed.Value()})
}

func (a *App) previewView(phase model.Previewing) screen {
	s := screen{title: "preview", footer: a.keyLine(a.previewKeys(phase), a.previewPosition())}
	switch {
	case phase.Reading:
		s.body = []string{" " + a.theme.dim.Render(readingText(phase))}
		return s
	case phase.Failure != nil:
		s.body = a.noPlan(phase)
		return s
	}
	if phase.Shown != nil {
		s.title = "preview as " + phase.Shown.String()
	}
	s.body = append(s.body, spread(a.size.w-1, " "+a.theme.bold.Render(a.previewTitle(phase)), a.permission(phase)), a.preview.drawn.head(a.preview.top))
	s.body = append(s.body, window(a.preview.drawn.lines, a.preview.top, a.preview.rows)...)
	notice, confirm := a.confirmation(phase)
	room := max(a.size.body()-1-len(confirm), 0)
	for len(s.body) < room {
		s.body = append(s.body, "")
	}
	if phase.Typing {
		before, _ := inputText(a.preview.typed, max(a.size.w-width(confirm[0])-2, 1))
		s.cursor = tea.NewCursor(width(confirm[0])+before.Width(), a.size.body()-1)
		confirm[0] += before.String()
	}
	s.body = append(append(s.body[:room], notice), confirm...)
	return s
}

// readingText says what is being read for a plan.
func readingText(phase model.Previewing) string {
	if undo, is := phase.Back.(model.Undo); is && len(phase.Targets()) == 0 {
		return "reading operation " + safe.Clean(undo.ID).String() + " …"
	}
	return "reading " + plural(len(phase.Targets()), "group") + " as of now …"
}

// noPlan says why there is no plan, and what to do.
func (a *App) noPlan(phase model.Previewing) []string {
	what, back := "the groups could not be read, so there is no plan; nothing was sent", "esc goes back"
	if _, undo := phase.Back.(model.Undo); undo {
		what = "there is no plan to undo the operation; nothing was sent"
	}
	if _, form := phase.Back.(model.Editing); form {
		back = "esc goes back to the form, as it was typed"
	}
	lines := []string{" " + a.theme.danger.Render("! "+what), ""}
	for _, line := range safe.Lines(phase.Failure.Error(), a.size.w-4) {
		lines = append(lines, "   "+line.String())
	}
	return append(lines, "", a.theme.dim.Render("   "+retryWords(phase.Failure, "r reads again")+" · "+back))
}

// previewKeys are the keys that do something now.
func (a *App) previewKeys(phase model.Previewing) []key.Binding {
	k := a.preview.keys
	if _, form := phase.Back.(model.Editing); !form {
		k.Back.SetHelp("esc", "back")
	}
	if does := a.confirms(phase); does != "send " {
		k.Confirm.SetHelp("enter", strings.TrimSpace(strings.TrimSuffix(does, "of ")))
	}
	switch {
	case phase.Typing:
		return []key.Binding{k.Confirm, k.Back}
	case phase.Reading || phase.Failure != nil:
		return []key.Binding{k.Back, k.Reload, k.Help}
	case phase.AsksUntagged():
		untagged := k.Untagged
		untagged.SetHelp("t", "send untagged")
		return append([]key.Binding{untagged}, k.short()[1:]...)
	case a.model.Where.ReadOnly || phase.Plan.Empty() || a.refusal(phase) != "":
		return k.short()[1:]
	}
	return k.short()
}

func (a *App) previewPosition() string {
	rows := a.preview.rows
	if a.preview.lines <= rows {
		return ""
	}
	return a.theme.dim.Render(fmt.Sprintf("%d-%d of %d", a.preview.top+1, min(a.preview.top+rows, a.preview.lines), a.preview.lines))
}

// previewTitle is the plan in a line, with what it is made for.
func (a *App) previewTitle(phase model.Previewing) string {
	undo, is := phase.Back.(model.Undo)
	switch {
	case is && len(phase.Plan.Changes) == 0:
		return "Undo " + safe.Clean(undo.ID).String() + ": nothing can be undone"
	case is && len(phase.Kept) > 0:
		return fmt.Sprintf("%s, %d not undone", summary(phase.Plan), len(phase.Kept))
	}
	return summary(phase.Plan)
}

// summary is the plan in a line.
func summary(p ingress.Plan) string {
	switch {
	case len(p.Changes) > 0 && p.Changes[0].Undoes != "":
		return "Undo " + safe.Clean(p.Changes[0].Undoes).String() + ": " + changesText(p)
	case len(p.Changes) == 0 || p.Changes[0].Kind == ingress.Adding:
		return p.Summary()
	}
	return "Plan: " + changesText(p)
}

// changesText is how many rules a plan changes, and how.
func changesText(p ingress.Plan) string {
	verb := "to change"
	switch p.Changes[0].Kind {
	case ingress.Revoking:
		verb = "to revoke"
	case ingress.Adding:
		verb = "to add"
	}
	if p.Empty() {
		return "nothing " + verb
	}
	return fmt.Sprintf("%d %s", p.Sends(), verb)
}

// previewBlocks are the plan: group by group, or in the form that was asked for.
func (a *App) previewBlocks(phase model.Previewing) []block {
	if phase.Shown != nil {
		return []block{{lines: a.formLines(phase)}}
	}
	blocks := slices.Concat(a.approvalBlocks(phase), a.endBlocks(endOf(phase.Plan)))
	for _, c := range phase.Plan.Changes {
		blocks = append(blocks, a.changeBlock(phase, c))
	}
	if len(phase.Kept) > 0 {
		blocks = append(blocks, a.keptBlock(phase.Kept))
	}
	return blocks
}

func (a *App) changeBlock(phase model.Previewing, c ingress.Change) block {
	name := "   " + a.groupName(c.Group)
	lines := []string{spread(a.size.w-1, name, a.theme.dim.Render(quotaText(c.Quota)))}
	lines = append(append(lines, a.askedDrift(phase, c)...), a.driftLines(phase, c.Group)...)
	if len(c.Rules) == 0 {
		lines = append(lines, a.theme.dim.Render("   the rule is gone already"))
	}
	return block{name, append(lines, a.planRows(c, a.size.w-1, 3, false)...)}
}

// driftLines say what changed in a group since the preview before, rule by rule.
func (a *App) driftLines(phase model.Previewing, g ingress.Group) []string {
	before, moved := phase.Before[g.ID]
	if !moved {
		return nil
	}
	lines := []string{"   " + a.theme.warn.Render("! changed since the last preview:")}
	for _, d := range ingress.Diff(before, g) {
		for i, line := range safe.Lines(safe.Clean(d.Words()).String(), a.size.w-10) {
			sign := "· "
			if i > 0 {
				sign = "  "
			}
			lines = append(lines, "     "+a.theme.warn.Render(sign+line.String()))
		}
	}
	return lines
}

// keptBlock are the rules that an undo leaves as they are, each with the reason.
func (a *App) keptBlock(kept []ingress.Kept) block {
	title := "   " + a.theme.bold.Render(plural(len(kept), "rule")+" not undone")
	lines := []string{title}
	for _, k := range kept {
		text := cmp.Or(k.GroupName, k.GroupID) + ": " + k.Rule.Words() + ": " + k.Why
		for i, line := range safe.Lines(safe.Clean(text).String(), a.size.w-8) {
			sign := "= "
			if i > 0 {
				sign = "  "
			}
			lines = append(lines, "   "+a.theme.warn.Render(sign+line.String()))
		}
	}
	return block{title, lines}
}

// formLines is the plan as another tool would take it, long lines folded.
func (a *App) formLines(phase model.Previewing) []string {
	var lines []string
	for line := range strings.Lines(notation.Write(*phase.Shown, phase.Plan)) {
		text := safe.Clean(strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    ")).String()
		lines = append(lines, indent(strings.Split(ansi.Hardwrap(text, a.size.w-4, true), "\n"), 3)...)
	}
	return lines
}
