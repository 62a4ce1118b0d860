// Package share lets many sessions read one EC2: those who list at the same time
// share a listing, those who ask the same share the answer, and what one of them
// changes all are told.
//
// What plans are made of is never shared: a group that is read by itself is read
// from EC2 each time.
package share
