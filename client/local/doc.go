// Package local is an EC2 endpoint for security groups: a server of the EC2 Query protocol over net/http
// with a durable store, for programs that would otherwise need an AWS account.
//
// A request becomes an [actions.Call] (who, where, which API version), its parameters are decoded into the typed
// request of its action, the action runs inside one transaction, and its answer is written as XML in the
// shape of the version that was asked for. An action either changes everything it was asked to or nothing.
//
// Two API versions are spoken: 2011-12-15, the last before EC2-Classic and VPC grew together, and
// 2016-11-15, which today's SDKs use; beside EC2's, the few actions of STS and Service Quotas that tools call
// along with them. Credentials are read for their region only and are never checked.
//
// This package is the endpoint itself: its options, its handler, its server on a socket. Below it are, each importing
// those before it only: wire (the protocol), store (the state), actions (what it can do) and rehearsal (the sample, faults,
// throttling, export and import).
package local
