package journal

import (
	"bytes"
	"context"
	"fmt"
)

// catchUp makes the database and the file of the log agree. A program that crashed between the two left a line in the
// file that the database does not know, and a database that lost its newest transactions lacks several: lines that chain
// on are taken over, so that no acknowledged one is lost. A line that was torn is cut off: it was never acknowledged. A
// file that differs in another way is refused.
func (j *Journal) catchUp(ctx context.Context, t *transaction) error {
	if j.log == nil {
		return nil
	}
	rest, err := j.log.rest(t.head)
	if err != nil || len(rest) == 0 {
		return err
	}
	lines, end, err := chained(rest, t.head)
	if err != nil {
		return j.log.mismatch(err.Error())
	}
	for _, sealed := range lines {
		if err := t.adopt(ctx, sealed); err != nil {
			return err
		}
	}
	if int64(len(rest)) > end.length-t.head.length {
		if err := j.log.file.Truncate(end.length); err != nil {
			return j.log.unwritable(err)
		}
	}
	t.head = end
	return t.saveHead(ctx)
}

// chained are the lines after a head, and the head that they make. The error says which line is no next one, nor a torn
// one at the end.
func chained(rest []byte, at head) (lines []string, end head, err error) {
	for {
		sealed, after, found := bytes.Cut(rest, []byte("\n"))
		if !found {
			break
		}
		l, hash, err := unseal(string(sealed))
		if err == nil {
			at, err = at.next(l, hash, len(sealed))
		}
		if err != nil {
			return nil, at, fmt.Errorf("line %d: %w", at.seq+1, err)
		}
		lines, rest = append(lines, string(sealed)), after
	}
	if !torn(rest, at) {
		return nil, at, fmt.Errorf("line %d: it is no beginning of one", at.seq+1)
	}
	return lines, at, nil
}

// adopt takes a line of the file into the database. Its program is not known, and so is none that lives.
func (t *transaction) adopt(ctx context.Context, sealed string) error {
	l, _, err := unseal(sealed)
	if err != nil {
		return err
	}
	if err := t.exec(ctx, "INSERT INTO journal_line (seq, line) VALUES (?, ?)", l.Seq, sealed); err != nil {
		return err
	}
	switch {
	case l.Intent != nil:
		return t.insert(ctx, rowOf(l.Seq, l, ""))
	case l.Outcome != nil:
		r, found, err := t.newest(ctx, string(l.Operation), string(l.Group))
		if err != nil || !found {
			return err
		}
		r.finish(l.Seq, *l.Outcome)
		return t.update(ctx, r)
	case l.Asked != nil:
		return t.insertApproval(ctx, approvalRowOf(l.Seq, l))
	case l.Decided != nil:
		return t.decideApproval(ctx, string(l.Operation), l.Seq)
	}
	return nil
}
