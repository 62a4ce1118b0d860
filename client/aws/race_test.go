//go:build race

package aws

// raced says that the tests run with the race detector, which makes a storm six times slower.
const raced = true
