package wire

import (
	"net/http"
	"strconv"
)

// WriteXML sends a document. A client that is gone does not change what was done.
func WriteXML(w http.ResponseWriter, status int, body []byte) {
	writeHeader(w, status, body)
	_, _ = w.Write(body)
}

// CutXML sends half of a document that was announced whole: net/http then closes the connection.
func CutXML(w http.ResponseWriter, status int, body []byte) {
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

// Answer writes what goes inside the action's response element, after the request id.
type Answer func(*Document)

// AnswerBody is the document of a successful call. STS wraps results and metadata; EC2 does not.
func AnswerBody(s Service, v Version, action, id string, a Answer) []byte {
	d := newDocument(v)
	d.root(action+"Response", s.namespace(v), func() {
		if s == ServiceSTS {
			d.Element(action+"Result", func() { a(d) })
			d.Element("ResponseMetadata", func() { d.Text("RequestId", id) })
			return
		}
		d.Text("requestId", id)
		a(d)
	})
	return d.buf
}

// ErrorBody is the document of a failed call, in its service's shape.
func ErrorBody(s Service, v Version, id string, f *Failure) []byte {
	d := newDocument(v)
	if s == ServiceSTS {
		d.root("ErrorResponse", s.namespace(VersionSTS), func() {
			d.Element("Error", func() {
				d.Text("Type", "Sender")
				d.Text("Code", f.Code)
				d.Text("Message", f.Message)
			})
			d.Text("RequestId", id)
		})
		return d.buf
	}
	d.root("Response", "", func() {
		d.Element("Errors", func() {
			d.Element("Error", func() {
				d.Text("Code", f.Code)
				d.Text("Message", f.Message)
			})
		})
		d.Text("RequestID", id)
	})
	return d.buf
}
