package serve

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"sluice/ui/remote"
	"sluice/ui/remote/access"
	"sluice/ui/safe"
)

const (
	shutdownPatience = 15 * time.Second // for writes under way, once told to end
	accessLooking    = 2 * time.Second  // between two looks at the access file
)

// serverSignals are those that a server minds.
func serverSignals() (signals chan os.Signal, stop func()) {
	signals = make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	return signals, func() { signal.Stop(signals) }
}

// run serves until a signal, and then waits for what is under way.
func run(ctx context.Context, server *remote.Server, source *access.Source, signals <-chan os.Signal, log *slog.Logger) error {
	tellAccess("access file read", source, log)
	looks := make(chan access.Look, 2)
	go source.Watch(ctx, looks, func(err error) {
		if err != nil {
			log.Error("access file not taken: the last one stays in force", "why", err.Error())
			return
		}
		tellAccess("access file taken", source, log)
		server.Recheck()
	})
	served := make(chan error, 1)
	go func() { served <- server.Serve() }()
	ticker := time.NewTicker(accessLooking)
	defer ticker.Stop()
	for {
		select {
		case err := <-served:
			return err
		case <-ticker.C:
			look(looks, access.Routine)
			server.Recheck() // lines expire
		case s := <-signals:
			if s == syscall.SIGHUP {
				look(looks, access.Asked)
				continue
			}
			server.Stop() // who reads the next line finds it stopped
			log.Info("told to end", "signal", s.String(), "sessions", server.Sessions())
			return shutDown(ctx, server, signals, log)
		}
	}
}

// tellAccess logs what the access file is now: who is on a line that is refused
// cannot sign in, and would not know why.
func tellAccess(msg string, source *access.Source, log *slog.Logger) {
	refused := source.File().Refused()
	for _, l := range refused {
		log.Warn("access line refused: it admits nobody", "file", source.Path(), "line", l.Number, "why", safe.Clean(l.Refused).String())
	}
	log.Info(msg, "file", source.Path(), "in_force", source.File().Usable(), "refused", len(refused))
}

// look has the access file looked at. Where two looks wait already, a file is slow
// to read, and will be read as it is then.
func look(looks chan<- access.Look, l access.Look) {
	select {
	case looks <- l:
	default:
	}
}

// shutDown ends a server. Another signal to end ends the process.
func shutDown(ctx context.Context, server *remote.Server, signals <-chan os.Signal, log *slog.Logger) error {
	go func() {
		for s := range signals {
			if s != syscall.SIGHUP {
				log.Warn("told to end again: not waiting for what is under way")
				os.Exit(1)
			}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, shutdownPatience)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		log.Warn("not all sessions ended in time: the next start finds out what came of their writes", "sessions", server.Sessions())
	}
	return nil
}
