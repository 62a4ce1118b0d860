package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
	"sluice/ui/safe"
)

type previewKeys struct {
	moveKeys
	Confirm, Covered, Untagged, View, Copy, CopyCommand, Reload, Help, Back key.Binding
}

func newPreviewKeys() previewKeys {
	return previewKeys{
		moveKeys: newMoveKeys("top", "end"),
		Confirm:  bind("enter", "send", "enter"), Covered: bind("c", "send covered rules too, or not", "c"),
		Untagged: bind("t", "send without tags, where they are denied", "t"),
		View:     bind("v", "view as …", "v"), Copy: bind("y", "copy", "y"), CopyCommand: bind("Y", "copy as an AWS CLI command", "Y"),
		Reload: bind("r", "read the groups again", "r", "ctrl+r"), Help: bind("?", "help", "?"), Back: bind("esc", "change", "esc"),
	}
}

// previewState is what only the terminal knows about a preview: how far it is
// scrolled, and how much of this plan has been on the screen.
type previewState struct {
	keys  previewKeys
	top   int
	shown int      // lines from the first on that have been on the screen without a gap
	lines int      // all lines of the plan
	drawn scrolled // the plan as it was drawn last
	rows  int      // how many of the lines are on the screen
	of    string   // the plan and the size that shown is about
	typed input    // the group's id, where a risky plan asks for it
}

// seen reports that every line of the plan has been on the screen.
func (p previewState) seen() bool { return p.shown >= p.lines }

// previewScreen is the plan before anything is sent.
type previewScreen struct {
	*canvas
	phase model.Previewing
	*previewState
}

func (p previewScreen) bindings() bindings {
	k := p.keys
	if _, form := p.phase.Back.(model.Editing); !form {
		k.Back.SetHelp("esc", "back")
	}
	do, _ := p.confirms()
	k.Confirm.SetHelp("enter", strings.TrimSuffix(do, " of"))
	b := bindings{
		title: "The preview", help: k.Help, right: p.position(),
		all: slices.Concat([]key.Binding{p.keys.Confirm, k.Covered, k.Untagged, k.View, k.Copy, k.CopyCommand}, k.moves(), []key.Binding{k.Reload, p.keys.Back}),
		now: []key.Binding{k.Confirm, k.Back, k.Help, k.View, k.Copy, k.Reload},
	}
	switch {
	case p.phase.Typing:
		b.now, b.help = []key.Binding{k.Confirm, k.Back}, key.Binding{}
	case p.phase.Reading || p.phase.Failure != nil:
		b.now = []key.Binding{k.Back, k.Reload, k.Help}
	case p.phase.AsksUntagged():
		b.now[0] = k.Untagged
		b.now[0].SetHelp("t", "send untagged")
	case p.model.Session.ReadOnly || p.phase.Plan.Empty() || p.refusal() != "":
		b.now = b.now[1:]
	}
	return b
}

// fit draws the plan as it is now, and takes how many of its lines are on the
// screen.
func (p previewScreen) fit() {
	p.drawn, p.rows = newScrolled(p.blocks()), p.fits()
	p.lines = len(p.drawn.lines)
	of := fmt.Sprint(p.phase.Plan.Operation, p.phase.Plan.Sends(), p.phase.Shown != nil, p.size)
	if p.of != of {
		p.of, p.top, p.shown = of, 0, 0
	}
	p.top = max(min(p.top, p.lines-p.rows), 0)
	if p.top <= p.shown {
		p.shown = max(p.shown, p.top+p.rows)
	}
	p.typed.hold(p.phase.Typed)
}

func (p previewScreen) update(press tea.KeyPressMsg) []model.Msg {
	k := p.keys
	if told := facts(press, meaning{k.Confirm, model.Confirmed{Seen: p.seen()}}, meaning{k.Back, model.BackAsked{}}); told != nil {
		return told
	}
	if p.phase.Typing {
		return p.edit(press)
	}
	if told := facts(press, meaning{k.Covered, model.CoveredToggled{}}, meaning{k.Untagged, model.UntaggedAgreed{}},
		meaning{k.View, model.FormTurned{}}, meaning{k.Copy, model.PlanCopied{}}, meaning{k.CopyCommand, model.PlanCopied{Command: true}},
		meaning{k.Reload, model.ReloadAsked{}}); told != nil {
		return told
	}
	p.top += k.by(press, p.rows)
	return []model.Msg{model.KeyPressed{}}
}

// paste is text for the id that is typed; elsewhere it is as any key, that
// confirms nothing.
func (p previewScreen) paste(msg tea.PasteMsg) []model.Msg {
	if p.phase.Typing {
		return p.edit(msg)
	}
	return []model.Msg{model.KeyPressed{}}
}

// edit edits the id that confirms a risky plan.
func (p previewScreen) edit(msg tea.Msg) []model.Msg {
	text, _ := p.typed.edit(msg)
	return []model.Msg{model.IDTyped{Text: text}}
}

