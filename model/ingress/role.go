package ingress

import "fmt"

// Role is what a person may do at all. Its zero value is the least.
type Role uint8

// The roles.
const (
	Viewer   Role = iota // reads and plans, and is never given a [Writer]
	Operator             // changes what the grant names
	Admin                // as an operator, and looks after what others asked for
)

// ParseRole reads viewer, operator or admin.
func ParseRole(text string) (Role, error) {
	for _, r := range []Role{Viewer, Operator, Admin} {
		if text == r.String() {
			return r, nil
		}
	}
	return Viewer, fmt.Errorf("%q is no role: there are viewer, operator and admin", text)
}

// String is the role's name.
func (r Role) String() string {
	switch r {
	case Operator:
		return "operator"
	case Admin:
		return "admin"
	}
	return "viewer"
}

// Writes reports whether the role changes anything.
func (r Role) Writes() bool { return r.May(ActAuthorize) }
