package model

import (
	"net/netip"
	"time"

	"sluice/model/ingress"
)

// Msg is a fact: something the user did, or the answer to an effect.
type Msg interface{ msg() }

// Call identifies one effect, so that its answer can be told from a late one.
// The zero Call is none.
type Call int

// answers reports whether the answer to c is the one that is waited for.
func (c Call) answers(waited Call) bool { return c != 0 && c == waited }

// Facts about the user, sent by the ui for keys and pastes.
type (
	// CursorMoved moves the list's cursor by rows; far moves stop at the ends.
	CursorMoved struct{ By int }
	// FilterOpened gives the keys to the filter.
	FilterOpened struct{}
	// FilterClosed keeps the filter's text and gives the keys back to the list.
	FilterClosed struct{}
	// FilterEdited is the filter's whole text.
	FilterEdited struct{ Text string }
	// MarkToggled marks or unmarks the group under the cursor.
	MarkToggled struct{}
	// MarksCleared unmarks all groups.
	MarksCleared struct{}
	// DetailsOpened asks for the rules of the group under the cursor, with ids.
	DetailsOpened struct{}
	// ReloadAsked loads the groups again; in a preview, reads those of the plan.
	ReloadAsked struct{}
	// IDCopied puts the id of what the user is at on the clipboard.
	IDCopied struct{}
	// AddAsked opens the form for the marked groups, or the one under the cursor.
	AddAsked struct{}
	// RulesCopied opens the form for the marked groups with the rules of the group
	// under the cursor on its draft.
	RulesCopied struct{}
	// ReachOpened starts a search for what an address can reach.
	ReachOpened struct{}
	// ReachEdited is the whole text of that search.
	ReachEdited struct{ Text string }
	// RevokeAsked plans to take a rule off the group under the cursor.
	RevokeAsked struct{ RuleID string }
	// EditAsked opens the form on a rule of the group under the cursor.
	EditAsked struct{ RuleID string }
	// LinesPasted are rule lines to put on the draft, the first into the focused
	// rule. Notice is what the paste held beside them, or "".
	LinesPasted struct {
		Lines  []string
		Notice string
	}
	// FieldEdited is the whole text of the focused field.
	FieldEdited struct{ Text string }
	// FieldMoved moves the focus by fields, round the ends.
	FieldMoved struct{ By int }
	// ChoiceMoved moves the highlight in the choices of the focused field.
	ChoiceMoved struct{ By int }
	// ChoiceTaken puts the highlighted choice into the field.
	ChoiceTaken struct{}
	// RuleAdded starts another rule on the draft.
	RuleAdded struct{}
	// RuleMoved goes to another rule of the draft.
	RuleMoved struct{ By int }
	// RuleRemoved takes the rule in the fields off the draft.
	RuleRemoved struct{}
	// PreviewAsked turns the draft into a plan.
	PreviewAsked struct{}
	// KeyPressed is any key in a preview that is not a confirmation: it starts
	// the quiet period again.
	KeyPressed struct{}
	// SightLost is anything that kept the plan from the user's eyes: help over it,
	// another terminal size. The confirming key has to be armed again, and an id
	// typed anew.
	SightLost struct{}
	// CoveredToggled sends covered rules too, or leaves them out again.
	CoveredToggled struct{}
	// FormTurned shows the plan in the next of the forms that it can be written in.
	FormTurned struct{}
	// PlanCopied puts the plan on the clipboard in the form that it is shown in,
	// or as an AWS CLI command.
	PlanCopied struct{ Command bool }
	// IDTyped is the whole text typed where a risky plan asks for a group's id.
	IDTyped struct{ Text string }
	// Confirmed is the confirming key. Seen says that every line of the plan has
	// been on the screen.
	Confirmed struct{ Seen bool }
	// UntaggedAgreed sends the rules that may be added but not tagged all the same,
	// without tags.
	UntaggedAgreed struct{}
	// UndoAsked plans to take an operation back; "" is the newest of the session,
	// or the one whose outcome is shown.
	UndoAsked struct{ Operation string }
	// RetryAsked sends what an outcome left, after what is unknown of it is found out.
	RetryAsked struct{}
	// BackAsked goes back to where the user came from.
	BackAsked struct{}
	// FormAsked goes from an outcome back to the form as it was typed.
	FormAsked struct{}
	// QuitAsked ends the program, but never before a write's outcome is known.
	QuitAsked struct{}
)

