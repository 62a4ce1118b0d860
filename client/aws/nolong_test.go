//go:build !long && !soak

package aws

// long says that the tests take their time: all rounds of them run.
const long = false
