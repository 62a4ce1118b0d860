// Package backend opens the EC2 that a command, or a tenant of a server, works on:
// AWS, another EC2-compatible endpoint, or the sandbox in this process, with the
// journal of what is sent to it.
package backend

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/netip"

	"sluice/client/aws"
	"sluice/client/journal"
	"sluice/client/local"
	"sluice/cmd/internal/logfile"
	"sluice/model/ingress"
)

// Backend is an EC2 to work on, opened.
type Backend struct {
	Session ingress.Session
	Limits  ingress.Limits
	// QuotaGiven says that the limits are the user's own word.
	QuotaGiven bool
	Reader     ingress.Reader
	File       string         // whose groups they are; "" for an EC2
	Writer     ingress.Writer // nil where nothing may be sent
	Raw        ingress.Writer // the writer without the journal, for a [journal.Keeper]
	By         string         // who changes are sent for
	// WriterOf is another person's writer, without the journal; nil where nothing
	// may be sent. name is what a role's session is called by, where there is one.
	WriterOf func(ctx context.Context, name, by string) (ingress.Writer, error)
	Grant    *ingress.Grant // what the person may change; nil for anything
	// Approvals are where plans as severe as Approval wait for another person; nil
	// where none does, or for who may not send.
	Approvals ingress.Approvals
	Approval  ingress.Severity
	// Address finds the person's own; nil for who asks the network.
	Address    func(context.Context) (netip.Addr, string, error)
	Site       func(context.Context) (ingress.Site, error)
	Journal    *journal.Journal // nil where there is none
	NoUpkeep   bool             // nothing is reconciled or swept on the side: every recording is to be the same
	Unrecorded error            // why the journal cannot be used
	Close      func()
}

// Open opens what the options name, without its journal: see [Backend.Record].
func Open(ctx context.Context, o Options) (Backend, error) {
	kind, err := o.Chosen()
	if err != nil {
		return Backend{}, err
	}
	if kind == Sandbox {
		return openSandbox(ctx, o)
	}
	session := ingress.Session{ReadOnly: o.ReadOnly, Profile: cmp.Or(o.Profile, o.Env("AWS_PROFILE"))}
	client := aws.Options{Profile: o.Profile, Region: o.Region, Endpoint: o.Endpoint, Role: o.Role}
	return o.opened(Connect(ctx, session, person(), client, func() {}))
}

// openSandbox opens the embedded EC2 in this process: no socket is open.
func openSandbox(ctx context.Context, o Options) (Backend, error) {
	dir, err := o.StateDir()
	if err != nil {
		return Backend{}, err
	}
	endpoint, err := local.Open(ctx, local.Options{Dir: dir, Region: o.Region})
	if err != nil {
		return Backend{}, err
	}
	session := ingress.Session{Sandbox: true, ReadOnly: o.ReadOnly}
	client := aws.Options{Handler: endpoint, Region: o.Region}
	return o.opened(Connect(ctx, session, person(), client, func() { _ = endpoint.Close() }))
}

// opened holds plans to the quota that the options name.
func (o Options) opened(b Backend, err error) (Backend, error) {
	b.Limits, b.QuotaGiven = o.Limits(), o.RulesPerGroup > 0
	return b, err
}

// Connect makes the client of an EC2; by is who changes are sent for. A read-only
// backend is never given a writer. closeIt is called where it fails, too.
func Connect(ctx context.Context, session ingress.Session, by string, o aws.Options, closeIt func()) (Backend, error) {
	o.Log = logfile.From(ctx)
	client, err := aws.New(ctx, o)
	if err != nil {
		closeIt()
		return Backend{}, err
	}
	if o.Log != nil {
		o.Log.Info("client made", "sandbox", session.Sandbox, "read_only", session.ReadOnly, "region", client.Region(), "own_endpoint", client.Endpoint() != "")
	}
	session.Region, session.Endpoint = client.Region(), client.Endpoint()
	opened := Backend{Session: session, Limits: ingress.DefaultLimits(), Reader: client, By: by, Site: SiteOf(session, client), Close: closeIt}
	if !session.ReadOnly {
		opened.Writer = client.Writer(by)
		opened.WriterOf = func(ctx context.Context, name, by string) (ingress.Writer, error) {
			if o.Role == "" {
				return client.Writer(by), nil
			}
			own := o
			own.RoleSession = name
			client, err := aws.New(ctx, own)
			if err != nil {
				return nil, fmt.Errorf("role %s: %w", o.Role, err)
			}
			return client.Writer(by), nil
		}
	}
	return opened, nil
}

// NewOperation mints the id of an operation: 12 hex digits.
func NewOperation() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program first
	return hex.EncodeToString(b[:])
}
