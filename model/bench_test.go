package model_test

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// The numbers of groups are far past EC2's quota of 2,500 per Region.
const many = 100_000

func BenchmarkCatalogWith100Pages(b *testing.B) {
	all := manyGroups(many)
	for b.Loop() {
		var c model.Catalog
		for i := range 100 {
			c = c.With(all[i*many/100 : (i+1)*many/100])
		}
	}
}

func BenchmarkCatalogWithAGroupReadAgain(b *testing.B) {
	all := manyGroups(many)
	c := model.Catalog{}.With(all)
	for b.Loop() {
		c.With(all[many/2 : many/2+1])
	}
}

func BenchmarkMatching(b *testing.B) {
	c := model.Catalog{}.With(manyGroups(many))
	for _, filter := range []string{"", "w", "web", "web prod vpc-00000003", "nothing"} {
		b.Run("filter "+filter, func(b *testing.B) {
			for b.Loop() {
				c.Matching(filter)
			}
		})
	}
}

func BenchmarkCursorMoved(b *testing.B) {
	s := listed(b, manyGroups(many)...)
	s.tell(model.CursorMoved{By: many / 2})
	for b.Loop() {
		s.model.Update(model.CursorMoved{By: 1})
	}
}

func BenchmarkFieldEdited(b *testing.B) {
	tests := []struct {
		name, text string
		field      ingress.Field
	}{
		{"a CIDR", "tcp/22 from 10.0.0.0/8", ingress.FieldLine},
		{"a source group by name", "tcp/22 from service-00090-web", ingress.FieldLine},
		{"an empty source", "", ingress.FieldSource},
		{"part of a source", "web", ingress.FieldSource},
		{"no such source", "nothing-like-it", ingress.FieldSource},
	}
	for _, test := range tests {
		b.Run(test.name, func(b *testing.B) {
			s := listed(b, manyGroups(many)...)
			s.tell(model.AddAsked{}, model.FieldMoved{By: int(test.field)})
			for b.Loop() {
				s.model.Update(model.FieldEdited{Text: test.text})
			}
		})
	}
}
