//go:build race

package local

// raced says that the tests run with the race detector, which makes SQLite ten times slower.
const raced = true
