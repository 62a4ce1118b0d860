package remote

import (
	"io"
	"time"
)

// input is what a client types. A session ends when nothing has been typed for a
// while; what it draws does not count.
type input struct {
	io.Reader
	idle  *time.Timer
	after time.Duration
}

func (i input) Read(p []byte) (int, error) {
	n, err := i.Reader.Read(p)
	if n > 0 {
		i.idle.Reset(i.after)
	}
	return n, err
}

// output is a client's terminal. One that takes nothing for long loses its
// connection: else its program would wait for ever, and could not be ended.
type output struct {
	io.Writer
	after time.Duration
	stop  func()
}

func (o output) Write(p []byte) (int, error) {
	stalled := time.AfterFunc(o.after, o.stop)
	defer stalled.Stop()
	return o.Writer.Write(p)
}
