//go:build !race

package aws

// raced says that the tests run with the race detector.
const raced = false
