package ingress

import "slices"

// Empty reports whether nothing was typed in any rule of the draft.
func (d Draft) Empty() bool {
	return !slices.ContainsFunc(d.entries, func(e Entry) bool { return !e.Empty() })
}
