package ui

import (
	"flag"
	"runtime/debug"
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails the package where a test leaves a goroutine behind: a session
// that ends takes all of its own with it.
func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files anew")
	debug.SetGCPercent(400) // sessions come and go by the thousand, and are small
	goleak.VerifyTestMain(m)
}
