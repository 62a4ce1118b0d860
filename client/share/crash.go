package share

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// crash is a panic of a reader. It goes on in those who wait for the answer, who
// know what to do about one; in a goroutine of all it would end the program.
type crash struct{ text string }

func (c crash) Error() string { return c.text }

func crashed(value any) crash { return crash{fmt.Sprintf("%v\n%s", value, debug.Stack())} }

// passOn panics where err is a panic.
func passOn(err error) {
	if c, ok := errors.AsType[crash](err); ok {
		panic(c)
	}
}
