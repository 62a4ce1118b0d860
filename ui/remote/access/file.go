package access

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/model/ingress"
)

// File is an access file as read; treat it as read-only.
type File struct {
	Lines []Line // all that are neither blank nor comments, in order

	// The lines in force by their keys in wire format, as indexes into Lines.
	keys        map[string]int
	authorities map[string][]int
}

// Identity is who signed in, and what they may do.
type Identity struct {
	Name        string
	Fingerprint string // of the key that signed; of a certificate, its own key's
	Grant       ingress.Grant
	Terminal    bool      // the screens may be used
	Until       time.Time // when the line or the certificate ends; zero for no end
	Line        int       // of the access file
}

// By is the identity as it is recorded: name and fingerprint.
func (id Identity) By() string { return id.Person().String() }

// Person is who the identity is, as plans are asked for and approved by.
func (id Identity) Person() ingress.Person {
	return ingress.Person{Name: id.Name, Key: id.Fingerprint}
}

// Same reports whether both are the same person with the same rights.
func (id Identity) Same(other Identity) bool {
	return id.Name == other.Name && id.Fingerprint == other.Fingerprint && id.Terminal == other.Terminal && id.Grant.Equal(other.Grant)
}

// Usable is the number of lines in force, expired ones included.
func (f *File) Usable() int {
	n := 0
	for _, l := range f.Lines {
		if l.Refused == "" {
			n++
		}
	}
	return n
}

// Refused are the lines that admit nobody.
func (f *File) Refused() []Line {
	return slices.DeleteFunc(slices.Clone(f.Lines), func(l Line) bool { return l.Refused == "" })
}

// index puts a line in force, unless one before it speaks of the same people:
// which of the two holds is then not clear.
func (f *File) index(l Line) error {
	at, blob := len(f.Lines), string(l.Key.Marshal())
	if !l.Authority {
		if before, twice := f.keys[blob]; twice {
			return fmt.Errorf("the key is that of line %d, which is in force", f.Lines[before].Number)
		}
		f.keys[blob] = at
		return nil
	}
	for _, before := range f.authorities[blob] {
		if other := f.Lines[before]; overlap(l.Principals, other.Principals) {
			return fmt.Errorf("the authority is that of line %d, which is in force for some of the same principals", other.Number)
		}
	}
	f.authorities[blob] = append(f.authorities[blob], at)
	return nil
}

// overlap reports whether principals name some of the same people.
func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(p string) bool { return slices.Contains(b, p) })
}

// errStranger is for a key that no line in force names.
var errStranger = errors.New("no line of the access file names the key")

// Admit says who signs in with a key, from an address, at a time; the error says
// why nobody does. The caller must know that the one who signs in holds the key.
// The user name that is signed in with says nothing: there are no accounts, and so
// it is the client's to choose.
func (f *File) Admit(key ssh.PublicKey, from netip.Addr, now time.Time) (Identity, error) {
	if cert, ok := key.(*ssh.Certificate); ok {
		return f.admitCertificate(cert, from, now)
	}
	at, known := f.keys[string(key.Marshal())]
	if !known {
		return Identity{}, errStranger
	}
	l := f.Lines[at]
	if err := l.open(from, now); err != nil {
		return Identity{}, err
	}
	return Identity{Name: l.Holder(), Fingerprint: l.Fingerprint(), Grant: l.Grant, Terminal: l.Terminal, Until: l.Until, Line: l.Number}, nil
}

// open holds a sign-in to the line's own conditions.
func (l Line) open(from netip.Addr, now time.Time) error {
	switch {
	case l.Refused != "":
		return fmt.Errorf("line %d is refused: %s", l.Number, l.Refused)
	case l.Expired(now):
		return fmt.Errorf("line %d expired on %s", l.Number, l.Until.Format(time.RFC3339))
	case !admits(l.From, from):
		return fmt.Errorf("line %d does not admit anybody from %s", l.Number, from)
	}
	return nil
}
