// Package model is Sluice as a value: what the program knows and where its user
// is in the flow from the list of security groups to the outcome of a change.
//
// [Model.Update] is pure: a message goes in, a new model and effects come out.
// Effects are data; package perform performs them and answers each with a
// message. Every effect that is answered carries a [Call], and an answer whose
// call is no longer waited for is dropped.
//
// What two sessions with different terminals would both hold is here. Scroll
// offsets, carets, sizes and colours are not.
//
// # The phases
//
// A session begins in [Listing], a command in [Requesting]. A line says which
// messages lead from one phase to another; what stays in a phase is left out. A
// test holds the lines to what Update does, in the notation of Mermaid's state
// diagrams.
//
//	[*] --> Listing
//	[*] --> Requesting
//	Listing --> Editing: AddAsked, EditAsked, RulesCopied
//	Listing --> Previewing: RevokeAsked, UndoAsked
//	Listing --> History: HistoryOpened
//	Listing --> Reaching: ReachOpened
//	Listing --> Reviewing: ApprovalsOpened
//	Editing --> Previewing: PreviewAsked
//	Editing --> Listing: BackAsked
//	Previewing --> Submitting: Confirmed
//	Previewing --> Asking: Confirmed
//	Previewing --> Editing: BackAsked, TargetsRead
//	Previewing --> Finished: BackAsked
//	Previewing --> Listing: BackAsked
//	Previewing --> Reviewing: BackAsked
//	Previewing --> Requesting: TargetsRead
//	Submitting --> Finished: ChangeSubmitted
//	Submitting --> Previewing: ChangeSubmitted
//	Finished --> Editing: FormAsked
//	Finished --> Previewing: ChangeReconciled, RetryAsked, UndoAsked
//	Finished --> Reviewing: FormAsked
//	Finished --> Listing: BackAsked, FormAsked
//	Asking --> Editing: FormAsked
//	Asking --> Listing: BackAsked
//	History --> Previewing: UndoAsked
//	History --> Listing: BackAsked
//	Reaching --> Listing: BackAsked
//	Requesting --> Previewing: AccountKnown, AddressKnown, GroupsEnded, GroupsFailed, QuotaKnown, QuotaUnknown, WaitingLoaded
//	Requesting --> Editing: GroupsEnded, GroupsFailed
//	Reviewing --> Previewing: DetailsOpened
//	Reviewing --> Listing: BackAsked
package model
