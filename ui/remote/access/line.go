package access

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/model/ingress"
)

// Line is one line of an access file that is neither blank nor a comment.
type Line struct {
	Number int // from 1
	// Refused says why the line admits nobody; "" for a line that is in force.
	Refused string

	Key     ssh.PublicKey // the user's, or the authority's
	Comment string
	// Authority says that the key signs the certificates of users.
	Authority bool
	// Principals are those that a certificate must name one of; at least one where
	// Authority is set.
	Principals []string
	From       []Pattern // empty for anywhere
	Until      time.Time // zero for no end
	// Terminal says that the screens may be used; commands may be in any case.
	Terminal bool
	Name     string // of sluice-name, or ""
	Grant    ingress.Grant
}

// Fingerprint is that of the key, as ssh-keygen -l shows it, or "".
func (l Line) Fingerprint() string {
	if l.Key == nil {
		return ""
	}
	return ssh.FingerprintSHA256(l.Key)
}

// Words explain the line at a time, as one sentence without its number.
func (l Line) Words(now time.Time) string {
	if l.Refused != "" {
		return "refused, admits nobody: " + l.Refused
	}
	var b strings.Builder
	switch {
	case l.Authority:
		fmt.Fprintf(&b, "users with a certificate of %s %s for %s", l.Key.Type(), l.Fingerprint(), strings.Join(l.Principals, " or "))
	default:
		fmt.Fprintf(&b, "%s, by %s %s", l.Holder(), l.Key.Type(), l.Fingerprint())
	}
	if l.Authority && l.Name != "" {
		fmt.Fprintf(&b, ", all known as %s", l.Name)
	}
	fmt.Fprintf(&b, ": %s", l.Grant.Words())
	if len(l.From) > 0 {
		fmt.Fprintf(&b, "; from %s only", patternsText(l.From))
	}
	switch {
	case l.Expired(now):
		fmt.Fprintf(&b, "; expired on %s, admits nobody any more", l.Until.Format(time.RFC3339))
	case !l.Until.IsZero():
		fmt.Fprintf(&b, "; until %s", l.Until.Format(time.RFC3339))
	}
	if !l.Terminal {
		b.WriteString("; commands only, no screens (without pty)")
	}
	if why := checkName(l.Comment); !l.Authority && l.Name == "" && why != nil {
		if l.Comment == "" {
			why = errors.New("there is none")
		}
		fmt.Fprintf(&b, "; known by the key's fingerprint, not by its comment: %s; give sluice-name", why)
	}
	return b.String()
}

// Expired reports that the line admits nobody any more at a time.
func (l Line) Expired(now time.Time) bool { return !l.Until.IsZero() && !now.Before(l.Until) }

// Holder is what the one whom the line admits is called: the holder of the key, or
// all with a certificate of the authority. It is "" where each certificate's own
// name says so.
func (l Line) Holder() string {
	switch {
	case l.Name != "" || l.Authority:
		return l.Name
	case checkName(l.Comment) == nil:
		return l.Comment
	}
	return l.Fingerprint()
}

// maxName is the most characters that a name has: it goes into tags, into the
// role session name and into headers.
const maxName = 64

// nameMarks are what a name may hold besides ASCII letters and digits: what the
// values of EC2's tags may.
const nameMarks = " +-=._:/@"

// checkName holds a name to what can be shown, tagged and recorded everywhere.
func checkName(name string) error {
	letter := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }
	bad := func(r rune) bool { return !letter(r) && !strings.ContainsRune(nameMarks, r) }
	switch {
	case strings.TrimSpace(name) == "" || strings.TrimSpace(name) != name:
		return fmt.Errorf("%q is no name: it may not be empty, nor begin or end with a space", name)
	case len(name) > maxName:
		return fmt.Errorf("a name has at most %d characters, this one %d", maxName, len(name))
	case strings.ContainsFunc(name, bad):
		return fmt.Errorf("%q is no name: it takes ASCII letters, digits, spaces and + - = . _ : / @", name)
	}
	return nil
}
