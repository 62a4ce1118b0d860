package gate

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/google/go-cmp/cmp"
	"github.com/muesli/cancelreader"
)

// TestRead reads what a source has, to its end.
func TestRead(t *testing.T) {
	broken := errors.New("connection lost")
	tests := []struct {
		name string
		src  io.Reader
		want string
		err  error
	}{
		{"nothing", strings.NewReader(""), "", nil},
		{"keys", strings.NewReader("q\x1b[A"), "q\x1b[A", nil},
		{"byte by byte", iotest.OneByteReader(strings.NewReader("é\x1b[A")), "é\x1b[A", nil},
		{"last bytes with the end", iotest.DataErrReader(strings.NewReader("q")), "q", nil},
		{"escape at the end", strings.NewReader("a\x1b"), "a" + escapeKey, nil},
		{"paste at the end", strings.NewReader("\x1b[200~a"), pasteStart + "a" + pasteEnd, nil},
		{"character cut off at the end", strings.NewReader("\xe6\x97"), replacementKey, nil},
		{"broken source", io.MultiReader(strings.NewReader("q"), iotest.ErrReader(broken)), "q", broken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := New(tt.src, Options{})
			got, err := io.ReadAll(g)
			if string(got) != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("read %q and %v, want %q and %v", got, err, tt.want, tt.err)
			}
			if err := g.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

func TestReadKeepsUnitsWhole(t *testing.T) {
	g := New(strings.NewReader("abc\x1b[1;5Cde\x1b[200~日\x1b[201~"), Options{})
	buf := make([]byte, 8)
	var got []string
	for {
		n, err := g.Read(buf)
		if err != nil {
			break
		}
		got = append(got, string(buf[:n]))
	}
	want := []string{"abc", "\x1b[1;5Cde", "\x1b[200~", "日", "\x1b[201~"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestReadIntoLittleRoom gets everything even where no unit fits.
func TestReadIntoLittleRoom(t *testing.T) {
	in := "a\x1b[1;5C日\x1b]11;rgb:0/0/0\x1b\\q"
	got, err := io.ReadAll(iotest.OneByteReader(New(strings.NewReader(in), Options{})))
	if string(got) != in || err != nil {
		t.Errorf("read %q and %v, want %q", got, err, in)
	}
}

func TestReadWaitsNoLongerThanItMust(t *testing.T) {
	tests := []struct {
		name, in, want string
		after          time.Duration
		drop           Drop
	}{
		{"a key", "q", "q", 0, ""},
		{"a sequence", "\x1b[A", "\x1b[A", 0, ""},
		{"alt and a key", "\x1bq", altKey('q'), 0, ""},
		{"the escape key", "\x1b", escapeKey, EscapeWait, ""},
		{"alt and a bracket", "\x1b[", altKey('['), EscapeWait, ""},
		{"a paste with no end", "\x1b[200~", pasteEnd, PasteWait, UnendedPaste},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src, terminal := io.Pipe()
				var drop Drop
				g := New(src, Options{Dropped: func(d Drop) { drop = d }})
				start := time.Now()
				go io.WriteString(terminal, tt.in)
				got := ""
				for got != tt.want {
					buf := make([]byte, readSize)
					n, err := g.Read(buf)
					if err != nil {
						t.Fatal(err)
					}
					got = strings.TrimPrefix(string(buf[:n]), pasteStart)
				}
				if after := time.Since(start); after != tt.after || drop != tt.drop {
					t.Errorf("came after %v and a drop %q, want %v and %q", after, drop, tt.after, tt.drop)
				}
				terminal.Close()
				g.Close()
			})
		})
	}
}

func TestCloseEndsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src, terminal := io.Pipe()
		g := New(src, Options{})
		done := make(chan error)
		go func() {
			_, err := g.Read(make([]byte, 10))
			done <- err
		}()
		synctest.Wait() // Read is waiting
		for range 2 {
			if err := g.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}
		if err := <-done; err != io.EOF {
			t.Errorf("the pending Read gives %v, want EOF", err)
		}
		if _, err := g.Read(make([]byte, 10)); err != io.EOF {
			t.Errorf("a later Read gives %v, want EOF", err)
		}
		terminal.Close() // or else the goroutine that reads it stays, and this test fails
	})
}

func TestNewerReadTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src, terminal := io.Pipe()
		g := New(src, Options{})
		older := make(chan error)
		go func() {
			_, err := g.Read(make([]byte, 10))
			older <- err
		}()
		synctest.Wait()
		newer := make(chan string)
		go func() {
			buf := make([]byte, 10)
			n, _ := g.Read(buf)
			newer <- string(buf[:n])
		}()
		if err := <-older; err != io.EOF {
			t.Errorf("the older Read gives %v, want EOF", err)
		}
		io.WriteString(terminal, "q")
		if got := <-newer; got != "q" {
			t.Errorf("the newer Read gives %q, want the key", got)
		}
		terminal.Close()
		g.Close()
	})
}

// TestDecoderNeverWaits puts the decoder behind a gate and gives it no waiting time of its own that could help: what
// hostile input leaves behind, a key gets through.
func TestDecoderNeverWaits(t *testing.T) {
	for _, tt := range machineCases() {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				src, terminal := io.Pipe()
				g := New(src, Options{})
				reader := uv.NewTerminalReader(g, "xterm-256color")
				reader.EscTimeout = 24 * time.Hour
				events := make(chan uv.Event)
				ended := make(chan error)
				go func() { ended <- reader.StreamEvents(context.Background(), events) }()
				go func() {
					for _, step := range tt.script {
						switch step := step.(type) {
						case string:
							io.WriteString(terminal, step)
						case time.Duration:
							time.Sleep(step)
						}
					}
					time.Sleep(PasteWait)
					io.WriteString(terminal, "\x05")
				}()
				for event := range events {
					if key, ok := event.(uv.KeyPressEvent); ok && key.Keystroke() == "ctrl+e" {
						break
					}
					if time.Since(start) > time.Hour {
						t.Fatal("the key did not come")
					}
				}
				terminal.Close()
				if err := <-ended; err != nil {
					t.Error(err)
				}
				g.Close()
			})
		})
	}
}

// TestTerminalIsNotWaitedFor guards what [Terminal] says of Name.
func TestTerminalIsNotWaitedFor(t *testing.T) {
	if _, ok := any((*Terminal)(nil)).(cancelreader.File); ok {
		t.Error("Bubble Tea would wait for the terminal itself, past the gate")
	}
}
