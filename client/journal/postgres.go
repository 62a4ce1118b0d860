package journal

import (
	"context"
)

func (j *Journal) openPostgres(_ context.Context, o Options) error {
	return &Error{Path: o.URL, Problem: "journals on PostgreSQL are not there yet", Remedy: "name a folder"}
}
