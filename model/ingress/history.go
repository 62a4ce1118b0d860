package ingress

import (
	"context"
	"strings"
	"time"
)

// Site is the EC2 that an operation was sent to: what is left over of it can be
// found out there alone.
type Site struct {
	Endpoint string // "" for AWS, "sandbox" for the embedded endpoint, else a URL
	Account  string // 12 digits
	Region   string
}

// Words are the site for people: AWS 111122223333 eu-central-1, the sandbox,
// 111122223333 us-east-1. Parts that are not known are left out.
func (s Site) Words() string {
	text := strings.TrimSpace(s.Account + " " + s.Region)
	switch {
	case s.Endpoint == "":
		return strings.TrimSpace("AWS " + text)
	case s.Endpoint == "sandbox" && text == "":
		return "the sandbox"
	case s.Endpoint == "sandbox":
		return "the sandbox, " + text
	case text == "":
		return s.Endpoint
	}
	return s.Endpoint + ", " + text
}

// Record is one group's change, as it was written down before it was sent, and
// what came of it. Change keeps what tells the change: of its group's rules and
// of its findings nothing, of its rules those that were to be sent.
type Record struct {
	Operation string
	By        string // who asked for it: a name, and behind SSH the key's fingerprint
	// ApprovedBy is who approved and sent it, in the same form, or "" where the one
	// who asked did.
	ApprovedBy string
	Site       Site
	At         time.Time // when the intent became durable
	Change     Change
	// Receipt is the outcome; nil where none is recorded: the write is under way,
	// or its program ended before it knew.
	Receipt *Receipt
}

// Operation is all records of one submission.
type Operation struct {
	ID      string
	Records []Record // in the order they were sent
	// UndoneBy are the operations that took this one back, oldest first. That
	// not all of its rules were undone shows in their records.
	UndoneBy []string
}

// HistoryFilter chooses operations; its zero value chooses all.
type HistoryFilter struct {
	Group   string // part of a group's name or id
	By      string // part of who asked
	Since   time.Time
	Until   time.Time // exclusive; zero for no end
	Outcome *Outcome  // operations with a rule of this outcome
	Open    bool      // only operations without an outcome yet, or with an unknown one
	Most    int       // how many at most; 0 for 1000
}

// History is the record of operations. Errors are [*Failure].
type History interface {
	// Operations are those that a filter chooses, the newest first.
	Operations(ctx context.Context, f HistoryFilter) ([]Operation, error)
	// Operation finds one by its id, or by a beginning of it that no other has.
	Operation(ctx context.Context, id string) (Operation, error)
}

// Attempt is news of a call that has to be repeated: it provably did not run.
type Attempt struct {
	Number int           // of the attempt that follows, from 2
	Wait   time.Duration // before it
	Cause  string        // such as RequestLimitExceeded
}

type attemptsKey struct{}

// WithAttempts returns a context in which a [Writer] tells of the repetitions of
// its call. told is called from the writer's goroutine, and must not wait.
func WithAttempts(ctx context.Context, told func(Attempt)) context.Context {
	return context.WithValue(ctx, attemptsKey{}, told)
}

// TellAttempt tells who asked for it by [WithAttempts].
func TellAttempt(ctx context.Context, a Attempt) {
	if told, ok := ctx.Value(attemptsKey{}).(func(Attempt)); ok {
		told(a)
	}
}
