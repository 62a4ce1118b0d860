package main

import (
	"context"
	"net/netip"
	"sync"

	"sluice/client/grant"
	"sluice/client/journal"
	"sluice/client/share"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/remote"
)

// desk is one EC2 for the sessions that are served from it.
type desk struct {
	at     place
	reader *share.Reader
	end    func()
	beside sync.WaitGroup // what goes on beside the sessions
}

// openDesk opens an EC2 with its journal: a server without one sends nothing, so
// it does not start.
func (p program) openDesk(ctx context.Context, f placeFlags) (*desk, error) {
	at, err := p.place(ctx, f)
	if err != nil {
		return nil, err
	}
	at.quotaGiven = f.rulesPerGroup > 0
	p.record(ctx, &at, f)
	if at.unrecorded == nil && at.journal != nil && at.writer != nil {
		at.unrecorded = at.journal.Damage()
	}
	if at.unrecorded != nil {
		at.close()
		return nil, at.unrecorded
	}
	return &desk{at: at}, nil
}

// start begins what goes on beside the sessions: sharing, also with the servers of the same journal, settling and sweeping.
func (d *desk) start(g *gatehouse) {
	ctx, cancel := context.WithCancel(g.ctx)
	d.end = cancel
	d.reader = share.New(ctx, d.at.reader, share.Options{})
	d.at.site = siteOf(d.at.where, d.reader)
	d.reader.Watch(func(groups []ingress.Group) { g.tell(d, model.GroupsPushed{Groups: groups}) })
	if d.at.journal != nil {
		d.beside.Go(func() { d.at.journal.WatchOthers(ctx, d.at.site, d.reader.Changed) })
	}
	if d.at.raw == nil {
		return
	}
	keeper := journal.Keeper{
		Journal: d.at.journal, Reader: d.reader, Writer: d.reader.Writer(d.at.raw), Site: d.at.site,
		Planner: ingress.Planner{Limits: d.at.limits, Settings: g.settings, By: journal.SweptBy}, NewOperation: newOperation,
	}
	d.beside.Go(func() { keeper.Run(ctx, func(n journal.News) { g.tellNews(d, n) }) })
	if g.approval != ingress.None {
		d.beside.Go(func() {
			d.at.journal.WatchWaiting(ctx, d.at.site, func(waiting []ingress.Waiting, decided []ingress.Decision) {
				g.counts.ruled(waiting, decided)
				g.tell(d, model.WaitingChanged{Plans: waiting, Decided: decided})
			})
		})
	}
}

func (d *desk) close() {
	d.end()
	d.beside.Wait()
	d.at.close()
}

// placeOf is the place as one visitor has it. A viewer is never given a writer.
func (d *desk) placeOf(ctx context.Context, g *gatehouse, v remote.Visitor) (place, error) {
	at := d.at
	at.where.Person, at.where.Role = v.Person(), v.Grant.Role
	at.reader, at.writer, at.raw, at.by, at.grant = d.reader.Session(), nil, nil, v.By(), &v.Grant
	at.close, at.outcomes = func() {}, &outcomes{}
	at.address = func(context.Context) (netip.Addr, string, error) {
		return v.Remote, "as this server sees you", nil
	}
	if d.at.writerOf == nil || !v.Grant.Role.Writes() {
		return at, nil
	}
	client, err := d.at.writerOf(ctx, v.Name, at.by)
	if err != nil {
		return place{}, err
	}
	limited := grant.Limit(client, v.Grant)
	guarded := journal.Guard(limited, d.at.journal, at.by, d.at.site)
	if g.approval != ingress.None {
		guarded = journal.FourEyes(guarded, d.eyes(g, at, v))
	}
	if g.approval != ingress.None {
		at.approvals, at.approval = grant.LimitApprovals(d.eyes(g, at, v), v.Grant), g.approval
	}
	at.raw = d.reader.Writer(limited)
	at.writer = counting{d.reader.Writer(guarded), g.counts, at.outcomes}
	return at, nil
}

// eyes are a visitor's part in approvals.
func (d *desk) eyes(g *gatehouse, at place, v remote.Visitor) journal.Eyes {
	return journal.Eyes{
		Journal: d.at.journal, Who: v.Person(), Threshold: g.approval,
		Planner: ingress.Planner{Limits: at.limits, Settings: g.settings, By: at.by, Grant: at.grant}, Reader: d.reader, Site: d.at.site,
	}
}

// servers are the flags, with their values, that only a server may be given.
func (f placeFlags) servers() map[string]string {
	return map[string]string{
		"profile": f.profile, "region": f.region, "endpoint-url": f.endpoint, "backend": f.backend, "state": f.state, "journal": f.journal, "log": f.log,
	}
}

// servedPlace is the place of a command that runs over SSH.
func (p program) servedPlace(f placeFlags) (place, error) {
	at := *p.served
	if f.readOnly {
		at.where.ReadOnly, at.writer, at.raw, at.approvals = true, nil, nil, nil
	}
	if f.rulesPerGroup > 0 {
		at.limits, at.quotaGiven = f.limits(), true
	}
	return at, nil
}
