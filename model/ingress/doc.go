// Package ingress holds the rules of EC2 security group ingress: what a rule
// is, how a person's text becomes one, what a plan of rules means for a group,
// and what came of sending it.
//
// Text enters as a [Draft]. [Draft.Plan] turns it into a [Plan] or into a list
// of [Problem]. A [Rule] is opaque, comparable and canonical by construction,
// so two rules are the same to EC2 exactly when they are == here.
//
// The package imports the standard library only and does no I/O. The [Reader]
// and [Writer] interfaces say what the program needs of EC2.
package ingress
