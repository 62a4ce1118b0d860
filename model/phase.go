package model

import (
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// Phase is where the user is. Going back is going to the value one came from.
//
//sumtype:decl
type Phase interface{ phase() }

// Listing is the list of security groups.
type Listing struct {
	Cursor    string   // the id of the group under the cursor; "" while there is none
	Marked    []string // ids, in the order of marking
	Filter    string
	Filtering bool  // keys go to the filter
	Shown     []int // ascending indexes into the catalog: what the filter lets through
	row       int   // where the cursor goes when its group is gone
}

// Editing is the form: a draft of rules for the target groups.
type Editing struct {
	Back    Listing
	Targets []string // group ids
	Edits   string   // the id of the one rule that is edited, or "" where rules are added
	Notice  string   // what became of a paste, or of the user's own address
	Draft   ingress.Draft
	Rule    int           // the rule of the draft that the fields show
	Focus   ingress.Field // the field that keys go to
	Choices []ingress.Choice
	Choice  int // the highlighted choice, or -1
	// Problems are what stood in the way of the last preview, and what the
	// fields that were left behind show by themselves.
	Problems ingress.Problems
	Asked    bool // a preview was asked for: from then on every problem shows
	// SoFar is the plan as it would be against the groups as last loaded.
	SoFar ingress.Plan
}

// Previewing is the plan before anything is sent.
type Previewing struct {
	Back    Origin           // what makes the plan
	Call    Call             // the read or the quiet period that is waited for
	Reading bool             // the groups are being read; there is no plan yet
	Failure *ingress.Failure // why there is no plan
	Plan    ingress.Plan
	Permits map[string]ingress.Permit // by group, what the dry runs answered; never changed in place
	Permit  Call                      // the newest dry run: answers to those before its plan's do not count
	Shown   *notation.Form            // the form that the plan is shown in; nil for the table
	Armed   bool                      // the confirming key works
	Typing  bool                      // the plan is risky: the group's id is being typed
	Typed   string
	Kept    []ingress.Kept // what an undo cannot take back
	// Before are groups as the preview before saw them, by id, where they moved
	// since; never changed in place.
	Before map[string]ingress.Group
	Moved  bool   // the groups changed after an earlier preview: this plan is a new one
	Notice string // why the confirming key did nothing
	Said   string // what another key did
}

// Submitting is a write under way. It ends by itself; escape does not end it.
type Submitting struct {
	Back    Previewing
	Sends   []Send // one per group that something is sent to
	Notice  string
	Leaving bool // the user wants to quit; the outcome comes first
}

// Send is one group's write.
type Send struct {
	Change   ingress.Change
	Call     Call            // 0 until sent
	Attempt  ingress.Attempt // the newest repetition; its number is 0 while there was none
	Stopping bool            // it was asked to stop where it did not run yet
	Done     bool
	Receipt  ingress.Receipt
}

// Finished is the outcome of a submission.
type Finished struct {
	Back     Origin
	Plan     ingress.Plan
	Receipts []ingress.Receipt // one for each change that was to be sent, in the plan's order
	// PuttingBack is the PutBack that is waited for, or 0; Rest is what was not sent of
	// an approved plan, as it waits again, or none.
	PuttingBack Call
	Rest        ingress.Waiting
	Reconciling []Call // by receipt, the Reconcile that is waited for, or 0; never changed in place
	Call        Call   // the quiet period before the outcome can be left, or 0 once it is over
	Notice      string
}

func (Listing) phase()    {}
func (Editing) phase()    {}
func (Previewing) phase() {}
func (Submitting) phase() {}
func (Finished) phase()   {}
