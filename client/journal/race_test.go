//go:build race

package journal

// raced says that the tests run with the race detector, which makes SQLite ten times slower.
const raced = true
