package access

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"
)

// The limits of a file.
const (
	MaxFile = 1 << 20 // bytes
	MaxLine = 8 << 10 // bytes, as sshd has it
	minRSA  = 2048    // bits of an RSA key
)

// Parse reads an access file. What is wrong with a line is in that line; the
// error is about the file as a whole.
func Parse(text []byte) (*File, error) {
	if len(text) > MaxFile {
		return nil, fmt.Errorf("the access file is longer than %d KiB", MaxFile>>10)
	}
	f := &File{keys: map[string]int{}, authorities: map[string][]int{}}
	number := 0
	for raw := range bytes.SplitSeq(text, []byte("\n")) {
		number++
		// Around a line sshd skips blanks; CR is what is left of another system's line end.
		raw = bytes.Trim(raw, " \t\r")
		if len(raw) == 0 || raw[0] == '#' {
			continue
		}
		line, err := parseLine(raw)
		line.Number = number
		if err == nil {
			err = f.index(line)
		}
		if err != nil {
			line.Refused = err.Error()
		}
		f.Lines = append(f.Lines, line)
	}
	return f, nil
}

// parseLine reads a line; where there is an error, it admits nobody.
func parseLine(raw []byte) (Line, error) {
	line := Line{Terminal: true}
	switch {
	case len(raw) > MaxLine:
		return line, fmt.Errorf("the line is longer than %d bytes", MaxLine)
	case !utf8.Valid(raw):
		return line, errors.New("the line is no UTF-8 text")
	case bytes.ContainsFunc(raw, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }):
		return line, errors.New("the line holds a control character")
	}
	text := string(raw)
	var options []option
	if first, _ := cutBlank(text); !knownType(first) {
		var err error
		if options, text, err = parseOptions(text); err != nil {
			return line, err
		}
	}
	key, comment, err := parseKey(text)
	if err != nil {
		return line, err
	}
	line.Key, line.Comment = key, comment
	return line, line.apply(options)
}

// parseKey reads a type, a key in base64, and a comment.
func parseKey(text string) (ssh.PublicKey, string, error) {
	kind, rest := cutBlank(text)
	encoded, comment := cutBlank(rest)
	switch {
	case kind == "" || encoded == "":
		return nil, "", errors.New("there is no key: a line is [options] type key [comment]")
	case strings.Contains(kind, "-cert-v01@"):
		return nil, "", errors.New("a certificate is no key: name its authority, with cert-authority")
	case !knownType(kind):
		return nil, "", fmt.Errorf("%q is no type of key that is taken here: use ssh-ed25519", kind)
	}
	blob, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return nil, "", errors.New("the key is no base64: it may have been cut or wrapped")
	}
	key, err := ssh.ParsePublicKey(blob)
	if err != nil {
		return nil, "", fmt.Errorf("the key cannot be read: %w", err)
	}
	if key.Type() != kind {
		return nil, "", fmt.Errorf("the line says %s, and the key is %q", kind, key.Type())
	}
	return key, comment, weak(key)
}

// knownType reports whether keys of a type are taken: of those that the SSH
// library knows, not DSA, which is too short by definition.
func knownType(kind string) bool {
	return slices.Contains([]string{
		ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoRSA,
		ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoSKECDSA256,
	}, kind)
}

// weak says why a key is not to be relied on.
func weak(key ssh.PublicKey) error {
	if !knownType(key.Type()) {
		return fmt.Errorf("keys of type %q are not taken", key.Type())
	}
	plain, ok := key.(ssh.CryptoPublicKey)
	if !ok {
		return nil
	}
	if k, ok := plain.CryptoPublicKey().(*rsa.PublicKey); ok && k.N.BitLen() < minRSA {
		return fmt.Errorf("an RSA key has %d bits at least, this one %d", minRSA, k.N.BitLen())
	}
	return nil
}

// cutBlank cuts a text at its first run of blanks.
func cutBlank(text string) (before, after string) {
	i := strings.IndexAny(text, " \t")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimLeft(text[i:], " \t")
}
