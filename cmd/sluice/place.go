package main

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"

	"sluice/client/aws"
	"sluice/client/journal"
	"sluice/client/local"
	"sluice/cmd/internal/logfile"
	"sluice/model/ingress"
)

// place is an EC2 to work on, opened.
type place struct {
	where  ingress.Where
	limits ingress.Limits
	// quotaGiven says that the limits are the user's own word.
	quotaGiven bool
	reader     ingress.Reader
	writer     ingress.Writer // nil where nothing may be sent
	raw        ingress.Writer // the writer without the journal, for a [journal.Keeper]
	by         string         // who changes are sent for
	// writerOf is another person's writer, without the journal; nil where nothing
	// may be sent. name is what a role's session is called by, where there is one.
	writerOf func(ctx context.Context, name, by string) (ingress.Writer, error)
	grant    *ingress.Grant // what the person may change; nil for anything
	// approvals are where plans as severe as approval wait for another person; nil
	// where none does, or for who may not send.
	approvals ingress.Approvals
	approval  ingress.Severity
	// address finds the person's own; nil for who asks the network.
	address    func(context.Context) (netip.Addr, string, error)
	site       func(context.Context) (ingress.Site, error)
	outcomes   *outcomes        // of a served session's writes, for [seen]
	journal    *journal.Journal // nil where there is none
	still      bool             // nothing is settled or swept on the side: every recording is to be the same
	unrecorded error            // why the journal cannot be used
	close      func()
}

// place opens what the flags name.
func (p program) place(ctx context.Context, f placeFlags) (place, error) {
	if p.served != nil {
		return p.servedPlace(f)
	}
	backend, err := f.chosen(p.env)
	if err != nil {
		return place{}, err
	}
	if backend == backendSandbox {
		return p.sandbox(ctx, f)
	}
	where := ingress.Where{ReadOnly: f.readOnly, Profile: cmp.Or(f.profile, p.env("AWS_PROFILE"))}
	return connect(ctx, where, person(), f.limits(), aws.Options{Profile: f.profile, Region: f.region, Endpoint: f.endpoint, Role: f.role}, func() {})
}

// sandbox opens the embedded EC2 in this process: no socket is open.
func (p program) sandbox(ctx context.Context, f placeFlags) (place, error) {
	dir, err := p.stateDir(f.state)
	if err != nil {
		return place{}, err
	}
	endpoint, err := local.Open(ctx, local.Options{Dir: dir, Region: f.region})
	if err != nil {
		return place{}, err
	}
	where := ingress.Where{Sandbox: true, ReadOnly: f.readOnly}
	return connect(ctx, where, person(), f.limits(), aws.Options{Handler: endpoint, Region: f.region}, func() { _ = endpoint.Close() })
}

// connect makes the client; by is who changes are sent for. A read-only place is
// never given a writer.
func connect(ctx context.Context, where ingress.Where, by string, limits ingress.Limits, o aws.Options, closeIt func()) (place, error) {
	o.Log = logfile.From(ctx)
	client, err := aws.New(ctx, o)
	if err != nil {
		closeIt()
		return place{}, err
	}
	if o.Log != nil {
		o.Log.Info("client made", "sandbox", where.Sandbox, "read_only", where.ReadOnly, "region", client.Region(), "own_endpoint", client.Endpoint() != "")
	}
	where.Region, where.Endpoint = client.Region(), client.Endpoint()
	opened := place{where: where, limits: limits, reader: client, by: by, site: siteOf(where, client), close: closeIt}
	if !where.ReadOnly {
		opened.writer = client.Writer(by)
		opened.writerOf = func(ctx context.Context, name, by string) (ingress.Writer, error) {
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
