//go:build soak

package journal

// soaked says that the tests take their time.
const soaked = true
