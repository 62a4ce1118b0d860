//go:build !race

package local

// raced says that the tests run with the race detector.
const raced = false
