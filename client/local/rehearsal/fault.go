package rehearsal

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Fault is a rule for failing on purpose. Its text form is what --fault takes, parts with commas between them:
//
//	rule   = action "," effect [ "," moment ] [ "," choice ]
//	action = the name of an action; * stands for any characters and ? for one
//	effect = "throttle" | "error" | "deny" | "drop" | "cut" | "delay=" duration
//	moment = "before" | "after"           before (the rule when neither is given) or after the request is carried out
//	choice = "p=" number | "nth=" number  with this probability, or at this call alone; otherwise at every call
//
// throttle answers 503 RequestLimitExceeded, error 500 InternalError, deny 403 UnauthorizedOperation; drop closes the
// connection without an answer; cut sends the first half of the answer, so it is always after; delay waits, up to a
// minute, and then goes on. Examples:
//
//	AuthorizeSecurityGroupIngress,drop,after,nth=1
//	Describe*,delay=800ms
//	*,throttle,p=0.2
//
// Several rules act in the order in which they are given, until one has decided the answer.
type Fault struct {
	Action string      // which actions, as above
	Effect FaultEffect // what happens
	Delay  time.Duration
	After  bool    // after the request is carried out, not before
	Chance float64 // above 0 and at most 1: the probability at each call
	Nth    int     // from 1 on: only at this call among those that match
}

// FaultEffect is what a [Fault] does to a request.
type FaultEffect string

// The effects, by their names in the text form.
const (
	FaultThrottle FaultEffect = "throttle"
	FaultError    FaultEffect = "error"
	FaultDeny     FaultEffect = "deny"
	FaultDrop     FaultEffect = "drop"
	FaultCut      FaultEffect = "cut"
	FaultDelay    FaultEffect = "delay"
)

// maxFaultDelay is how long a fault may wait: a connection is given up a minute after its request.
const maxFaultDelay = time.Minute

// ParseFault reads the text form of a fault.
func ParseFault(text string) (Fault, error) {
	wrong := func(format string, args ...any) (Fault, error) {
		return Fault{}, fmt.Errorf("fault %q: "+format, append([]any{text}, args...)...)
	}
	parts := strings.Split(text, ",")
	if len(parts) < 2 {
		return wrong("write an action and an effect, such as AuthorizeSecurityGroupIngress,drop,after,nth=1")
	}
	f := Fault{Action: parts[0]}
	effect, duration, hasDuration := strings.Cut(parts[1], "=")
	f.Effect = FaultEffect(effect)
	f.After = f.Effect == FaultCut
	if hasDuration != (f.Effect == FaultDelay) {
		return wrong("%s: only delay has a duration, as in delay=800ms", parts[1])
	}
	if hasDuration {
		var err error
		if f.Delay, err = time.ParseDuration(duration); err != nil {
			return wrong("%q is no duration: write it as in delay=800ms or delay=2s", duration)
		}
	}
	given := make(map[string]bool)
	for _, part := range parts[2:] {
		kind, err := f.option(part)
		switch {
		case err != nil:
			return wrong("%w", err)
		case given[kind]:
			return wrong("%q comes after another %s", part, kind)
		}
		given[kind] = true
	}
	if err := f.check(); err != nil {
		return wrong("%w", err)
	}
	return f, nil
}

// option reads a moment or a choice and says which of the two it is.
func (f *Fault) option(part string) (kind string, err error) {
	name, value, _ := strings.Cut(part, "=")
	switch {
	case part == "before" || part == "after":
		f.After = part == "after"
		return "moment", nil
	case name == "p":
		f.Chance, err = strconv.ParseFloat(value, 64)
		if err != nil || f.Chance <= 0 {
			err = badChance(value)
		}
		return "choice", err
	case name == "nth":
		f.Nth, err = strconv.Atoi(value)
		if err != nil || f.Nth < 1 {
			err = badNth(value)
		}
		return "choice", err
	}
	return "", fmt.Errorf("%q is neither before nor after, nor p=0.5, nor nth=2", part)
}

func badChance(value string) error {
	return fmt.Errorf("p=%s: a probability is above 0 and at most 1, such as p=0.2", value)
}

func badNth(value string) error {
	return fmt.Errorf("nth=%s: calls are counted from 1, as in nth=1", value)
}

// check says what is wrong with the fault.
func (f Fault) check() error {
	switch f.Effect {
	case FaultThrottle, FaultError, FaultDeny, FaultDrop:
	case FaultCut:
		if !f.After {
			return fmt.Errorf("cut needs an answer to cut: it is always after")
		}
	case FaultDelay:
		if f.Delay < time.Millisecond || f.Delay > maxFaultDelay {
			return fmt.Errorf("delay=%v: a delay is 1ms to %v", f.Delay, maxFaultDelay)
		}
	default:
		return fmt.Errorf("no effect is called %q: throttle, error, deny, drop, cut or delay=800ms", f.Effect)
	}
	switch {
	case f.Effect != FaultDelay && f.Delay != 0:
		return fmt.Errorf("%s has no delay", f.Effect)
	case !(f.Chance >= 0 && f.Chance <= 1): // so put, NaN is refused too
		return badChance(strconv.FormatFloat(f.Chance, 'g', -1, 64))
	case f.Nth < 0:
		return badNth(strconv.Itoa(f.Nth))
	case f.Chance > 0 && f.Nth > 0:
		return fmt.Errorf("p and nth exclude each other")
	}
	return nil
}

// String is the text form, which [ParseFault] reads.
func (f Fault) String() string {
	text := f.Action + "," + string(f.Effect)
	if f.Effect == FaultDelay {
		text += "=" + f.Delay.String()
	}
	if f.After && f.Effect != FaultCut {
		text += ",after"
	}
	switch {
	case f.Nth > 0:
		text += ",nth=" + strconv.Itoa(f.Nth)
	case f.Chance > 0:
		text += ",p=" + strconv.FormatFloat(f.Chance, 'g', -1, 64)
	}
	return text
}
