//go:build !race

package journal

// raced says that the tests run with the race detector.
const raced = false
