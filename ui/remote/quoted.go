package remote

import (
	"crypto/rand"
	"encoding/hex"

	"sluice/ui/safe"
)

// maxNamed is how many bytes of a client's word a log shows.
const maxNamed = 128

// named is what a client named, for a log: not too long, and with nothing in it
// that a terminal would act on or hide. The quotes are for the log to set.
func named(text string) string {
	if len(text) > maxNamed {
		return safe.Clean(text[:maxNamed]).String() + "…"
	}
	return safe.Clean(text).String()
}

// newIncident is an id that the user is told and the log has the story of.
func newIncident() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program first
	return hex.EncodeToString(b[:])
}
