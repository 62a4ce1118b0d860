package local

import (
	"errors"
	"net/http"
	"strconv"

	"sluice/client/sqlite"
)

// writeXML sends a document. A client that is gone does not change what was done.
func writeXML(w http.ResponseWriter, status int, body []byte) {
	writeHeader(w, status, body)
	_, _ = w.Write(body)
}

// cutXML sends half of a document that was announced whole: net/http then closes the connection.
func cutXML(w http.ResponseWriter, status int, body []byte) {
	writeHeader(w, status, body)
	_, _ = w.Write(body[:len(body)/2])
}

func writeHeader(w http.ResponseWriter, status int, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "text/xml;charset=UTF-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-cache, no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
}

// asFailure is what the client is told of an error.
func asFailure(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if errors.Is(err, errClosed) || sqlite.IsBusy(err) {
		return unavailable()
	}
	return internal()
}

// answerBody is the document of a successful call. STS wraps results and metadata; EC2 does not.
func answerBody(c *call, s service, a answer) []byte {
	d := newDocument(c.version)
	d.root(c.action+"Response", s.namespace(c.version), func() {
		if s == serviceSTS {
			d.element(c.action+"Result", func() { a(d) })
			d.element("ResponseMetadata", func() { d.text("RequestId", c.id) })
			return
		}
		d.text("requestId", c.id)
		a(d)
	})
	return d.buf
}

// errorBody is the document of a failed call, in its service's shape.
func errorBody(c *call, s service, f *failure) []byte {
	d := newDocument(c.version)
	if s == serviceSTS {
		d.root("ErrorResponse", s.namespace(versionSTS), func() {
			d.element("Error", func() {
				d.text("Type", "Sender")
				d.text("Code", f.code)
				d.text("Message", f.message)
			})
			d.text("RequestId", c.id)
		})
		return d.buf
	}
	d.root("Response", "", func() {
		d.element("Errors", func() {
			d.element("Error", func() {
				d.text("Code", f.code)
				d.text("Message", f.message)
			})
		})
		d.text("RequestID", c.id)
	})
	return d.buf
}
