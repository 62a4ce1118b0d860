// Package notation reads ingress rules from the ways in which people keep them,
// and writes a plan in the same ways: rule lines, AWS CLI commands with their
// shorthand and JSON, Query requests, and Terraform's HCL.
//
// [Read] takes a paste and gives rule lines that an [ingress.Draft] reads, so
// that a form learns nothing but lines. What it cannot read it names, with the
// line and the column, and keeps. It never guesses at something wider than the
// text says, and it runs nothing: what a shell or Terraform would have to work
// out is named as not being in the text.
//
// [Write] gives back text that Read takes for the same rules.
package notation
