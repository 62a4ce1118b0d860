// Package remote serves the screens over SSH: one program per session, each with
// its own terminal, none with a share in another's state.
//
// It stands on wish and the SSH server beneath it, behind a gate of its own: the
// stock session handler believes all that a client sends, so every channel
// request passes [channel] first, and what comes out is little and bounded. Of
// wish's middlewares none is used: the one for Bubble Tea spins when a channel
// closes and its connection stays, and those for keys and limits ignore what an
// access file says. A client is an attacker until its key has signed; after that
// it may still send what it likes.
package remote
