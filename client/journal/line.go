package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sluice/model/ingress"
)

// line is one line of the audit log: a JSON object whose last member is the hash of all that stands before it.
type line struct {
	Seq       int64        `json:"seq"`  // from 1, without gaps
	Prev      string       `json:"prev"` // the hash of the line before
	Time      time.Time    `json:"time"`
	By        text         `json:"by"`
	Operation text         `json:"operation"`
	Group     text         `json:"group"`             // its id; none for a plan that waits and its ruling
	Intent    *intentForm  `json:"intent,omitempty"`  // one of the four is there
	Outcome   *receiptForm `json:"outcome,omitempty"` // of the newest intent before it with this operation and group
	Asked     *askedForm   `json:"asked,omitempty"`   // the plan that waits as this operation
	Decided   *decidedForm `json:"decided,omitempty"` // the ruling on it
}

type intentForm struct {
	Endpoint text       `json:"endpoint"`
	Account  text       `json:"account"`
	Region   text       `json:"region"`
	Approved text       `json:"approvedBy,omitempty"`
	Change   changeForm `json:"change"`
}

// head is the end of a log: what the next line chains on to.
type head struct {
	seq    int64
	hash   string // of the line seq
	length int64  // bytes of all lines, each with its newline
}

const hashDigits = 2 * sha256.Size

// emptyLog is the head of a log without lines.
func emptyLog() head { return head{hash: strings.Repeat("0", hashDigits)} }

const hashMember = `,"hash":"`

// seal gives the line as it is stored, without its newline, and the head that it makes.
func (l line) seal(after head) (string, head, error) {
	l.Seq, l.Prev = after.seq+1, after.hash
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(l); err != nil {
		if cause, ok := errors.AsType[*json.MarshalerError](err); ok {
			err = cause.Err
		}
		return "", head{}, err
	}
	prefix := strings.TrimSuffix(body.String(), "}\n")
	sum := hashOf(prefix)
	sealed := prefix + hashMember + sum + `"}`
	return sealed, head{l.Seq, sum, after.length + int64(len(sealed)) + 1}, nil
}

func hashOf(prefix string) string {
	sum := sha256.Sum256([]byte(prefix))
	return hex.EncodeToString(sum[:])
}

// unseal reads a line, and says what is wrong with it if it is not what [line.seal] made.
func unseal(sealed string) (l line, hash string, err error) {
	const tail = len(hashMember) + hashDigits + len(`"}`)
	if len(sealed) < tail || !strings.HasSuffix(sealed, `"}`) || sealed[len(sealed)-tail:][:len(hashMember)] != hashMember {
		return l, "", errors.New("it does not end in a hash")
	}
	prefix := sealed[:len(sealed)-tail]
	hash = sealed[len(sealed)-tail+len(hashMember):][:hashDigits]
	if hashOf(prefix) != hash {
		return l, "", errors.New("it was changed: its hash is another")
	}
	if err := json.Unmarshal([]byte(prefix+"}"), &l); err != nil {
		return l, "", fmt.Errorf("it cannot be read: %w", err)
	}
	return l, hash, nil
}

// next checks that a line of some bytes comes next after the head, and gives the head that it makes.
func (h head) next(l line, hash string, bytes int) (head, error) {
	switch {
	case l.Seq != h.seq+1:
		return h, fmt.Errorf("it says that it is line %d", l.Seq)
	case l.Prev != h.hash:
		return h, errors.New("it does not follow the line before: lines were changed, taken out or put in")
	}
	return head{l.Seq, hash, h.length + int64(bytes) + 1}, nil
}

// record is the record of an intent's line, without an outcome.
func (l line) record() (ingress.Record, error) {
	if l.Intent == nil {
		return ingress.Record{}, errors.New("it is no intent")
	}
	change, err := l.Intent.Change.change()
	return ingress.Record{
		Operation: string(l.Operation), By: string(l.By), ApprovedBy: string(l.Intent.Approved), At: l.Time, Change: change,
		Site: ingress.Site{Endpoint: string(l.Intent.Endpoint), Account: string(l.Intent.Account), Region: string(l.Intent.Region)},
	}, err
}
