package logfile

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"time"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
)

// session logs what a model does: its phases and its effects, as they begin and as
// they end.
type session struct {
	log *slog.Logger

	mu    sync.Mutex
	phase string
	since time.Time
}

// Observer logs to the log of a context; nil where nothing is logged.
func Observer(ctx context.Context) perform.Observer {
	log := From(ctx)
	if log == nil {
		return nil
	}
	return &session{log: log}
}

// Entered logs that the session came to another phase.
func (s *session) Entered(phase model.Phase) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase == typeName(phase) {
		return
	}
	if s.phase != "" {
		s.log.Info("phase ended", "phase", s.phase, "took", time.Since(s.since))
	}
	s.phase, s.since = typeName(phase), time.Now()
	s.log.Info("phase begun", "phase", s.phase)
}

// Began logs that an effect begins; what it returns logs its answer.
func (s *session) Began(e model.Effect) (ended func(answer model.Msg)) {
	log := s.log.With("effect", typeName(e)).With(ofEffect(e)...)
	log.Info("effect begun")
	began := time.Now()
	return func(answer model.Msg) {
		attrs := []any{slog.Duration("took", time.Since(began))}
		if answer != nil {
			attrs = append(attrs, slog.String("answer", typeName(answer)))
		}
		log.Info("effect ended", append(attrs, ofAnswer(answer)...)...)
	}
}

// ofEffect are the call and the ids of an effect.
func ofEffect(e model.Effect) []any {
	var attrs []any
	if call := reflect.ValueOf(e).FieldByName("Call"); call.IsValid() {
		attrs = append(attrs, slog.Int64("call", call.Int()))
	}
	switch e := e.(type) {
	case model.ReadGroup:
		attrs = append(attrs, group(e.ID))
	case model.AskPermit:
		attrs = append(attrs, group(e.Change.Group.ID))
	case model.Submit:
		attrs = append(attrs, operation(e.Operation), group(e.Change.Group.ID), slog.Int("rules", len(e.Change.Rules)))
	case model.Reconcile:
		attrs = append(attrs, operation(e.Operation), group(e.Change.Group.ID))
	default: // says nothing here
	}
	return attrs
}

// ofAnswer are the failure and the outcomes that an answer has.
func ofAnswer(answer model.Msg) []any {
	v := reflect.ValueOf(answer)
	if v.Kind() != reflect.Struct {
		return nil
	}
	var attrs []any
	if f, ok := field[*ingress.Failure](v, "Failure"); ok && f != nil {
		attrs = append(attrs, Reason(f))
	}
	if r, ok := field[ingress.Receipt](v, "Receipt"); ok {
		attrs = append(attrs, slog.Int("applied", r.Count(ingress.Applied)), slog.Int("of", len(r.Rules)))
		if r.Failure != nil {
			attrs = append(attrs, Reason(r.Failure))
		}
	}
	return attrs
}

func field[T any](v reflect.Value, name string) (T, bool) {
	f := v.FieldByName(name)
	if !f.IsValid() || f.Type() != reflect.TypeFor[T]() {
		var none T
		return none, false
	}
	return f.Interface().(T), true
}

func group(id string) slog.Attr { return idAttr("group", strings.TrimPrefix(id, "sg-"), id) }

func operation(id string) slog.Attr { return idAttr("operation", id, id) }

// idAttr is an id whose digits are hexadecimal; a name in its place, which a person
// may have typed, is left out.
func idAttr(key, digits, id string) slog.Attr {
	if digits == "" || strings.Trim(digits, "0123456789abcdef") != "" {
		return slog.Attr{}
	}
	return slog.String(key, id)
}

// typeName is the name of a value's type without its package.
func typeName(v any) string {
	name := fmt.Sprintf("%T", v)
	return name[strings.LastIndex(name, ".")+1:]
}
