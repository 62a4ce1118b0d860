package model_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sluice/model"
	"sluice/model/ingress"
)

// A catalog is what a map of the newest readings would be, sorted; and none
// that came before it changes.
func TestCatalogIsTheNewestOfEveryGroup(t *testing.T) {
	pages := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ingress.Group {
		g := group(rapid.SampledFrom([]string{"a", "B", "b", "b-1", "b 1", "b_1", "ba", "", "ü", "Z"}).Draw(t, "name"))
		g.ID = rapid.SampledFrom([]string{"sg-0", "sg-1", "sg-2", "sg-3", "sg-4", "sg-5"}).Draw(t, "id")
		g.Description = rapid.SampledFrom([]string{"", "a", "z\x00z"}).Draw(t, "description")
		for port := range rapid.IntRange(0, 2).Draw(t, "rules") {
			g.Rules = append(g.Rules, tcp(port))
		}
		return g
	}), 0, 6), 0, 8)
	rapid.Check(t, func(t *rapid.T) {
		type snapshot struct {
			catalog model.Catalog
			want    []ingress.Group
		}
		var snapshots []snapshot
		var c model.Catalog
		newest := map[string]ingress.Group{}
		for _, page := range pages.Draw(t, "pages") {
			before := slices.Clone(page)
			c = c.With(page)
			if diff := diff(before, page); diff != "" {
				t.Fatalf("the page changed: -before +after\n%s", diff)
			}
			for _, g := range page {
				newest[g.ID] = g
			}
			snapshots = append(snapshots, snapshot{c, sorted(newest)})
		}
		for _, s := range snapshots {
			if diff := diff(s.want, s.catalog.Groups()); diff != "" {
				t.Fatalf("-want +got\n%s", diff)
			}
			if err := catalogFormed(s.catalog); err != nil {
				t.Fatal(err)
			}
			for _, filter := range []string{"", "a", "z b", "vpc-1 2"} {
				if got, want := s.catalog.Matching(filter), (model.Catalog{}).With(s.want).Matching(filter); !slices.Equal(got, want) {
					t.Fatalf("filter %q lets %v through, want %v", filter, got, want)
				}
			}
		}
	})
}

func sorted(byID map[string]ingress.Group) []ingress.Group {
	var all []ingress.Group
	for _, g := range byID {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b ingress.Group) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return all
}

func TestNoGroupOfThatID(t *testing.T) {
	c := model.Catalog{}.With(groups("a", "b"))
	for _, id := range []string{"", "a", "sg-", "SG-61"} {
		if g, ok := c.Group(id); ok {
			t.Errorf("%q finds %s", id, g.Name)
		}
	}
	s := listed(t, groups("a", "b")...)
	s.same(-1, s.model.Row(model.Listing{Cursor: "sg-none", Shown: []int{0, 1}}))
	s.same(-1, s.model.Row(model.Listing{Cursor: id("b"), Shown: []int{0}}))
	s.same(0, s.model.Row(model.Listing{Cursor: id("b"), Shown: []int{1}}))
}
