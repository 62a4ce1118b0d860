// Package aws is Sluice's client of EC2. It implements [ingress.Reader] and
// [ingress.Writer] on the AWS SDK, and talks to AWS, to any EC2-compatible
// endpoint, or to an http.Handler in the same process: the wire is the same.
//
// Reads are retried as the SDK does. A write is sent once: the SDK repeats it
// only where the attempt before provably did not run. What an answer leaves
// open is found out by reading the group back, where the operation's tag on each
// rule tells our rules from those of others.
package aws
