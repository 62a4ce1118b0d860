package access

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
)

// Source is an access file on disk that is read again when it changes. A new one
// that is broken leaves the old one in force: one that cannot be read, has no line
// in force, or is cut off in its last line. Of any other each line counts for
// itself: what is refused admits nobody, also whom the old file admitted.
type Source struct {
	path string
	file atomic.Pointer[File]

	mu     sync.Mutex // for what follows
	text   []byte     // of the file in force
	looked string     // what the last look found
	failed string     // what was last reported about a new one
}

// Look is why the file is looked at.
type Look int

// The looks.
const (
	Routine Look = iota // to see whether it changed
	Asked               // somebody says that it did, and that it is whole
)

// Open reads an access file. The error says why nobody could sign in by it.
func Open(path string) (*Source, error) {
	s := &Source{path: path}
	if _, err := s.Reload(); err != nil {
		return nil, err
	}
	return s, nil
}

// Path is where the file is.
func (s *Source) Path() string { return s.path }

// File is the file in force.
func (s *Source) File() *File { return s.file.Load() }

// Reload reads the file. Where the error is not nil the old one stays in force.
func (s *Source) Reload() (changed bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := read(s.path)
	s.looked = found(text, err)
	if err != nil {
		return false, err
	}
	return s.take(text)
}

// look reads the file as [Source.Reload] does, but leaves all as it is until two
// looks found the same: a file that an editor has half written is one that would
// end the sessions of everybody in its other half.
func (s *Source) look() (changed bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := read(s.path)
	before := s.looked
	if s.looked = found(text, err); s.looked != before {
		return false, errChanging
	}
	if err != nil {
		return false, err
	}
	return s.take(text)
}

// errChanging is for a file that may be half written.
var errChanging = errors.New("the access file has just changed")

// found is what a look found, to be compared.
func found(text []byte, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return "text: " + string(text)
}

// take puts a file's text in force, unless it is broken; s.mu is held.
func (s *Source) take(text []byte) (changed bool, err error) {
	if bytes.Equal(text, s.text) && s.file.Load() != nil {
		return false, nil
	}
	f, err := Parse(text)
	switch {
	case err != nil:
	case f.Usable() == 0:
		err = errors.New(nobody(f))
	case s.file.Load() != nil:
		err = cutOff(text, f)
	}
	if err != nil {
		return false, fmt.Errorf("access file %s: %w", s.path, err)
	}
	s.text = text
	s.file.Store(f)
	return true, nil
}

// Read reads an access file to look at it: unlike [Open], it takes one that would
// admit nobody.
func Read(path string) (*File, error) {
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	f, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("access file %s: %w", path, err)
	}
	return f, nil
}

// nobody says why a file admits nobody.
func nobody(f *File) string {
	if len(f.Lines) == 0 {
		return "it holds no keys, so nobody could sign in"
	}
	return fmt.Sprintf("none of its lines is in force, so nobody could sign in; line %d: %s", f.Lines[0].Number, f.Lines[0].Refused)
}

// cutOff says why a file may be the beginning of another: its last line has no end,
// and is not understood.
func cutOff(text []byte, f *File) error {
	last := f.Lines[len(f.Lines)-1]
	if last.Refused == "" || last.Number <= bytes.Count(text, []byte("\n")) {
		return nil
	}
	return fmt.Errorf("line %d has no line end and is refused (%s), so the file may be cut off: write it whole, and end its last line", last.Number, last.Refused)
}

// Watch looks at the file for every look until the context ends. One that was
// asked for takes a new file at once; any other takes it when the look before found
// the same, so that a file is whole. It reports a file that is in force now (a nil
// error), and once of each reason why a new one is not.
func (s *Source) Watch(ctx context.Context, looks <-chan Look, report func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case l := <-looks:
			read := s.look
			if l == Asked {
				read = s.Reload
			}
			changed, err := read()
			if !errors.Is(err, errChanging) && s.news(changed, err) {
				report(err)
			}
		}
	}
}

// news reports whether the outcome of a reading is worth a report.
func (s *Source) news(changed bool, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.failed = ""
		return changed
	}
	before := s.failed
	s.failed = err.Error()
	return before != s.failed
}

// read reads a file that only its owner, or root, can have written.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path) // before it is opened: to open a pipe would wait
	switch {
	case err != nil:
		return nil, fmt.Errorf("access file: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("access file %s: it is no regular file", path)
	case info.Mode().Perm()&0o022 != 0:
		return nil, fmt.Errorf("access file %s: others may write to it (mode %04o): chmod go-w", path, info.Mode().Perm())
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("access file: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("access file: %w", err)
	}
	return text, nil
}
