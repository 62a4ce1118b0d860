// Package model is Sluice as a value: what the program knows and where its user
// is in the flow from the list of security groups to the outcome of a change.
//
// [Model.Update] is pure: a message goes in, a new model and effects come out.
// Effects are data; the ui package performs them and answers each with a
// message. Every effect that is answered carries a [Call], and an answer whose
// call is no longer waited for is dropped.
//
// What two sessions with different terminals would both hold is here. Scroll
// offsets, carets, sizes and colours are not.
package model
