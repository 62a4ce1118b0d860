// Package ingress holds the rules of EC2 security group ingress: what a rule
// is, how a person's text becomes one, what a plan of rules means for a group,
// and what came of sending it.
//
// Text enters as a [Draft]. [Draft.Parse] turns it into rules for each group or
// into a list of [Problem]. A [Rule] is opaque, comparable and canonical by
// construction, so two rules are the same to EC2 exactly when they are == here.
//
// A [Planner] makes a [Plan] of the rules: a verdict for each beside the group's
// rules and the rest of the plan, the quota, and what the plan newly exposes. An
// [Assessor] says what a group exposes by itself, by the table of [Checks], and
// [Reach] who can reach what among many groups. All three see a rule as a box:
// an interval of traffic one way, a block of addresses the other.
//
// The package imports the standard library only and does no I/O. The [Reader]
// and [Writer] interfaces say what the program needs of EC2.
package ingress
