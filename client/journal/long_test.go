//go:build long || soak

package journal

// long says that the tests take all their rounds.
const long = true
