package remote

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// splitWords splits a command line into words as a POSIX shell quotes them: with
// '…', "…" and backslashes. Nothing is expanded, and no shell is ever asked. A
// quote that is not closed is an error, and so is what is no UTF-8 text.
func splitWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune // that is open, or 0
	begun, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune(`"\$`+"`", r) {
				word.WriteRune('\\')
			}
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			begun, escaped = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			begun, quote = true, r
		case r == ' ' || r == '\t' || r == '\n':
			if begun {
				words = append(words, word.String())
				word.Reset()
			}
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if quote != 0 || escaped || !utf8.ValidString(line) {
		return nil, errors.New("a quote is not closed, or the line is no UTF-8 text")
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}
