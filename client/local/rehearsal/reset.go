package rehearsal

import (
	"context"

	"sluice/client/local/store"
)

// Reset puts the sample in the place of everything that is in the state.
func Reset(ctx context.Context, s *store.Store, newID func(prefix string) string) error {
	return s.Write(func(db *store.Session) error {
		if err := store.Clear(db); err != nil {
			return err
		}
		if err := FillSample(db, newID); err != nil {
			return err
		}
		return ctx.Err()
	})
}
