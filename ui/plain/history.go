package plain

import (
	"fmt"
	"io"
	"strings"

	"sluice/model/ingress"
)

// History is operations for people, a line for each group. The zone of the times is
// named where the reader may be in another.
func History(out io.Writer, operations []ingress.Operation, zone bool) error {
	rows := [][]string{{"OPERATION", "AT", "BY", "GROUP", "WHAT", "OUTCOME"}}
	layout := "2006-01-02 15:04:05"
	if zone {
		layout += " MST"
	}
	for _, o := range operations {
		for _, r := range o.Records {
			what := fmt.Sprintf("%s %s", r.Change.Kind, ingress.Count(len(r.Change.Send()), "rule"))
			if r.Change.Undoes != "" {
				what += ", undoes " + r.Change.Undoes
			}
			if r.ApprovedBy != "" {
				what += ", approved by " + r.ApprovedBy
			}
			if len(o.UndoneBy) > 0 {
				what += ", undone by " + strings.Join(o.UndoneBy, ", ")
			}
			rows = append(rows, []string{o.ID, r.At.Local().Format(layout), r.By, r.Change.Group.Name + " " + r.Change.Group.ID, what, outcomesText(r)})
		}
	}
	return columns(out, rows)
}

// outcomesText is what came of a record's rules: 2 added, 1 was there before.
func outcomesText(r ingress.Record) string {
	if r.Receipt == nil {
		return ingress.NotKnownYet
	}
	return ingress.Tally(r.Change.Kind, r.Receipt.Count)
}
