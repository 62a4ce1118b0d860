package ui

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// editing is about the form's phase.
func editing(ok func(model.Editing) bool) func(*session) bool {
	return func(s *session) bool {
		e, editing := s.phase().(model.Editing)
		return editing && ok(e)
	}
}

// previewing is about a preview's phase.
func previewing(ok func(model.Previewing) bool) func(*session) bool {
	return func(s *session) bool {
		p, previewing := s.phase().(model.Previewing)
		return previewing && ok(p)
	}
}

func focused(f ingress.Field) func(*session) bool {
	return editing(func(e model.Editing) bool { return e.Focus == f })
}

// onRule reports whether the fields show a rule of so many, counted from 0.
func onRule(i, of int) func(*session) bool {
	return editing(func(e model.Editing) bool { return e.Rule == i && len(e.Draft.Entries()) == of })
}

func chosen(choice int) func(*session) bool {
	return editing(func(e model.Editing) bool { return e.Choice == choice })
}

func formPresses() map[string]pressCase {
	const line = "tcp/22 from 198.51.100.7"
	empty := formFor("sg-140ba4c8")
	three := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := empty(t, at)
			s.paste("tcp/22 from 10.0.0.1\ntcp/23 from 10.0.0.1\ntcp/24 from 10.0.0.1")
			s.press(keys...)
			return s
		}
	}
	types := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := filled("", ingress.FieldPreset)(t, at)
			s.press(keys...)
			return s
		}
	}
	icmp := editing(func(e model.Editing) bool {
		return e.Focus == ingress.FieldProtocol && e.Draft.Entries()[0].Text(ingress.FieldProtocol) == "icmp"
	})
	return map[string]pressCase{
		"form.Next":         {"goes to the next field", empty, focused(ingress.FieldPreset)},
		"form.Next 2":       {"passes over ports that there are none of", filled("esp", ingress.FieldProtocol), focused(ingress.FieldSource)},
		"form.Previous":     {"goes to the field before", empty, focused(ingress.FieldNote)},
		"form.ChoiceDown":   {"goes to the next choice", types("down"), chosen(1)},
		"form.ChoiceUp":     {"goes to the choice before", types("down", "down"), chosen(0)},
		"form.Enter":        {"goes to the next field", empty, focused(ingress.FieldPreset)},
		"form.Enter 2":      {"takes the choice", types("down", "down", "down"), icmp},
		"form.Enter 3":      {"previews a rule line that says it all", filled(line, ingress.FieldLine), in[model.Previewing]},
		"form.Enter 4":      {"previews from the last field", filled(line, ingress.FieldNote), in[model.Previewing]},
		"form.Another":      {"starts another rule", filled(line, ingress.FieldLine), onRule(1, 2)},
		"form.RuleNext":     {"goes to the next rule", three("pgup"), onRule(2, 3)},
		"form.RulePrevious": {"goes to the rule before", three(), onRule(1, 3)},
		"form.Remove":       {"takes the rule off", three("pgup"), onRule(1, 2)},
		"form.Preview":      {"previews", filled(line, ingress.FieldSource), in[model.Previewing]},
		"form.Preview 2":    {"says why it does not", empty, drawn("! what to open?")},
		"form.Help":         {"shows help", empty, helps},
		"form.Back":         {"goes back to the list", empty, in[model.Listing]},
	}
}

