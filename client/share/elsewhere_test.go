package share_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sluice/client/share"
	"sluice/model/ingress"
)

// busy takes a while to read a group, and counts how many it reads at once.
type busy struct {
	*source
	now, most int
}

func (b *busy) Group(_ context.Context, id string) (ingress.Group, error) {
	now := b.count(&b.now, 1)
	b.mu.Lock()
	b.most = max(b.most, now)
	b.mu.Unlock()
	time.Sleep(time.Second)
	b.count(&b.now, -1)
	return ingress.Group{ID: id}, nil
}

func TestAllAreToldOfWhatChangedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const groups, atOnce = 30, 8
		s := &busy{source: newSource()}
		r := share.New(t.Context(), s, share.Options{})
		told := make(chan string, groups)
		r.Watch(func(groups []ingress.Group) {
			for _, g := range groups {
				told <- g.ID
			}
		})
		var changed, got []string
		for i := range groups {
			changed = append(changed, fmt.Sprintf("sg-%02d", i))
		}
		r.Changed(changed)
		for range groups {
			got = append(got, <-told)
		}
		slices.Sort(got)
		if !slices.Equal(got, changed) || s.most != atOnce {
			t.Errorf("told %q, want %q; %d were read at once, want %d", got, changed, s.most, atOnce)
		}
	})
}
