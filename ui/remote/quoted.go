package remote

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
)

// maxQuoted is how many bytes of a client's word a log shows.
const maxQuoted = 128

// quoted is what a client named, for a log: in quotes, in ASCII, and not too
// long, whatever the log is written as.
func quoted(text string) string {
	if len(text) > maxQuoted {
		return strconv.QuoteToASCII(text[:maxQuoted]) + "…"
	}
	return strconv.QuoteToASCII(text)
}

// newIncident is an id that the user is told and the log has the story of.
func newIncident() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program first
	return hex.EncodeToString(b[:])
}
