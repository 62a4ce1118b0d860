package remote

import (
	"fmt"
	"reflect"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// guard is a session's model that cannot take the others down: a panic in it, or
// in a command of its, ends this session. Bubble Tea would write the stack to the
// server's stderr, and leave the user with a terminal that says nothing.
type guard struct {
	model  tea.Model
	failed func(where string, value any, stack []byte)
	broken *bool // the model panicked, and is not asked again
}

func newGuard(m tea.Model, failed func(where string, value any, stack []byte)) guard {
	return guard{m, failed, new(bool)}
}

func (g guard) Init() (cmd tea.Cmd) {
	defer g.recover("Init")
	return g.command(g.model.Init())
}

func (g guard) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok && size.Height == 0 {
		return g, nil // for the renderer only: see folded
	}
	if *g.broken {
		return g, nil
	}
	next = g
	defer g.recover("Update")
	m, cmd := g.model.Update(msg)
	return guard{m, g.failed, g.broken}, g.command(cmd)
}

func (g guard) View() (view tea.View) {
	if *g.broken {
		return tea.View{}
	}
	defer g.recover("View")
	return g.model.View()
}

// command is a command whose panic ends the session, and so are those that it
// hands on.
func (g guard) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if value := recover(); value != nil {
				g.failed("a command", value, debug.Stack())
			}
		}()
		return g.handed(cmd())
	}
}

// handed guards the commands in a message. There are two such: a batch, and a
// sequence, whose type has no name outside of Bubble Tea.
func (g guard) handed(msg tea.Msg) tea.Msg {
	v := reflect.ValueOf(msg)
	if msg == nil || v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return msg
	}
	guarded := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	for i := range v.Len() {
		guarded.Index(i).Set(reflect.ValueOf(g.command(v.Index(i).Interface().(tea.Cmd))))
	}
	return guarded.Interface()
}

// recover is deferred by the model's methods, which run one at a time.
func (g guard) recover(where string) {
	if value := recover(); value != nil {
		*g.broken = true
		g.failed(where, value, debug.Stack())
	}
}

// sentence is what a user is told of a panic.
func sentence(incident string) string {
	return fmt.Sprintf("incident %s: an error of ours ended this session, and the server's log has its story. A change that was under way goes on", incident)
}