func previewPresses() map[string]pressCase {
	const line = "tcp/22 from 198.51.100.7"
	plan := previewOf("sg-140ba4c8", line)
	long := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := previewOf("sg-140ba4c8", longLine(50))(t, at)
			s.press(keys...)
			return s
		}
	}
	top := func(line int) func(*session) bool {
		return func(s *session) bool { return in[model.Previewing](s) && s.app.preview.top == line }
	}
	risky := func(typed string, keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := previewOf("sg-140ba4c8", riskyLine)(t, at)
			s.press(keys...)
			s.write(typed)
			return s
		}
	}
	previewed := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := plan(t, at)
			s.press(keys...)
			return s
		}
	}
	covered := previewOf("sg-140ba4c8", "tcp/443,8443 from 203.0.113.0/24")
	sends := func(n int) func(*session) bool {
		return previewing(func(p model.Previewing) bool { return p.Plan.Sends() == n })
	}
	shown := func(form notation.Form) func(*session) bool {
		return previewing(func(p model.Previewing) bool { return p.Shown != nil && *p.Shown == form })
	}
	// 50 rules under the name of their group, 17 lines a page
	return map[string]pressCase{
		"preview.Confirm":   {"sends", plan, in[model.Finished]},
		"preview.Confirm 2": {"says why it does not", long(), drawn("! scroll to the end")},
		"preview.Confirm 3": {"asks for the id of a risky plan's group", risky(""), previewing(func(p model.Previewing) bool { return p.Typing })},
		"preview.Confirm 4": {"sends a risky plan by its id", risky("sg-140ba4c8", "enter"), in[model.Finished]},
		"preview.Confirm 5": {"goes back to the table from a form", previewed("v"), previewing(func(p model.Previewing) bool { return p.Shown == nil })},
		"preview.Covered":   {"includes covered rules", covered, sends(2)},
		"preview.Covered 2": {"leaves them out again", func(t testing.TB, at size) *session {
			s := covered(t, at)
			s.press("c")
			return s
		}, sends(1)},
		"preview.Untagged":    {"agrees to send untagged", tagsDenied(), previewing(func(p model.Previewing) bool { return p.Plan.Changes[0].Untagged && p.Armed })},
		"preview.View":        {"shows a command", plan, shown(notation.AWSCLI)},
		"preview.View 2":      {"shows the next form", previewed("v"), shown(notation.Query)},
		"preview.View 3":      {"draws it", plan, drawn("aws ec2 authorize-security-group-ingress")},
		"preview.Copy":        {"copies rule lines", plan, copied("tcp/22 from 198.51.100.7/32\n")},
		"preview.Copy 2":      {"copies the form that is shown", previewed("v", "v", "v"), copiedPart("resource \"aws_vpc_security_group_ingress_rule\"")},
		"preview.Copy 3":      {"says so", plan, drawn("copied as lines")},
		"preview.CopyCommand": {"copies a command", plan, copiedPart("aws ec2 authorize-security-group-ingress ")},
		"preview.Up":          {"scrolls up", long("down", "down"), top(1)},
		"preview.Down":        {"scrolls down", long(), top(1)},
		"preview.Top":         {"goes to the top", long("down", "down"), top(0)},
		"preview.Bottom":      {"goes to the end", long(), top(51 - 17)},
		"preview.PageUp":      {"scrolls a page up", long("end"), top(51 - 34)},
		"preview.PageDown":    {"scrolls a page down", long(), top(17)},
		"preview.Reload":      {"reads the groups again", plan, func(s *session) bool { return s.phase().(model.Previewing).Plan.Operation == "op-2" }},
		"preview.Help":        {"shows help", plan, helps},
		"preview.Back":        {"goes back to the form", plan, in[model.Editing]},
		"preview.Back 3":      {"gives up typing the id", risky("sg-", "enter"), previewing(func(p model.Previewing) bool { return !p.Typing })},
		"preview.Back 4": {"goes back to the group from a revocation", detailsOf("sg-77aa01bc", "ctrl+d"),
			func(s *session) bool { return in[model.Listing](s) && s.app.detail.open }},
		"preview.Back 2": {"has an answer while a write is under way", func(t testing.TB, at size) *session { return submittingScenes()[0].open(t, at) },
			drawn("! a write that was sent cannot be called back")},
	}
}

func resultPresses() map[string]pressCase {
	done := resultOf(nil, "tcp/22 from 198.51.100.7", "sg-140ba4c8")
	long := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := resultOf(nil, longLine(50), "sg-140ba4c8")(t, at)
			s.press(keys...)
			return s
		}
	}
	top := func(line int) func(*session) bool {
		return func(s *session) bool { return in[model.Finished](s) && s.app.result.top == line }
	}
	return map[string]pressCase{
		"result.Done":   {"goes back to the list", done, in[model.Listing]},
		"result.Form":   {"goes back to the form", done, in[model.Editing]},
		"result.Undo":   {"plans to undo it", recorded(), undoes("op-1")},
		"result.Undo 2": {"says why it does not", refusedResult(), drawn("nothing was applied: there is nothing to undo")},
		"result.Retry": {"plans again what was not added", refusedResult(),
			previewing(func(p model.Previewing) bool { _, retry := p.Back.(model.Retry); return retry && p.Plan.Sends() == 1 })},
		"result.Retry 2":  {"says why it does not", done, drawn("nothing is left to send")},
		"result.Up":       {"scrolls up", long("down", "down"), top(1)},
		"result.Down":     {"scrolls down", long(), top(1)},
		"result.PageUp":   {"scrolls a page up", long("pgdown", "pgdown"), top(51 - 36)},
		"result.PageDown": {"scrolls a page down", long(), top(18)},
		"result.Copy":     {"copies the rule ids", done, copied("sgr-0b2e4d6f8a1c30000\n")},
		"result.Help":     {"shows help", done, helps},
	}
}
