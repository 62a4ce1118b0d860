package ui

import (
	"context"
	"fmt"
	"image/color"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
)

// session runs an App without a terminal: commands are performed at once, one
// after the other, and their messages come back in order.
type session struct {
	t      testing.TB
	app    *App
	ctx    context.Context // the App's
	world  perform.World
	hold   func(tea.Msg) bool // answers that wait for release
	held   []tea.Msg
	copied []string
	quit   bool
	keys   uv.EventDecoder
}

func sandbox() ingress.Session {
	return ingress.Session{Sandbox: true, Account: testAccount, Region: "us-east-1"}
}

// newSession is a session in the sandbox, not yet started.
func newSession(t testing.TB, w *fakeWorld, s size) *session {
	t.Helper()
	return newSessionIn(t, sandbox(), w.world(), s)
}

func newSessionIn(t testing.TB, where ingress.Session, w perform.World, at size) *session {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	s := &session{t: t, ctx: ctx, app: New(ctx, where, plans(), w), world: w, hold: nothing}
	s.resize(at.w, at.h)
	return s
}

// start performs what a program does first.
func (s *session) start() *session {
	s.perform(s.app.Init())
	return s
}

// send gives messages to the App, and performs all that follows.
func (s *session) send(msgs ...tea.Msg) {
	s.t.Helper()
	for _, msg := range msgs {
		next, cmd := s.app.Update(msg)
		if next != tea.Model(s.app) {
			s.t.Fatalf("Update returns another model: %T", next)
		}
		s.perform(cmd)
	}
}

// perform runs a command and what follows from it.
func (s *session) perform(cmd tea.Cmd) {
	s.t.Helper()
	for queue := []tea.Cmd{cmd}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == nil {
			continue
		}
		msg := queue[0]()
		switch batch := msg.(type) {
		case tea.BatchMsg:
			queue = append(queue, batch...)
			continue
		case tea.QuitMsg:
			s.quit = true
			continue
		}
		if s.hold(msg) {
			s.held = append(s.held, msg)
			continue
		}
		queue = append(queue, s.take(msg))
	}
}

// take gives an answer to the App, unless it is one for Bubble Tea itself.
func (s *session) take(msg tea.Msg) tea.Cmd {
	if answer, ok := msg.(model.Msg); ok {
		_, cmd := s.app.Update(answer)
		return cmd
	}
	if v := reflect.ValueOf(msg); v.IsValid() && v.Type() == reflect.TypeOf(tea.SetClipboard("")()) {
		s.copied = append(s.copied, v.String())
	}
	return nil
}

// nothing is what a session holds back unless told otherwise.
func nothing(tea.Msg) bool { return false }

// holdBack keeps answers of the types of these messages until release.
func (s *session) holdBack(like ...tea.Msg) {
	s.hold = func(msg tea.Msg) bool {
		for _, l := range like {
			if reflect.TypeOf(msg) == reflect.TypeOf(l) {
				return true
			}
		}
		return false
	}
}

// release lets the held answers through, and holds no more.
func (s *session) release() {
	s.t.Helper()
	held := s.held
	s.held, s.hold = nil, nothing
	s.send(held...)
}

// press presses keys by their names in bindings, as a terminal sends them.
func (s *session) press(names ...string) {
	s.t.Helper()
	for _, name := range names {
		s.pressBytes(keyBytes(name)[0])
	}
}

// pressBytes presses the key that a terminal sends these bytes for.
func (s *session) pressBytes(bytes string) {
	s.t.Helper()
	s.send(s.decode(bytes))
}

// decode is the key press that Bubble Tea's decoder makes of a terminal's bytes.
func (s *session) decode(bytes string) tea.KeyPressMsg {
	s.t.Helper()
	n, event := s.keys.Decode([]byte(bytes))
	press, ok := event.(uv.KeyPressEvent)
	if !ok || n != len(bytes) {
		s.t.Fatalf("%q is no key press to the decoder: %T, %d bytes", bytes, event, n)
	}
	return tea.KeyPressMsg(press)
}

// write types text, character by character.
func (s *session) write(text string) {
	s.t.Helper()
	for _, r := range text {
		s.pressBytes(string(r))
	}
}

func (s *session) paste(text string) {
	s.t.Helper()
	s.send(tea.PasteMsg{Content: text})
}

func (s *session) resize(w, h int) {
	s.t.Helper()
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
}

func (s *session) phase() model.Phase { return s.app.Model().Phase }

// frame is what is on the screen, in plain text.
func (s *session) frame() string { return ansi.Strip(s.app.View().Content) }

// line is a line of the frame, counted from 0.
func (s *session) line(i int) string { return strings.Split(s.frame(), "\n")[i] }

// shows fails the test unless all texts are on the screen.
func (s *session) shows(texts ...string) {
	s.t.Helper()
	frame := s.frame()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			s.t.Fatalf("the screen lacks %q:\n%s", text, frame)
		}
	}
}

// hides fails the test if one of the texts is on the screen.
func (s *session) hides(texts ...string) {
	s.t.Helper()
	frame := s.frame()
	for _, text := range texts {
		if strings.Contains(frame, text) {
			s.t.Fatalf("the screen has %q:\n%s", text, frame)
		}
	}
}

// keyBytes are what terminals send for a key, by its name in bindings: first
// the plain form, then those of other terminals and modes (xterm, VT220, kitty).
func keyBytes(name string) []string {
	named := map[string][]string{
		"up":        {"\x1b[A", "\x1bOA"},
		"down":      {"\x1b[B", "\x1bOB"},
		"right":     {"\x1b[C", "\x1bOC"},
		"left":      {"\x1b[D", "\x1bOD"},
		"home":      {"\x1b[H", "\x1b[1~", "\x1bOH"},
		"end":       {"\x1b[F", "\x1b[4~", "\x1bOF"},
		"pgup":      {"\x1b[5~"},
		"pgdown":    {"\x1b[6~"},
		"space":     {" ", "\x1b[32u"},
		"enter":     {"\r", "\x1b[13u", "\x1bOM"},
		"esc":       {"\x1b", "\x1b[27u"},
		"tab":       {"\t", "\x1b[9u"},
		"shift+tab": {"\x1b[Z", "\x1b[9;2u"},
		"backspace": {"\x7f"},
		"f1":        {"\x1bOP", "\x1b[P", "\x1b[11~"},
		"ctrl+\\":   {"\x1c", "\x1b[92;5u"},
		"Y":         {"Y", "\x1b[121;2u", "\x1b[121:89;2u"},
		"G":         {"G", "\x1b[103;2u", "\x1b[103:71;2u"},
		"?":         {"?", "\x1b[47:63;2u"},
	}
	if bytes, ok := named[name]; ok {
		return bytes
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 {
		return []string{string(rune(letter[0] & 0x1f)), fmt.Sprintf("\x1b[%d;5u", letter[0])}
	}
	return []string{name}
}

// background is a terminal's answer to what colour it has.
func background(dark bool) tea.BackgroundColorMsg {
	if dark {
		return tea.BackgroundColorMsg{Color: color.Black}
	}
	return tea.BackgroundColorMsg{Color: color.White}
}