// Answers to effects. Their failures are never nil.
type (
	// AccountKnown answers LoadAccount.
	AccountKnown struct {
		Call    Call
		Account string
	}
	// AccountFailed answers LoadAccount; the program goes on without.
	AccountFailed struct {
		Call    Call
		Failure *ingress.Failure
	}
	// GroupsLoaded answers LoadGroups and LoadMore with one page.
	GroupsLoaded struct {
		Call Call
		Page []ingress.Group
	}
	// GroupsEnded answers LoadMore after the last page.
	GroupsEnded struct{ Call Call }
	// GroupsFailed answers LoadGroups and LoadMore.
	GroupsFailed struct {
		Call    Call
		Failure *ingress.Failure
	}
	// GroupRead answers ReadGroup: one group as it is now.
	GroupRead struct {
		Call  Call
		Group ingress.Group
	}
	// GroupUnread answers ReadGroup where it failed.
	GroupUnread struct {
		Call    Call
		ID      string
		Failure *ingress.Failure
	}
	// OperationRead answers ReadOperation.
	OperationRead struct {
		Call      Call
		Operation ingress.Operation
	}
	// OperationUnread answers ReadOperation where it failed.
	OperationUnread struct {
		Call    Call
		Failure *ingress.Failure
	}
	// TargetsRead answers ReadTargets: the groups in the order asked for, the time
	// then, and the operation id minted for the plan.
	TargetsRead struct {
		Call      Call
		At        time.Time
		Operation string
		Groups    []ingress.Group
	}
	// TargetsFailed answers ReadTargets.
	TargetsFailed struct {
		Call    Call
		Failure *ingress.Failure
	}
	// PermitKnown answers AskPermit.
	PermitKnown struct {
		Call   Call
		Permit ingress.Permit
	}
	// QuotaKnown answers LoadQuota with the account's rules per VPC group.
	QuotaKnown struct {
		Call  Call
		Rules int
	}
	// QuotaUnknown answers LoadQuota where the account may not ask.
	QuotaUnknown struct{ Call Call }
	// PrefixListsRead answers ReadPrefixLists with those that could be read.
	PrefixListsRead struct {
		Call  Call
		Lists []ingress.PrefixList
	}
	// AddressKnown answers FindAddress: the user's own address.
	AddressKnown struct {
		Call    Call
		Address netip.Addr
		Source  string // who says so: as https://checkip.amazonaws.com sees you
	}
	// AddressUnknown answers FindAddress where it failed.
	AddressUnknown struct {
		Call    Call
		Failure *ingress.Failure
	}
	// QuietPassed answers WaitQuiet: no key was pressed for that long.
	QuietPassed struct{ Call Call }
	// WriteRepeated answers Submit and AwaitWrite: the call provably did not run,
	// and is made again.
	WriteRepeated struct {
		Call    Call
		Attempt ingress.Attempt
	}
	// ChangeReconciled answers Reconcile.
	ChangeReconciled struct {
		Call    Call
		Receipt ingress.Receipt
	}
	// ChangeSubmitted answers Submit and AwaitWrite. It always comes, whatever happened.
	ChangeSubmitted struct {
		Call    Call
		Receipt ingress.Receipt
	}
)

// News of what was done beside this session's own writes; nothing asks for it.
type (
	// LeftoversReconciled is what came of writes that an earlier run left without an
	// outcome.
	LeftoversReconciled struct{ Receipts []ingress.Receipt }
	// LeftoversOpen are the writes that an earlier run left and whose requests may
	// still be under way: what comes of them is not known yet. None is none any more.
	LeftoversOpen struct{ Records []ingress.Record }
	// RulesSwept is what came of revoking the rules whose time was up.
	RulesSwept struct{ Receipts []ingress.Receipt }
	// UpkeepFailed says why an earlier run's writes could not be found out, or expired
	// rules not looked for; it is tried again.
	UpkeepFailed struct{ Why string }
)

func (LeftoversReconciled) msg() {}
func (LeftoversOpen) msg()       {}
func (UntaggedAgreed) msg()      {}
func (UndoAsked) msg()           {}
func (OperationRead) msg()       {}
func (OperationUnread) msg()     {}
func (RetryAsked) msg()          {}
func (WriteRepeated) msg()       {}
func (ChangeReconciled) msg()    {}
func (RulesSwept) msg()          {}
func (UpkeepFailed) msg()        {}
func (RulesCopied) msg()         {}
func (ReachOpened) msg()         {}
func (ReachEdited) msg()         {}
func (RevokeAsked) msg()         {}
func (EditAsked) msg()           {}
func (LinesPasted) msg()         {}
func (SightLost) msg()           {}
func (CoveredToggled) msg()      {}
func (FormTurned) msg()          {}
func (PlanCopied) msg()          {}
func (IDTyped) msg()             {}
func (PermitKnown) msg()         {}
func (QuotaKnown) msg()          {}
func (QuotaUnknown) msg()        {}
func (PrefixListsRead) msg()     {}
func (AddressKnown) msg()        {}
func (AddressUnknown) msg()      {}
func (CursorMoved) msg()         {}
func (FilterOpened) msg()        {}
func (FilterClosed) msg()        {}
func (FilterEdited) msg()        {}
func (MarkToggled) msg()         {}
func (MarksCleared) msg()        {}
func (DetailsOpened) msg()       {}
func (ReloadAsked) msg()         {}
func (IDCopied) msg()            {}
func (AddAsked) msg()            {}
func (FieldEdited) msg()         {}
func (FieldMoved) msg()          {}
func (ChoiceMoved) msg()         {}
func (ChoiceTaken) msg()         {}
func (RuleAdded) msg()           {}
func (RuleMoved) msg()           {}
func (RuleRemoved) msg()         {}
func (PreviewAsked) msg()        {}
func (KeyPressed) msg()          {}
func (Confirmed) msg()           {}
func (BackAsked) msg()           {}
func (FormAsked) msg()           {}
func (QuitAsked) msg()           {}
func (AccountKnown) msg()        {}
func (AccountFailed) msg()       {}
func (GroupsLoaded) msg()        {}
func (GroupsEnded) msg()         {}
func (GroupsFailed) msg()        {}
func (GroupRead) msg()           {}
func (GroupUnread) msg()         {}
func (TargetsRead) msg()         {}
func (TargetsFailed) msg()       {}
func (QuietPassed) msg()         {}
func (ChangeSubmitted) msg()     {}
