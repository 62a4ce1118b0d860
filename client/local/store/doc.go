// Package store keeps the state of the endpoint in SQLite: its schema, the rows as Go values, the reads and writes of them,
// and the view that shows changes late, as EC2 does. Everything belongs to a [Home], an account in a region.
//
// A [Store] runs transactions, each on a [Session]. A function that takes a session reads or writes within its
// transaction. What EC2 allows, and in which words it refuses, is not decided here.
//
// It imports client/sqlite and the standard library only.
package store
