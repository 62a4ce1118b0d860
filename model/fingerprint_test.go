package model_test

import (
	"hash/maphash"
	"reflect"
	"testing"

	"sluice/model"
)

// fingerprinter tells values apart by all that they hold, hidden fields and what
// hangs on them. What pointers point to is left out: nothing here is written
// through one.
type fingerprinter struct{ seed maphash.Seed }

func newFingerprinter() fingerprinter { return fingerprinter{maphash.MakeSeed()} }

func (f fingerprinter) of(m model.Model) uint64 {
	var h maphash.Hash
	h.SetSeed(f.seed)
	f.write(&h, reflect.ValueOf(m))
	return h.Sum64()
}

func (f fingerprinter) write(h *maphash.Hash, v reflect.Value) {
	switch v.Kind() {
	case reflect.Invalid:
		_ = h.WriteByte(0)
	case reflect.Struct:
		for i := range v.NumField() {
			f.write(h, v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		number(h, uint64(v.Len()))
		for i := range v.Len() {
			f.write(h, v.Index(i))
		}
	case reflect.Map: // in no order
		sum := uint64(v.Len())
		for entries := v.MapRange(); entries.Next(); {
			var one maphash.Hash
			one.SetSeed(f.seed)
			f.write(&one, entries.Key())
			f.write(&one, entries.Value())
			sum += one.Sum64()
		}
		number(h, sum)
	case reflect.Interface:
		if v = v.Elem(); v.IsValid() {
			_, _ = h.WriteString(v.Type().String())
		}
		f.write(h, v)
	case reflect.String:
		number(h, uint64(v.Len()))
		_, _ = h.WriteString(v.String())
	case reflect.Bool:
		if v.Bool() {
			number(h, 1)
		} else {
			number(h, 0)
		}
	case reflect.Pointer, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		number(h, uint64(v.Pointer()))
	default:
		if v.CanInt() {
			number(h, uint64(v.Int()))
		} else {
			number(h, v.Uint())
		}
	}
}

func number(h *maphash.Hash, n uint64) {
	var b [8]byte
	for i := range b {
		b[i] = byte(n >> (8 * i))
	}
	_, _ = h.Write(b[:])
}

// A fingerprint that misses a change would find every Update innocent.
func TestFingerprint(t *testing.T) {
	f := newFingerprinter()
	seen := map[uint64]string{}
	for name, state := range everyState() {
		print := f.of(state.model)
		if print != f.of(state.clone().model) {
			t.Errorf("%s has two fingerprints", name)
		}
		seen[print] = name
	}
	if len(seen) < len(everyState())*9/10 { // a few states are the same model in worlds that differ
		t.Errorf("%d states have %d fingerprints", len(everyState()), len(seen))
	}
	w := list(0)
	before := f.of(w.model)
	w.model.Catalog.Groups()[0].Rules[0].Description = "changed in place"
	if f.of(w.model) == before {
		t.Error("a rule was changed in place, and the fingerprint is the same")
	}
}
