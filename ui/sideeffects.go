package ui

import (
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
)

// What is asked for beside the list: nothing waits for it, and where it is not
// to be had the session goes on without.

func (p *performer) quota(e model.LoadQuota) tea.Msg {
	rules, err := p.world.Reader.RulesPerGroup(p.ctx)
	if err != nil {
		return model.QuotaUnknown(e)
	}
	return model.QuotaKnown{Call: e.Call, Rules: rules}
}

func (p *performer) prefixLists(e model.ReadPrefixLists) tea.Msg {
	lists, err := p.world.Reader.PrefixLists(p.ctx, e.IDs)
	if err != nil {
		return model.PrefixListsRead{Call: e.Call}
	}
	return model.PrefixListsRead{Call: e.Call, Lists: lists}
}

func (p *performer) address(e model.FindAddress) tea.Msg {
	if p.world.Address == nil {
		return model.AddressUnknown{Call: e.Call, Failure: &ingress.Failure{Message: "nobody can be asked from here"}}
	}
	address, source, err := p.world.Address(p.ctx)
	if err != nil {
		return model.AddressUnknown{Call: e.Call, Failure: failure(err)}
	}
	return model.AddressKnown{Call: e.Call, Address: address, Source: source}
}

// copy asks the terminal to take the text, and puts it on this machine's
// clipboard where the user sits at it.
func (p *performer) copy(text string) tea.Cmd {
	if p.world.Clipboard == nil {
		return tea.SetClipboard(text)
	}
	return tea.Batch(tea.SetClipboard(text), func() tea.Msg {
		_ = p.world.Clipboard(text) // the terminal was asked already
		return nil
	})
}
