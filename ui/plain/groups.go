package plain

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"text/tabwriter"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// Groups lists pages of security groups and their rules in plain lines. Where
// the list breaks off, what was read of it is printed before the error comes
// back.
func Groups(out io.Writer, pages iter.Seq2[[]ingress.Group, error]) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	head := "GROUP\tID\tNETWORK\tRULE\tNOTE\n"
	for page, err := range pages {
		if err != nil {
			_ = w.Flush()
			return err
		}
		for _, g := range page {
			_, _ = io.WriteString(w, head)
			head = ""
			printGroup(w, g)
		}
	}
	return w.Flush()
}

func printGroup(w io.Writer, g ingress.Group) {
	head := fmt.Sprintf("%s\t%s\t%s", safe.Clean(g.Name), safe.Clean(g.ID), safe.Clean(g.Network()))
	if len(g.Rules) == 0 {
		fmt.Fprintf(w, "%s\t-\t\n", head)
	}
	for _, r := range g.Rules {
		fmt.Fprintf(w, "%s\t%s\t%s\n", head, safe.Clean(r.Rule.String()), safe.Clean(r.Description))
	}
}

// columns aligns rows of texts, the first of which are the titles.
func columns(out io.Writer, rows [][]string) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, row := range rows {
		for i, text := range row {
			row[i] = safe.Clean(text).String()
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	return w.Flush()
}
