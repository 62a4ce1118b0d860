package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sluice/client/journal"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// record gives a place its journal: from then on nothing is sent that is not in
// it. A read-only place gets one only where there is one. Where the journal cannot
// be opened, reading works and every write is refused with the reason.
func (p program) record(ctx context.Context, at *place, f placeFlags) {
	if p.served != nil {
		return // the server's journal is the place's already
	}
	options, err := p.journalOptions(f)
	if err == nil && at.writer == nil && !exists(options) {
		return
	}
	if err == nil {
		at.journal, err = journal.Open(ctx, options)
	}
	if err != nil {
		at.unrecorded = fmt.Errorf("the journal cannot be used, and nothing is sent without it: %w", err)
		if at.writer != nil {
			at.writer = refusing{at.writer, at.unrecorded}
		}
		return
	}
	at.guard()
}

// recordForNow gives a place a journal that is gone when it is closed.
func (at *place) recordForNow(ctx context.Context, now func() time.Time) error {
	dir, err := os.MkdirTemp("", "sluice-")
	if err != nil {
		return fmt.Errorf("no folder for the journal: %w", err)
	}
	closeIt := at.close
	at.close = func() {
		_ = os.RemoveAll(dir)
		closeIt()
	}
	if at.journal, err = journal.Open(ctx, journal.Options{Dir: dir, Now: now}); err != nil {
		return err
	}
	at.guard()
	return nil
}

// guard puts the place's writer behind its journal, which is closed with it.
func (at *place) guard() {
	if at.raw = at.writer; at.raw != nil {
		at.writer = journal.Guard(at.raw, at.journal, at.by, at.site)
	}
	closeIt, kept := at.close, at.journal
	at.close = func() {
		_ = kept.Close()
		closeIt()
	}
}

// journalOptions are where the journal is: --journal, $SLUICE_JOURNAL, or a folder
// beside the sandbox's state.
func (p program) journalOptions(f placeFlags) (journal.Options, error) {
	where := cmp.Or(f.journal, p.env("SLUICE_JOURNAL"))
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		return journal.Options{URL: where}, nil
	}
	if strings.Contains(where, "://") {
		return journal.Options{}, errors.New("--journal: it is a folder, or the URL of a database that begins with postgres://")
	}
	if where != "" {
		return journal.Options{Dir: where}, nil
	}
	dir, err := p.stateDir(f.state)
	return journal.Options{Dir: filepath.Join(dir, "journal")}, err
}

// exists reports whether a journal has been made; a database is taken for made.
func exists(o journal.Options) bool {
	_, err := os.Stat(filepath.Join(o.Dir, "journal.db"))
	return o.URL != "" || !errors.Is(err, fs.ErrNotExist)
}

// siteOf tells which EC2 a place is: what is left over of it can be settled there
// alone. The account is asked for once.
func siteOf(where ingress.Where, reader ingress.Reader) func(context.Context) (ingress.Site, error) {
	var mu sync.Mutex
	account := ""
	endpoint := where.Endpoint
	if where.Sandbox {
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
		return ingress.Site{Endpoint: endpoint, Account: account, Region: where.Region}, nil
	}
}

// keeper looks after the left-overs of a place and after rules whose time is up.
func (at *place) keeper(planner ingress.Planner) journal.Keeper {
	return journal.Keeper{Journal: at.journal, Reader: at.reader, Writer: at.raw, Site: at.site, Planner: planner, NewOperation: newOperation}
}

// settle finds out what came of writes that an earlier run left without an
// outcome, and says it.
func (p program) settle(ctx context.Context, at *place, planner ingress.Planner, shown io.Writer) {
	receipts, err := at.keeper(planner).Settle(ctx)
	if len(receipts) > 0 {
		fmt.Fprintln(shown, "An earlier run ended before it knew what came of its writes:")
		printReceipts(shown, receipts)
	}
	if err != nil {
		fmt.Fprintln(p.errs, "sluice: "+safe.Error(err).String())
	}
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
