//go:build long || soak

package main

// long says that the tests take their time: all rounds of them run.
const long = true
