//go:build race

package main

// raced says that the tests run with the race detector, and so does the program
// that they start.
const raced = true
