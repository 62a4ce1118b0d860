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

// fileLog is the audit log in a file. Who calls its methods holds the database's lock for writers.
type fileLog struct {
	path string
	file auditFile
}

// append makes lines durable after the head, which is the file's end. What it could not make durable it takes off again
// if it can; otherwise the next writer finds it.
func (l *fileLog) append(after head, lines string) error {
	if lines == "" {
		return nil
	}
	_, err := l.file.WriteAt([]byte(lines), after.length)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		_ = l.file.Truncate(after.length)
		return l.unwritable(err)
	}
	return nil
}

func (l *fileLog) unwritable(err error) error {
	return &Error{Path: l.path, Problem: "cannot be written: " + err.Error(), Remedy: remedyRoom, Err: err}
}

// rest is what stands after the head. The error says that the file is shorter, or cannot be read.
func (l *fileLog) rest(after head) ([]byte, error) {
	info, err := l.file.Stat()
	if err != nil {
		return nil, fileError(l.path, err)
	}
	size := info.Size()
	switch {
	case size < after.length:
		return nil, l.mismatch(fmt.Sprintf("its end is missing: it has %d bytes, and had %d in %d lines", size, after.length, after.seq))
	case size-after.length > mostRest:
		return nil, l.mismatch(fmt.Sprintf("it goes on after line %d, the last that was written", after.seq))
	}
	rest := make([]byte, size-after.length)
	if _, err := l.file.ReadAt(rest, after.length); err != nil && !errors.Is(err, io.EOF) {
		return nil, fileError(l.path, err)
	}
	return rest, nil
}

// mostRest is the most bytes after the head that are looked at.
const mostRest = 64 << 20

// torn says whether a crash in the middle of a write can have left the bytes after the head: a beginning of the next
// line, and then zeros where the file had grown and was not filled yet.
func torn(rest []byte, after head) bool {
	written := bytes.TrimRight(rest, "\x00")
	if bytes.ContainsAny(written, "\n\x00") {
		return false
	}
	begins := fmt.Appendf(nil, `{"seq":%d,"prev":"%s","time":"`, after.seq+1, after.hash)
	n := min(len(begins), len(written))
	return bytes.Equal(begins[:n], written[:n])
}

// mismatch is the error for a file that is not the one that the database knows.
func (l *fileLog) mismatch(problem string) error {
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
