package backend

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"sync"
	"time"

	"sluice/client/journal"
	"sluice/model/ingress"
)

// Record gives a backend its journal: from then on nothing is sent that is not in
// it. A read-only one gets a journal only where there is one. Where the journal
// cannot be opened, reading works and every write is refused with the reason.
func (b *Backend) Record(ctx context.Context, o Options) {
	options, err := o.JournalOptions()
	if err == nil && b.Writer == nil && !Exists(options) {
		return
	}
	if err == nil {
		b.Journal, err = journal.Open(ctx, options)
	}
	if err != nil {
		b.Unrecorded = fmt.Errorf("the journal cannot be used, and nothing is sent without it: %w", err)
		if b.Writer != nil {
			b.Writer = refusing{b.Writer, b.Unrecorded}
		}
		return
	}
	b.guard()
}

// RecordForNow gives a backend a journal that is gone when it is closed.
func (b *Backend) RecordForNow(ctx context.Context, now func() time.Time) error {
	dir, err := os.MkdirTemp("", "sluice-")
	if err != nil {
		return fmt.Errorf("no folder for the journal: %w", err)
	}
	closeIt := b.Close
	b.Close = func() {
		_ = os.RemoveAll(dir)
		closeIt()
	}
	if b.Journal, err = journal.Open(ctx, journal.Options{Dir: dir, Now: now}); err != nil {
		return err
	}
	b.guard()
	return nil
}

// JournalError is why nothing can be recorded, and so nothing may be sent.
func (b *Backend) JournalError() error {
	if b.Unrecorded != nil || b.Journal == nil || b.Writer == nil {
		return b.Unrecorded
	}
	return b.Journal.Damage()
}

// guard puts the backend's writer behind its journal, which is closed with it.
func (b *Backend) guard() {
	if b.Raw = b.Writer; b.Raw != nil {
		b.Writer = journal.Guard(b.Raw, b.Journal, b.By, b.Site)
	}
	closeIt, kept := b.Close, b.Journal
	b.Close = func() {
		_ = kept.Close()
		closeIt()
	}
}

// Exists reports whether a journal has been made; a database is taken for made.
func Exists(o journal.Options) bool {
	_, err := os.Stat(filepath.Join(o.Dir, "journal.db"))
	return o.URL != "" || !errors.Is(err, fs.ErrNotExist)
}

// SiteOf tells which EC2 a backend is: what is left over of it can be reconciled there
// alone. The account is asked for once.
func SiteOf(session ingress.Session, reader ingress.Reader) func(context.Context) (ingress.Site, error) {
	var mu sync.Mutex
	account := ""
	endpoint := session.Endpoint
	if session.Sandbox {
		endpoint = "sandbox"
	}
	return func(ctx context.Context) (ingress.Site, error) {
		mu.Lock()
		defer mu.Unlock()
		if account == "" {
			var err error
			if account, err = reader.Account(ctx); err != nil {
				return ingress.Site{}, err
			}
		}
		return ingress.Site{Endpoint: endpoint, Account: account, Region: session.Region}, nil
	}
}

// Keeper looks after the left-overs of a backend and after rules whose time is up.
func (b *Backend) Keeper(planner ingress.Planner) journal.Keeper {
	return journal.Keeper{Journal: b.Journal, Reader: b.Reader, Writer: b.Raw, Site: b.Site, Planner: planner, NewOperation: NewOperation}
}

// person is who runs this program, as user@host: for the journal, and for the tag
// of who asked for a rule.
func person() string {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		name += "@" + host
	}
	return name
}

// refusing is a writer that sends nothing, and says why.
type refusing struct {
	ingress.Writer
	why error
}

// Send sends nothing.
func (w refusing) Send(_ context.Context, operation string, c ingress.Change) ingress.Receipt {
	return c.NotSent(operation, &ingress.Failure{Message: w.why.Error()})
}
