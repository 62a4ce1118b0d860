package actions

import (
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type deletePrefixListRequest struct {
	PrefixListId string
	DryRun       bool
}

// deletePrefixList takes a list away. As with AWS, one that rules refer to is not refused: it stays, and its state
// says that it could not be deleted.
func deletePrefixList(c *Call, request deletePrefixListRequest) (wire.Answer, error) {
	if request.PrefixListId == "" {
		return nil, wire.MissingParameter("PrefixListId")
	}
	p, err := c.ownPrefixList(request.PrefixListId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	groups, err := store.GroupsReferringTo(c.db, p)
	if err != nil {
		return nil, err
	}
	told := c.prefixListAnswer(p, "delete-in-progress")
	if len(groups) == 0 {
		return told, store.DeletePrefixList(c.db, p)
	}
	var ids []string
	for _, g := range groups[:min(10, len(groups))] {
		ids = append(ids, g.ID)
	}
	p.State, p.StateMessage = "delete-failed", "The following resources refer to the prefix list: "+strings.Join(ids, ", ")
	return told, store.UpdatePrefixList(c.db, p)
}
