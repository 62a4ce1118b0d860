//go:build long

package ui

// long says that the tests try all that there is, and take their time.
const long = true
