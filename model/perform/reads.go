package perform

import (
	"sluice/model"
	"sluice/model/ingress"
)

// What is asked for beside the list: nothing waits for it, and where it is not
// to be had the session goes on without.

func (p *Performer) quota(e model.LoadQuota) model.Msg {
	rules, err := p.world.Reader.RulesPerGroup(p.ctx)
	if err != nil {
		return model.QuotaUnknown(e)
	}
	return model.QuotaKnown{Call: e.Call, Rules: rules}
}

func (p *Performer) prefixLists(e model.ReadPrefixLists) model.Msg {
	lists, err := p.world.Reader.PrefixLists(p.ctx, e.IDs)
	if err != nil {
		return model.PrefixListsRead{Call: e.Call}
	}
	return model.PrefixListsRead{Call: e.Call, Lists: lists}
}

func (p *Performer) address(e model.FindAddress) model.Msg {
	if p.world.Address == nil {
		return model.AddressUnknown{Call: e.Call, Failure: &ingress.Failure{Message: "nobody can be asked from here"}}
	}
	address, source, err := p.world.Address(p.ctx)
	if err != nil {
		return model.AddressUnknown{Call: e.Call, Failure: failure(err)}
	}
	return model.AddressKnown{Call: e.Call, Address: address, Source: source}
}

func (p *Performer) history(e model.LoadHistory) model.Msg {
	operations, err := p.world.History.Operations(p.ctx, e.Filter)
	if err != nil {
		return model.HistoryFailed{Call: e.Call, Failure: failure(err)}
	}
	return model.HistoryLoaded{Call: e.Call, Operations: operations}
}

func (p *Performer) expiring(e model.LoadExpiring) model.Msg {
	rules, err := p.world.Reader.Expiring(p.ctx)
	if err != nil {
		return model.ExpiringFailed{Call: e.Call, Failure: failure(err)}
	}
	return model.ExpiringLoaded{Call: e.Call, At: p.world.Now(), Rules: rules}
}

// tick has no answer where the session ended before its time.
func (p *Performer) tick(e model.WaitTick) model.Msg {
	if e.For > 0 && !p.world.Tick(p.ctx, e.For) {
		return nil
	}
	return model.TimePassed{Call: e.Call, At: p.world.Now()}
}
