package model

import (
	"time"

	"sluice/model/ingress"
)

// Effect is something for the world to do. The ui performs it, and answers with
// the messages named here.
//
//sumtype:decl
type Effect interface{ needs() ingress.Action }

// Needs is what performing an effect takes of a role.
func Needs(e Effect) ingress.Action { return e.needs() }

type (
	// LoadAccount asks who the caller is: AccountKnown or AccountFailed.
	LoadAccount struct{ Call Call }
	// LoadGroups starts listing: GroupsLoaded, GroupsEnded or GroupsFailed.
	LoadGroups struct{ Call Call }
	// LoadMore asks a listing for its next page, with the same answers.
	LoadMore struct{ Call Call }
	// StopLoading gives up a listing; it is not answered.
	StopLoading struct{ Call Call }
	// ReadGroup reads one group again: GroupRead or GroupUnread.
	ReadGroup struct {
		Call Call
		ID   string
	}
	// ReadTargets reads the groups of a plan, and mints the plan's operation id:
	// TargetsRead or TargetsFailed.
	ReadTargets struct {
		Call Call
		IDs  []string
		// Present leaves out the groups that are gone.
		Present bool
	}
	// ReadOperation reads the record of an operation: OperationRead or
	// OperationUnread.
	ReadOperation struct {
		Call Call
		ID   string
	}
	// AskPermit asks by a dry run whether a change may be sent: PermitKnown.
	AskPermit struct {
		Call   Call
		Change ingress.Change
	}
	// LoadQuota asks for the account's quota: QuotaKnown or QuotaUnknown.
	LoadQuota struct{ Call Call }
	// ReadPrefixLists reads prefix lists with their entries: PrefixListsRead.
	ReadPrefixLists struct {
		Call Call
		IDs  []string
	}
	// FindAddress finds the user's own address: AddressKnown or AddressUnknown.
	FindAddress struct{ Call Call }
	// WaitQuiet waits: QuietPassed.
	WaitQuiet struct {
		Call Call
		For  time.Duration
	}
	// Submit sends one group's change, once: WriteRepeated or ChangeSubmitted.
	Submit struct {
		Call      Call
		Operation string
		Change    ingress.Change
	}
	// AwaitWrite waits for the next news of a write that goes on, with the same
	// answers.
	AwaitWrite struct{ Call Call }
	// StopWrite stops a write where it provably did not run yet; it is not answered
	// itself: the write is, as ever.
	StopWrite struct{ Call Call }
	// Reconcile reads a group to tell what came of a change: ChangeReconciled.
	Reconcile struct {
		Call      Call
		Operation string
		Change    ingress.Change
	}
	// Copy puts text on the user's clipboard; it is not answered.
	Copy struct{ Text string }
	// Quit ends the program; it is not answered.
	Quit struct{}
)

func (LoadAccount) needs() ingress.Action     { return ingress.ActRead }
func (LoadGroups) needs() ingress.Action      { return ingress.ActRead }
func (LoadMore) needs() ingress.Action        { return ingress.ActRead }
func (StopLoading) needs() ingress.Action     { return ingress.ActRead }
func (ReadGroup) needs() ingress.Action       { return ingress.ActRead }
func (ReadTargets) needs() ingress.Action     { return ingress.ActPlan }
func (AskPermit) needs() ingress.Action       { return ingress.ActPermit }
func (LoadQuota) needs() ingress.Action       { return ingress.ActRead }
func (ReadPrefixLists) needs() ingress.Action { return ingress.ActRead }
func (FindAddress) needs() ingress.Action     { return ingress.ActRead }
func (WaitQuiet) needs() ingress.Action       { return ingress.ActRead }

// Needs is what the change needs by its kind.
func (s Submit) needs() ingress.Action      { return s.Change.Kind.Action() }
func (ReadOperation) needs() ingress.Action { return ingress.ActHistory }
func (AwaitWrite) needs() ingress.Action    { return ingress.ActRead }
func (StopWrite) needs() ingress.Action     { return ingress.ActRead }
func (Reconcile) needs() ingress.Action     { return ingress.ActReconcile }
func (Copy) needs() ingress.Action          { return ingress.ActRead }
func (Quit) needs() ingress.Action          { return ingress.ActRead }
