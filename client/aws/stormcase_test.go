package aws

import (
	"io"
	"net"
	"net/http"
	"syscall"
	"time"
)

// strike is a way in which a request and its answer come to grief, before the
// request is carried out or after.
type strike func(after bool, pass func() *recorder, r *http.Request) (*recorder, error)

// strikes are the ways, by their names.
func strikes() map[string]strike {
	return map[string]strike{
		"throttle": answering(503, "RequestLimitExceeded", "Request limit exceeded."),
		"500":      answering(500, "InternalError", "An internal error has occurred"),
		"503":      answering(503, "Unavailable", "The service is unavailable"),
		"denied":   answering(403, "UnauthorizedOperation", "You are not authorized to perform this operation."),
		"EOF":      breaking(io.ErrUnexpectedEOF),
		"RST":      breaking(&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}),
		"cut":      garbling(func(body []byte) []byte { return body[:len(body)*2/3] }),
		"garbled":  garbling(func(body []byte) []byte { return append(body[:len(body)/2:len(body)/2], body[len(body)/3:]...) }),
		"timeout": func(after bool, pass func() *recorder, r *http.Request) (*recorder, error) {
			if after {
				pass()
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		},
		"delay": func(after bool, pass func() *recorder, r *http.Request) (*recorder, error) {
			if after {
				pass()
			} else {
				time.AfterFunc(callTimeout+lateness, func() { pass() })
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		},
	}
}

// lateness is by how much a request that is delayed misses the deadline: by more
// than the group is read back for.
const lateness = 10 * time.Second

func answering(status int, code, message string) strike {
	return func(after bool, pass func() *recorder, _ *http.Request) (*recorder, error) {
		if after {
			pass()
		}
		rec := &recorder{header: http.Header{}}
		refuse(rec, status, code, message)
		return rec, nil
	}
}

func breaking(err error) strike {
	return func(after bool, pass func() *recorder, _ *http.Request) (*recorder, error) {
		if after {
			pass()
		}
		return nil, err
	}
}

// garbling damages the answer: the real one, or one as long of a request that was
// not carried out.
func garbling(damage func([]byte) []byte) strike {
	return func(after bool, pass func() *recorder, r *http.Request) (*recorder, error) {
		rec := &recorder{header: http.Header{}}
		if after {
			rec = pass()
		} else {
			saysYes(0, nil, rec, r)
		}
		damaged := damage(rec.body.Bytes())
		rec.body.Reset()
		_, err := rec.body.Write(damaged)
		return rec, err
	}
}
