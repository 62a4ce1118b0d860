package backend

import (
	"slices"
	"strings"

	"sluice/client/journal"
	"sluice/model"
)

// UpkeepMessages are what a keeper's round says to the screens of a session, its
// failure apart.
func UpkeepMessages(n journal.News) []model.Msg {
	messages := []model.Msg{model.LeftoversOpen{Records: n.Open}}
	if len(n.Reconciled) > 0 {
		messages = append(messages, model.LeftoversReconciled{Receipts: n.Reconciled})
	}
	if len(n.Swept) > 0 {
		messages = append(messages, model.RulesSwept{Receipts: n.Swept})
	}
	return messages
}

// UpkeepFailure is what went wrong in a keeper's round on one line, each reason
// once: reconciling and sweeping often fail for the same one.
func UpkeepFailure(err error) string {
	return strings.Join(slices.Compact(strings.Split(err.Error(), "\n")), "; ")
}
