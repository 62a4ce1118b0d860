package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"
)

// auditFile is what the audit log needs of a file.
type auditFile interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
}

// openLogFile opens or makes the file of an audit log.
func openLogFile(path string) (auditFile, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, &Error{Path: path, Problem: "cannot be opened: " + err.Error(), Remedy: remedyPermit, Err: err}
	}
	return f, f.Chmod(0o600) // it may have been copied with more
}

// fileLog is the audit log in a file. Who calls its methods holds the database's lock for writers, and knows its head.
// What stands after the head was never acknowledged: a crash left it, and the next writer cuts it off.
type fileLog struct {
	path string
	file auditFile
}

// append makes lines durable after the head.
func (l *fileLog) append(after head, lines string) error {
	if lines == "" {
		return nil
	}
	if err := l.settle(after); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(lines), after.length)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		return &Error{Path: l.path, Problem: "cannot be written: " + err.Error(), Remedy: remedyRoom, Err: err}
	}
	return nil
}

// settle cuts off what a crash left after the head, and refuses a file that differs from what the database knows in
// another way.
func (l *fileLog) settle(at head) error {
	info, err := l.file.Stat()
	if err != nil {
		return fileError(l.path, err)
	}
	size := info.Size()
	if size < at.length {
		return l.unlike(fmt.Sprintf("its end is missing: it has %d bytes, and had %d in %d lines", size, at.length, at.seq))
	}
	if size == at.length {
		return nil
	}
	if size-at.length > maxResidue {
		return l.unlike(fmt.Sprintf("it goes on after line %d, the last that was written", at.seq))
	}
	rest := make([]byte, size-at.length)
	if _, err := l.file.ReadAt(rest, at.length); err != nil && !errors.Is(err, io.EOF) {
		return fileError(l.path, err)
	}
	if !residue(rest, at) {
		return l.unlike(fmt.Sprintf("it goes on after line %d, the last that was written", at.seq))
	}
	if err := l.file.Truncate(at.length); err != nil {
		return &Error{Path: l.path, Problem: "cannot be written: " + err.Error(), Remedy: remedyRoom, Err: err}
	}
	return nil
}

// maxResidue is the most bytes that a crash leaves; a line with 1000 rules has less than a tenth of it.
const maxResidue = 16 << 20

// residue says whether a crash in the middle of a write can have left the bytes after the head: the next line, or a
// beginning of it, and then zeros where the file had grown and was not filled yet.
func residue(rest []byte, after head) bool {
	written := bytes.TrimRight(rest, "\x00")
	if whole, newline := bytes.CutSuffix(written, []byte("\n")); newline {
		l, hash, err := unseal(string(whole))
		if err == nil {
			_, err = after.next(l, hash, len(whole))
		}
		return err == nil
	}
	if bytes.ContainsAny(written, "\n\x00") {
		return false
	}
	begins := fmt.Appendf(nil, `{"seq":%d,"prev":"%s","time":"`, after.seq+1, after.hash)
	n := min(len(begins), len(written))
	return bytes.Equal(begins[:n], written[:n])
}

// unlike is the error for a file that is not the one that the database knows.
func (l *fileLog) unlike(problem string) error {
	return &Error{Path: l.path, Problem: "the audit log is not as it was written: " + problem, Remedy: remedyEvidence}
}

// lines are those of the file, up to its end. The last may lack its newline: then it is given with a NUL in its place,
// which no line ends in.
func (l *fileLog) lines() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		in := bufio.NewReaderSize(io.NewSectionReader(l.file, 0, 1<<62), 1<<16)
		for {
			text, err := in.ReadString('\n')
			if errors.Is(err, io.EOF) && text == "" {
				return
			}
			if err != nil && !errors.Is(err, io.EOF) {
				yield("", fileError(l.path, err))
				return
			}
			whole, ended := strings.CutSuffix(text, "\n")
			if !ended {
				whole += "\x00"
			}
			if !yield(whole, nil) {
				return
			}
		}
	}
}
