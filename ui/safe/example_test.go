package safe_test

import (
	"fmt"

	"sluice/ui/safe"
)

// Clean shows what a name holds instead of letting it act on the terminal.
func ExampleClean() {
	name := safe.Clean("web\x1b[2J\u202eevil\nsg-0a5d8e02")
	fmt.Println(name)
	fmt.Println(name.Width(), "cells")
	fmt.Println(name.Cut(12))
	// Output:
	// web‹U+001B›[2J‹U+202E›evil‹U+000A›sg-0a5d8e02
	// 45 cells
	// web‹U+001B›…
}
