package ingress

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Settings are what a person decides about exposure.
type Settings struct {
	// Acceptable are TCP and UDP ports that the whole internet may reach: TCP 80
	// and 443 by default. Checks of single ports, of ranges and of wide sources
	// pass over them; "everything" does not.
	Acceptable []Spec
	// Ignored are checks that count for nothing, by their name or one of their
	// ids, each with the reason, which the finding then tells.
	Ignored map[string]string
	// WidePrefix is the prefix length, 1 to 32, that a public IPv4 source must
	// at least have: 24 by default.
	WidePrefix int
}

// DefaultSettings accept TCP 80 and 443, ignore no check, and call public
// sources wide that are shorter than /24.
func DefaultSettings() Settings {
	return Settings{Acceptable: []Spec{{TCP, 80, 80}, {TCP, 443, 443}}, WidePrefix: 24}
}

// Validate holds the settings to what they can mean. The error names every
// setting that is wrong and how to mend it.
func (s Settings) Validate() error {
	var errs []error
	for _, spec := range s.Acceptable {
		switch {
		case !spec.Protocol.HasPorts():
			errs = append(errs, fmt.Errorf("acceptable: %s has no ports; only TCP and UDP ports can be acceptable, such as tcp/443", spec))
		case checkPorts(spec.From, spec.To) != nil:
			errs = append(errs, fmt.Errorf("acceptable: %s: %s", spec, checkPorts(spec.From, spec.To).Text))
		}
	}
	if s.WidePrefix < 1 || s.WidePrefix > 32 {
		errs = append(errs, fmt.Errorf("wide prefix: /%d is no IPv4 prefix length; give 1 to 32, such as 24", s.WidePrefix))
	}
	for _, check := range slices.Sorted(maps.Keys(s.Ignored)) {
		switch {
		case !slices.ContainsFunc(Checks(), func(c Check) bool { return c.isCalled(check) }):
			errs = append(errs, fmt.Errorf("ignored: there is no check %q; name one, such as %q, or a control, such as EC2.19", check, "port range"))
		case s.Ignored[check] == "":
			errs = append(errs, fmt.Errorf("ignored: %q needs a reason", check))
		}
	}
	return errors.Join(errs...)
}

// ignored is the reason why a check is ignored, or "".
func (s Settings) ignored(c Check) string {
	for _, name := range slices.Sorted(maps.Keys(s.Ignored)) {
		if c.isCalled(name) {
			return s.Ignored[name]
		}
	}
	return ""
}

// isCalled reports whether a name is the check's, or one of its ids.
func (c Check) isCalled(name string) bool {
	return c.Name == name || slices.Contains(c.IDs, name)
}
