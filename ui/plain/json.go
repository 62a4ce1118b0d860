package plain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// Version is the version of what is written for programs. Fields may be added under
// it; a change to one that is there needs the next.
const Version = 1

// JSON is v as indented JSON in ASCII: names from outside are whole in it, and
// none can do anything to a terminal.
func JSON(v any) string {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v) // texts, numbers and lists of them: it cannot fail
	var ascii []byte
	for text := buf.Bytes(); len(text) > 0; {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		switch {
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			ascii = fmt.Appendf(ascii, `\u%04x\u%04x`, high, low)
		case r > '~':
			ascii = fmt.Appendf(ascii, `\u%04x`, r)
		default:
			ascii = append(ascii, byte(r))
		}
	}
	return string(ascii)
}

// some is texts as a list that is never null.
func some(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
