// Package journal is the record of operations: what was to be sent is durable before it is sent, and what came of it is
// durable before it is shown.
//
// Each intent and each outcome is one line of an audit log, in which every line carries the hash of the one before. The
// database holds the lines, what they are found by, and the head of the log: the number and the hash of its last line. In
// a folder the database is SQLite, and the log is a file beside it as well; several servers share a PostgreSQL, or an
// engine that speaks its protocol, and the log is a table of it.
package journal
