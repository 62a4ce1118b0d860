// Package logfile is the log of --log: a file that says what the program does,
// for whoever debugs it.
//
// It holds no secrets and nobody's words: no credentials, no headers, nothing
// that was typed, no names, descriptions or messages of an endpoint. Of an error
// it has the class and EC2's code, of an effect its type and ids. Whoever adds a
// line keeps to that: what has no fixed shape is left out.
package logfile

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"syscall"

	"sluice/client/aws"
	"sluice/model/ingress"
)

// Open opens the file at path to append to it. It is made readable for its owner
// alone (0600); one that is there keeps its mode. Each line is written at once, and
// the file stays open until the process ends.
func Open(path string) (*slog.Logger, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--log: %w", err)
	}
	return slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug})), nil
}

// key is that of the logger in a context.
type key struct{}

// With is a context whose work is logged.
func With(ctx context.Context, log *slog.Logger) context.Context {
	return context.WithValue(ctx, key{}, log)
}

// From is the logger of a context, or nil where nothing is logged.
func From(ctx context.Context) *slog.Logger {
	log, _ := ctx.Value(key{}).(*slog.Logger)
	return log
}

// Reason is what of an error can be told: its type, and where it has them EC2's
// code, the request's id and the system's own word. Its text is left out: it may
// repeat what was typed, or what an endpoint said.
func Reason(err error) slog.Attr {
	if err == nil {
		return slog.Attr{}
	}
	attrs := []any{slog.String("type", fmt.Sprintf("%T", err))}
	if f, ok := errors.AsType[*ingress.Failure](err); ok {
		attrs = append(attrs, failure(f)...)
	}
	if e, ok := errors.AsType[syscall.Errno](err); ok {
		attrs = append(attrs, slog.String("system", e.Error()))
	}
	return slog.Group("error", attrs...)
}

func failure(f *ingress.Failure) []any {
	return []any{slog.String("code", aws.CodeOnly(f.Code)), slog.String("request_id", aws.IDOnly(f.RequestID))}
}
