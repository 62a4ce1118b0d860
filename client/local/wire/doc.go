// Package wire is how the endpoint is spoken to: parameters of the EC2 Query protocol in, XML out, in the shape of the API
// version that was asked for; the failures that EC2 answers with; and the JSON of Service Quotas. It knows the protocol,
// and neither groups nor rules.
//
// A request's parameters become a tree of [Node], which a [Plan] decodes into the struct that an action declares. An
// answer is written to a [Document], which is well-formed whatever text it is given.
//
// It imports the standard library only.
package wire
