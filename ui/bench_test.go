package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"sluice/model/ingress"
)

const manyMany = 100_000

// benchKeys measures a key and the frame after it, over and over, as Bubble Tea
// does with keys that come slower than frames.
func benchKeys(b *testing.B, s *session, names ...string) {
	b.Helper()
	keys := make([]tea.KeyPressMsg, len(names))
	for i, name := range names {
		keys[i] = s.decode(keyBytes(name)[0])
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s.send(keys[i%len(keys)])
		s.app.View()
		i++
	}
}

func BenchmarkListKey(b *testing.B) {
	s := newSession(b, newFakeWorld(manyGroups(b, manyMany)...), size{120, 40}).start()
	for _, keys := range [][]string{{"down"}, {"pgdown"}, {"end", "home"}, {"space", "up"}} {
		b.Run(keys[0], func(b *testing.B) { benchKeys(b, s, keys...) })
	}
}

func BenchmarkListView(b *testing.B) {
	s := newSession(b, newFakeWorld(manyGroups(b, manyMany)...), size{120, 40}).start()
	b.ReportAllocs()
	for b.Loop() {
		s.app.View()
	}
}

func BenchmarkFilterKey(b *testing.B) {
	s := newSession(b, newFakeWorld(manyGroups(b, manyMany)...), size{120, 40}).start()
	s.press("/")
	benchKeys(b, s, "s", "e", "backspace", "backspace")
}

func BenchmarkFormKey(b *testing.B) {
	for _, world := range []struct {
		name   string
		groups []ingress.Group
	}{{"few groups", sampleGroups(b)}, {"100,000 groups", manyGroups(b, manyMany)}} {
		b.Run(world.name, func(b *testing.B) {
			s := newSession(b, newFakeWorld(world.groups...), size{120, 40}).start()
			s.press("a")
			s.write("tcp/22,443 udp/53 from 198.51.100.7 sg-00000007 # deploy hos")
			benchKeys(b, s, "t", "backspace")
		})
	}
}

func BenchmarkFormSourceKey(b *testing.B) {
	s := newSession(b, newFakeWorld(manyGroups(b, manyMany)...), size{120, 40}).start()
	s.press("a")
	s.focus(ingress.FieldSource)
	benchKeys(b, s, "s", "e", "backspace", "backspace")
}

func BenchmarkPreviewKey(b *testing.B) {
	s := sampleSession(b, size{120, 40})
	s.preview(longLine(50), "sg-140ba4c8", "sg-77aa01bc")
	benchKeys(b, s, "down", "down", "up")
}
