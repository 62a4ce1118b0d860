// Package actions is what the endpoint can do: every action of EC2 that it serves, and the few of STS and Service Quotas,
// each in a file with its request, its checks and its answer. [All] gives them by name.
//
// A request is a [Call]. An action's struct of parameters is decoded by package wire, the action runs inside one
// transaction of package store, and gives what writes the answer. It changes everything it was asked to or nothing.
//
// It imports wire, store and the standard library only.
package actions
