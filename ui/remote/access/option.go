package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluice/model/ingress"
)

// option is one of the options before a key. Names are the same in any case.
type option struct {
	name, value string
	hasValue    bool
}

// parseOptions reads name and name="value" with commas between, up to a blank
// outside of quotes. In a value \" is a quote, and any other backslash itself, as
// sshd has it.
func parseOptions(text string) (options []option, rest string, err error) {
	for {
		end := strings.IndexFunc(text, func(r rune) bool { return !isNameRune(r) })
		if end < 0 {
			return nil, "", errors.New("there is no key: a line is [options] type key [comment]")
		}
		if end == 0 {
			return nil, "", fmt.Errorf("an option's name is missing before %q", shorten(text))
		}
		o := option{name: strings.ToLower(text[:end])}
		text = text[end:]
		if strings.HasPrefix(text, "=") {
			if o.value, text, err = unquote(text[1:]); err != nil {
				return nil, "", fmt.Errorf("option %s: %w", o.name, err)
			}
			o.hasValue = true
		}
		if slices.ContainsFunc(options, func(p option) bool { return p.name == o.name }) {
			return nil, "", fmt.Errorf("option %s comes twice", o.name)
		}
		options = append(options, o)
		switch {
		case strings.HasPrefix(text, ","):
			text = text[1:]
		case strings.HasPrefix(text, " "), strings.HasPrefix(text, "\t"):
			return options, strings.TrimLeft(text, " \t"), nil
		case text == "":
			return nil, "", errors.New("there is no key: a line is [options] type key [comment]")
		default:
			return nil, "", fmt.Errorf("after option %s comes a comma or a blank, not %q", o.name, shorten(text))
		}
	}
}

func isNameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '@' || r == '.'
}

// unquote reads a value in quotes.
func unquote(text string) (value, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", errors.New(`its value must stand in quotes, such as name="value"`)
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == '"':
			i++
			b.WriteByte('"')
		case text[i] == '"':
			return b.String(), text[i+1:], nil
		default:
			b.WriteByte(text[i])
		}
	}
	return "", "", errors.New("the quote is not closed")
}

// shorten is the beginning of a text, for an error.
func shorten(text string) string {
	if r := []rune(text); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return text
}

// apply puts the options in force; the first that is not understood fails.
func (l *Line) apply(options []option) error {
	restricted, pty := false, false
	for _, o := range options {
		var err error
		switch o.name {
		case "restrict", "no-pty":
			restricted, err = true, o.bare()
		case "pty":
			pty, err = true, o.bare()
		case "cert-authority":
			l.Authority, err = true, o.bare()
		case "no-agent-forwarding", "no-port-forwarding", "no-x11-forwarding", "no-user-rc":
			err = o.bare()
		default:
			err = l.applyValue(o)
		}
		if err != nil {
			return fmt.Errorf("option %s: %w", o.name, err)
		}
	}
	l.Terminal = !restricted || pty
	switch {
	case l.Authority && len(l.Principals) == 0:
		return errors.New(`option cert-authority: without principals="…" it admits whomever the authority signs for; name those of its certificates that may sign in`)
	case len(l.Principals) > 0 && !l.Authority:
		return errors.New("option principals: it goes with cert-authority only")
	case !l.Grant.Role.Writes() && (len(l.Grant.Groups) > 0 || len(l.Grant.Ports) > 0 || l.Grant.MaxTTL > 0):
		return errors.New(`a viewer changes nothing, and so has no limits: give sluice-role="operator", or take the limits off`)
	}
	return nil
}

// applyValue puts an option with a value in force.
func (l *Line) applyValue(o option) (err error) {
	if !slices.Contains([]string{"from", "expiry-time", "principals", "sluice-role", "sluice-name", "sluice-groups", "sluice-ports", "sluice-max-ttl"}, o.name) {
		return errors.New("it is not known here, and what it asks for could not be kept")
	}
	if o.value == "" {
		return errors.New("it needs a value")
	}
	switch o.name {
	case "from":
		l.From, err = parsePatterns(o.value)
	case "expiry-time":
		l.Until, err = parseExpiry(o.value)
	case "principals":
		l.Principals, err = parsePrincipals(o.value)
	case "sluice-role":
		l.Grant.Role, err = ingress.ParseRole(o.value)
	case "sluice-name":
		l.Name, err = o.value, checkName(o.value)
	case "sluice-groups":
		l.Grant.Groups, err = ingress.ParseGroupPatterns(o.value)
	case "sluice-ports":
		l.Grant.Ports, err = ingress.ParsePortLimits(o.value)
	case "sluice-max-ttl":
		l.Grant.MaxTTL, err = ingress.ParseTTL(o.value)
	}
	return err
}

// bare holds an option to having no value.
func (o option) bare() error {
	if o.hasValue {
		return errors.New("it takes no value")
	}
	return nil
}

// parseExpiry reads YYYYMMDD or YYYYMMDDHHMM[SS] as sshd does: in the local time
// zone, or in UTC with a Z at its end.
func parseExpiry(text string) (time.Time, error) {
	digits, utc := strings.CutSuffix(text, "Z")
	zone := time.Local
	if utc {
		zone = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if at, err := time.ParseInLocation(layout, digits, zone); err == nil && len(digits) == len(layout) {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time: write YYYYMMDD or YYYYMMDDHHMM[SS], with Z at the end for UTC", shorten(text))
}

// parsePrincipals reads names with commas between.
func parsePrincipals(text string) ([]string, error) {
	principals := strings.Split(text, ",")
	for _, p := range principals {
		if p == "" || strings.TrimSpace(p) != p || strings.ContainsAny(p, "*?!") {
			return nil, fmt.Errorf("%q is no principal: give names as certificates have them, with commas between and no patterns", shorten(p))
		}
	}
	return principals, nil
}
