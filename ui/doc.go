// Package ui shows the model in a terminal: keys become messages, the model
// becomes frames, and effects are performed.
//
// The rules of the screens:
//   - Words before symbols, symbols before colour: nothing is said by colour alone.
//   - Text from outside is drawn through the safe package, always.
//   - A key that does nothing says why. Help is made from the bindings.
//   - Nothing can be approved that was not on the screen.
//   - A frame has exactly as many lines as the terminal, none wider than it.
package ui