func (p previewScreen) view() view {
	v := view{title: "preview"}
	switch {
	case p.phase.Reading:
		v.body = []string{" " + p.theme.dim.Render(readingText(p.phase))}
		return v
	case p.phase.Failure != nil:
		v.body = p.noPlan()
		return v
	case p.phase.Shown != nil:
		v.title = "preview as " + p.phase.Shown.String()
	}
	v.body = append(v.body, spread(p.size.w-1, " "+p.theme.bold.Render(p.title()), p.permission()), p.drawn.head(p.top))
	v.body = append(v.body, window(p.drawn.lines, p.top, p.rows)...)
	confirm := p.confirmation()
	if p.phase.Typing {
		before, _ := p.typed.view(max(p.size.w-width(confirm[0])-2, 1))
		v.cursor = tea.NewCursor(width(confirm[0])+before.Width(), p.size.body()-1)
		confirm[0] += before.String()
	}
	v.body = p.over(v.body, append([]string{p.notice()}, confirm...)...)
	return v
}

// readingText says what is being read for a plan.
func readingText(phase model.Previewing) string {
	if undo, is := phase.Back.(model.Undo); is && len(phase.Targets()) == 0 {
		return "reading operation " + safe.Clean(undo.ID).String() + " …"
	}
	return "reading " + ingress.Count(len(phase.Targets()), "group") + " as of now …"
}

// noPlan says why there is no plan, and what to do.
func (p previewScreen) noPlan() []string {
	what, back := "the groups could not be read, so there is no plan; nothing was sent", "esc goes back"
	if _, undo := p.phase.Back.(model.Undo); undo {
		what = "there is no plan to undo the operation; nothing was sent"
	}
	if _, form := p.phase.Back.(model.Editing); form {
		back = "esc goes back to the form, as it was typed"
	}
	lines := append([]string{" " + p.theme.danger.Render("! "+what), ""}, indent(plain(p.phase.Failure.Error(), p.size.w-4), 3)...)
	return append(lines, "", p.theme.dim.Render("   "+retryWords(p.phase.Failure, "r reads again")+" · "+back))
}

func (p previewScreen) position() string {
	rows := p.rows
	if p.lines <= rows {
		return ""
	}
	return p.theme.dim.Render(fmt.Sprintf("%d-%d of %d", p.top+1, min(p.top+rows, p.lines), p.lines))
}

// title is the plan in a line, with what it is made for.
func (p previewScreen) title() string {
	undo, is := p.phase.Back.(model.Undo)
	switch {
	case is && len(p.phase.Plan.Changes) == 0:
		return "Undo " + safe.Clean(undo.ID).String() + ": nothing to take back"
	case is && len(p.phase.Kept) > 0:
		return fmt.Sprintf("%s, %d not undone", safe.Clean(p.phase.Plan.Summary()), len(p.phase.Kept))
	}
	return safe.Clean(p.phase.Plan.Summary()).String()
}

// blocks are the plan: group by group, or in the form that was asked for.
func (p previewScreen) blocks() []block {
	if p.phase.Shown != nil {
		return []block{{lines: p.formLines()}}
	}
	blocks := slices.Concat(p.approvalBlocks(), p.endBlocks(endOf(p.phase.Plan)))
	for _, c := range p.phase.Plan.Changes {
		blocks = append(blocks, p.changeBlock(c))
	}
	if len(p.phase.Kept) > 0 {
		blocks = append(blocks, p.keptBlock(p.phase.Kept))
	}
	return blocks
}

func (p previewScreen) changeBlock(c ingress.Change) block {
	name := "   " + p.groupName(c.Group)
	lines := []string{spread(p.size.w-1, name, p.theme.dim.Render(c.Quota.Words()))}
	lines = append(append(lines, p.askedDrift(c)...), p.driftLines(c.Group)...)
	if len(c.Rules) == 0 {
		lines = append(lines, p.theme.dim.Render("   the rule is gone already"))
	}
	return block{name, append(lines, p.planRows(c, p.size.w-1, 3, false)...)}
}

// driftLines say what changed in a group since the preview before, rule by rule.
func (p previewScreen) driftLines(g ingress.Group) []string {
	before, moved := p.phase.Before[g.ID]
	if !moved {
		return nil
	}
	lines := []string{"   " + p.theme.warn.Render("! changed since the last preview:")}
	for _, d := range ingress.Diff(before, g) {
		lines = append(lines, p.drift(d.Words())...)
	}
	return lines
}

// drift is one thing that changed in a group.
func (p previewScreen) drift(text string) []string {
	return indent(folded(text, "· ", p.size.w-10, p.theme.warn), 5)
}

// keptBlock are the rules that an undo leaves as they are, each with the reason.
func (p previewScreen) keptBlock(kept []ingress.Kept) block {
	title := "   " + p.theme.bold.Render(ingress.Count(len(kept), "rule")+" not undone")
	lines := []string{title}
	for _, k := range kept {
		text := cmp.Or(k.GroupName, k.GroupID) + ": " + k.Rule.Words() + ": " + k.Why
		lines = append(lines, indent(folded(text, "= ", p.size.w-8, p.theme.warn), 3)...)
	}
	return block{title, lines}
}

// formLines is the plan as another tool would take it, long lines folded.
func (p previewScreen) formLines() []string {
	var lines []string
	for line := range strings.Lines(notation.Write(*p.phase.Shown, p.phase.Plan)) {
		text := safe.Clean(strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    ")).String()
		lines = append(lines, indent(strings.Split(ansi.Hardwrap(text, p.size.w-4, true), "\n"), 3)...)
	}
	return lines
}
