package ingress

import (
	"context"
	"iter"
	"time"
)

// Session is which EC2 a session works on, who works there, and what is possible.
type Session struct {
	Sandbox    bool   // the embedded endpoint: nothing leaves this machine
	ReadOnly   bool   // there is no [Writer]
	Unrecorded bool   // there is no [History]
	Account    string // 12 digits; "" until known
	Region     string
	Profile    string // the AWS profile, where one was named
	Endpoint   string // the endpoint's URL, where one was given
	Person     Person // who signed in, where many do; nobody on one's own machine
	Role       Role   // what that person may
}

// Reader is what the program reads from EC2.
type Reader interface {
	// Account is the caller's account, 12 digits. Errors are [*Failure].
	Account(ctx context.Context) (string, error)
	// Groups yields the security groups page by page, their rules without ids.
	// It ends after the first error, a [*Failure].
	Groups(ctx context.Context) iter.Seq2[[]Group, error]
	// Group reads one group as it is now, its rules with their ids where the
	// endpoint has them. Errors are [*Failure].
	Group(ctx context.Context, id string) (Group, error)
	// RulesPerGroup is the account's quota of inbound rules per VPC group (Service
	// Quotas L-0EA8095F). Errors are [*Failure]: many may not ask.
	RulesPerGroup(ctx context.Context) (int, error)
	// PrefixLists reads the managed prefix lists of the given ids with their
	// entries. Those that cannot be read are left out.
	PrefixLists(ctx context.Context, ids []string) ([]PrefixList, error)
	// Expiring reads the rules of the region that carry [TagExpires]. Errors are
	// [*Failure].
	Expiring(ctx context.Context) ([]Expiring, error)
}

// Expiring is a rule that is to be revoked at a time.
type Expiring struct {
	GroupID string
	Rule    GroupRule
}

// The tags that each rule of an operation carries, set in the call that adds it.
const (
	TagOperation = "sluice:op"      // the operation's id
	TagBy        = "sluice:by"      // who asked for it
	TagExpires   = "sluice:expires" // when it is to be revoked, in RFC 3339 and UTC
)

// Writer is what the program changes in EC2. A viewer is never given one.
type Writer interface {
	// Send sends what the change sends as its kind says, in one call, after reading
	// the group again: if it moved from the change's revision, nothing is sent. Of
	// rules that are revoked, one that is gone by then counts as Applied only if
	// this call took it off; rules that are edited keep their ids. The receipt is
	// of the change's kind and says what came of every rule, failures included. A
	// change of a kind that is none of the three is not sent: see [Change.Unsendable].
	Send(ctx context.Context, operation string, c Change) Receipt
	// Permit asks EC2 by DryRun whether a change may be sent. It changes nothing.
	Permit(ctx context.Context, c Change) Permit
	// Reconcile reads the group to tell what came of a change that was sent, or was
	// about to be, and whose answer nobody knows. It changes nothing. Unknown with
	// ReadBack is its last word: nothing that can be read tells more.
	Reconcile(ctx context.Context, operation string, c Change) Receipt
}

// PermitAnswer is EC2's answer to a dry run.
type PermitAnswer uint8

// Whether a change may be sent.
const (
	PermitUnknown PermitAnswer = iota // not asked yet, or no answer
	Allowed
	Denied
)

// Permit is whether a change of one group may be sent, and why not.
type Permit struct {
	GroupID string
	Answer  PermitAnswer
	Failure *Failure // for Denied and PermitUnknown
	// TagsOnly says of a denied change that it would be allowed untagged.
	TagsOnly bool
}

// Untaggable reports that EC2 denies a change only for its tags: it may be sent
// without them, if the user agrees.
func (p Permit) Untaggable(c Change) bool { return p.Answer == Denied && p.TagsOnly && !c.Untagged }

// RuleOutcome is a rule of a receipt.
type RuleOutcome struct {
	Wanted
	Outcome Outcome
	RuleID  string // sgr-…, where the endpoint has rule ids
}

// Receipt is the outcome of one group's change.
type Receipt struct {
	Operation string
	Kind      Kind
	Group     Group // as the plan saw it
	RequestID string
	At        time.Time
	Rules     []RuleOutcome // those that were to be sent, in order
	Failure   *Failure      // why, where a rule was not added
	Moved     *Group        // the group as it is now, where it moved and so nothing was sent
	ReadBack  bool          // the outcome was found by reading the group, not from the call's answer
}

// Count is the number of rules with an outcome.
func (r Receipt) Count(o Outcome) int {
	n := 0
	for _, rule := range r.Rules {
		if rule.Outcome == o {
			n++
		}
	}
	return n
}

// Failure is why a call did not do what it was made for.
type Failure struct {
	Code      string // EC2's own, such as InvalidPermission.Duplicate; "" where there was no answer of EC2
	Message   string // the endpoint's words, or ours where there was no answer
	Remedy    string // what to do about it; may be ""
	RequestID string // where there was an answer
}

// Error is the code, the message and the remedy.
func (f *Failure) Error() string {
	text := f.Message
	if f.Code != "" {
		text = f.Code + ": " + text
	}
	if f.Remedy != "" {
		text += " · " + f.Remedy
	}
	return text
}
