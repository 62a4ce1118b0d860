//go:build !long && !soak

package journal

// long says that the tests take all their rounds: with the build tags long and soak.
const long = false
