package model

import (
	"slices"
	"strings"

	"sluice/model/ingress"
)

// Catalog is the loaded security groups, ordered by name in any case, then id,
// with what the filter searches. It is an immutable snapshot: With returns a new one, and sessions
// may share it.
type Catalog struct {
	groups []ingress.Group
	text   []string       // per group, what the filter searches; its order is the groups'
	index  map[string]int // per id, the place in groups; snapshots of the same order share it
	rules  int
}

// Groups are the groups in order; do not change them.
func (c Catalog) Groups() []ingress.Group { return c.groups }

// Len is the number of groups.
func (c Catalog) Len() int { return len(c.groups) }

// Rules is the number of ingress rules in all groups.
func (c Catalog) Rules() int { return c.rules }

// Group finds a group by its id.
func (c Catalog) Group(id string) (ingress.Group, bool) {
	i, ok := c.index[id]
	if !ok {
		return ingress.Group{}, false
	}
	return c.groups[i], true
}

// With merges a page into the catalog. A group that it holds already is
// replaced: pages of a moving list may repeat one. Of a group that the page
// itself repeats, the last reading counts.
func (c Catalog) With(page []ingress.Group) Catalog {
	page = newest(page)
	switch {
	case len(page) == 0:
		return c
	case c.places(page):
		return c.replace(page)
	}
	return c.without(page).merge(page)
}

// newest is a page with one reading of each group.
func newest(page []ingress.Group) []ingress.Group {
	last := make(map[string]int, len(page))
	for i, g := range page {
		last[g.ID] = i
	}
	kept := make([]ingress.Group, 0, len(last))
	for i, g := range page {
		if last[g.ID] == i {
			kept = append(kept, g)
		}
	}
	return kept
}

// places reports whether every group of a page has its place in the catalog
// already: ids and names of groups do not change.
func (c Catalog) places(page []ingress.Group) bool {
	return !slices.ContainsFunc(page, func(g ingress.Group) bool {
		held, ok := c.Group(g.ID)
		return !ok || held.Name != g.Name
	})
}

func (c Catalog) replace(page []ingress.Group) Catalog {
	c.groups, c.text = slices.Clone(c.groups), slices.Clone(c.text)
	for _, g := range page {
		i := c.index[g.ID]
		c.rules += len(g.Rules) - len(c.groups[i].Rules)
		c.groups[i], c.text[i] = g, searchText(g)
	}
	return c
}

// without takes the groups of a page out.
func (c Catalog) without(page []ingress.Group) Catalog {
	gone := make(map[string]bool, len(page))
	for _, g := range page {
		if _, held := c.index[g.ID]; held {
			gone[g.ID] = true
		}
	}
	if len(gone) == 0 {
		return c
	}
	return c.only(func(id string) bool { return !gone[id] })
}

// only is the catalog of the groups whose ids are kept.
func (c Catalog) only(kept func(id string) bool) Catalog {
	left := newCatalog(len(c.groups))
	for i, g := range c.groups {
		if kept(g.ID) {
			left.append(c.groups[i:i+1], c.text[i:i+1])
		}
	}
	return left.indexed()
}

// merge adds groups that the catalog does not hold.
func (c Catalog) merge(page []ingress.Group) Catalog {
	type row struct {
		text  string
		group ingress.Group
	}
	rows := make([]row, len(page))
	for i, g := range page {
		rows[i] = row{searchText(g), g}
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.text, b.text) })
	merged, from := newCatalog(len(c.groups)+len(page)), 0
	for _, r := range rows {
		ahead, _ := slices.BinarySearch(c.text[from:], r.text)
		merged.append(c.groups[from:from+ahead], c.text[from:from+ahead])
		merged.append([]ingress.Group{r.group}, []string{r.text})
		from += ahead
	}
	merged.append(c.groups[from:], c.text[from:])
	return merged.indexed()
}

func newCatalog(size int) Catalog {
	return Catalog{groups: make([]ingress.Group, 0, size), text: make([]string, 0, size)}
}

func (c *Catalog) append(groups []ingress.Group, text []string) {
	c.groups, c.text = append(c.groups, groups...), append(c.text, text...)
}

// indexed counts and indexes what was appended.
func (c Catalog) indexed() Catalog {
	c.index, c.rules = make(map[string]int, len(c.groups)), 0
	for i := range c.groups {
		c.index[c.groups[i].ID] = i
		c.rules += len(c.groups[i].Rules)
	}
	return c
}

// Matching are the indexes of the groups that hold every word of the filter, in
// name, id, network, description or tags (as key=value), ignoring case.
func (c Catalog) Matching(filter string) []int {
	words := strings.Fields(strings.ToLower(filter))
	shown := make([]int, 0, len(c.groups))
	for i, text := range c.text {
		if containsAll(text, words) {
			shown = append(shown, i)
		}
	}
	return shown
}

func containsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// searchText is a group's name, id, network, description and tags, lower case.
// The byte between them is in no filter, so that a word never matches across
// two, and sorts before all others: the texts order the groups by name, then id.
func searchText(g ingress.Group) string {
	fields := []string{g.Name, g.ID, g.Network(), g.Description}
	for _, t := range g.Tags {
		fields = append(fields, t.Key+"="+t.Value)
	}
	return strings.ToLower(strings.Join(fields, "\x00"))
}
