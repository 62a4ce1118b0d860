package rehearsal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"sluice/client/local/wire"
)

// readJSON decodes one JSON document; strict refuses members that are not known.
func readJSON(input []byte, into any, strict bool) error {
	d := json.NewDecoder(bytes.NewReader(input))
	if strict {
		d.DisallowUnknownFields()
	}
	err := d.Decode(into)
	at := d.InputOffset()
	var what string
	syntax, isSyntax := errors.AsType[*json.SyntaxError](err)
	kind, isKind := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case err == nil:
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		at, what = d.InputOffset(), "there is more after the end of the JSON document"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		at, what = int64(len(input)), "the JSON ends too early"
	case isSyntax:
		at, what = syntax.Offset, "this is not JSON: "+syntax.Error()
	case isKind:
		at, what = kind.Offset, "a JSON "+kind.Value+" where "+jsonKind(kind.Type)+" belongs"
		if kind.Field != "" {
			what = kind.Field + ": " + what
		}
	default:
		what = strings.TrimPrefix(err.Error(), "json: ")
	}
	return fmt.Errorf("line %d: %s", 1+bytes.Count(input[:min(at, int64(len(input)))], []byte("\n")), what)
}

// jsonKind is what JSON calls a Go type.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "an array"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "a whole number"
}

// checkTexts refuses text within v that no answer could carry, and names its place.
func checkTexts(v any) error { return checkTextsAt("", reflect.ValueOf(v)) }

func checkTextsAt(path string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		if !wire.LegalText(v.String()) {
			return fmt.Errorf("%s: %q has a character that is not allowed: control characters are not", path, v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return checkTextsAt(path, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := checkTextsAt(path+"["+strconv.Itoa(i)+"]", v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name == "" {
				name = field.Name
			}
			if err := checkTextsAt(strings.TrimPrefix(path+"."+name, "."), value); err != nil {
				return err
			}
		}
	}
	return nil
}
