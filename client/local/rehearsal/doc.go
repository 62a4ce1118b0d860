// Package rehearsal is what makes the endpoint a place to rehearse in: the sample that a new state holds, faults on purpose,
// the throttling of requests, and taking a state out and in as JSON.
//
// It imports actions, store, wire, client/sqlite and the standard library; nothing of them knows it.
package rehearsal
