package aws

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/smithy-go/middleware"
)

// maxAnswer is the most bytes of an answer that a client reads.
const maxAnswer = 64 << 20

// check passes an answer on if it begins like one of the service that was
// asked. The SDK alone would take an empty body, HTML or JSON for an answer of EC2
// that lists nothing.
func (s sender) check(req *http.Request, resp *http.Response) (*http.Response, error) {
	where := origin(req.URL)
	body := &cappedBody{r: bufio.NewReaderSize(resp.Body, 4096), closer: resp.Body, left: s.max, limit: s.max, url: where}
	start, err := body.r.Peek(4096)
	root, requestID := rootOf(start)
	if root == "" && err != nil && !errors.Is(err, io.EOF) {
		resp.Body.Close()
		return nil, &sendError{url: where, reached: true, err: err}
	}
	if !isAnswer(req.Context(), resp.StatusCode, start, root) {
		resp.Body.Close()
		return nil, &answerError{url: where, status: resp.StatusCode, content: describe(resp, start, root)}
	}
	if requestID != "" && resp.Header.Get("X-Amzn-Requestid") == "" {
		// The SDK reads it from the header alone; emulators send it in the body.
		resp.Header.Set("X-Amzn-Requestid", requestID)
	}
	if s.refused != nil && resp.StatusCode >= 400 && isOfCredentials(start) {
		s.refused()
	}
	resp.Body = body
	return resp, nil
}

// isOfCredentials reports whether an error is one of the caller's credentials, as
// EC2, STS and Service Quotas name them.
func isOfCredentials(start []byte) bool {
	for _, name := range []string{"ExpiredToken", "TokenRefreshRequired", "AuthFailure", "InvalidClientTokenId", "UnrecognizedClient", "InvalidAccessKeyId"} {
		if bytes.Contains(start, []byte(name)) {
			return true
		}
	}
	return false
}

// isAnswer reports whether an answer begins like one to the call of the context.
func isAnswer(ctx context.Context, status int, start []byte, root string) bool {
	switch {
	case middleware.GetServiceID(ctx) == servicequotas.ServiceID: // it speaks JSON, errors included
		return bytes.HasPrefix(bytes.TrimSpace(start), []byte("{"))
	case status >= 300:
		return root == "Response" || root == "ErrorResponse"
	}
	return root == middleware.GetOperationName(ctx)+"Response"
}

// rootOf is the name of an XML document's root element, and the text of its
// first child if that is a requestId; "" where start is no XML.
func rootOf(start []byte) (root, requestID string) {
	decoder := xml.NewDecoder(bytes.NewReader(start))
	inID := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return root, ""
		}
		switch t := token.(type) {
		case xml.CharData:
			if inID {
				return root, string(t)
			}
			if root == "" && strings.TrimSpace(string(t)) != "" {
				return "", ""
			}
		case xml.StartElement:
			if root != "" && t.Name.Local != "requestId" {
				return root, ""
			}
			inID = root != ""
			if root == "" {
				root = t.Name.Local
			}
		case xml.EndElement:
			return root, ""
		}
	}
}

// describe says in a word or two what an answer is.
func describe(resp *http.Response, start []byte, root string) string {
	if len(start) == 0 {
		return "with an empty body"
	}
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || len(kind) > 60 {
		kind = "of no known type"
	}
	if root != "" && !strings.EqualFold(root, "html") {
		return fmt.Sprintf("%s, an XML <%.40s>", kind, strings.Map(plain, root))
	}
	return kind
}

func plain(r rune) rune {
	if r < ' ' || r > '~' {
		return '?'
	}
	return r
}

// answerError is an answer that is not EC2's.
type answerError struct {
	url     string
	status  int
	content string
}

func (e *answerError) Error() string {
	return e.url + " answered " + strconv.Itoa(e.status) + " " + e.content
}

// RetryableError tells the SDK to repeat a read where a server or a proxy
// failed, and not where the endpoint is something else.
func (e *answerError) RetryableError() bool { return e.status >= 500 }

// cappedBody ends with an *oversizeError past limit bytes.
type cappedBody struct {
	r           *bufio.Reader
	closer      io.Closer
	left, limit int64
	url         string
}

func (b *cappedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		if _, err := b.r.Peek(1); err != nil {
			return 0, err
		}
		return 0, &oversizeError{b.url, b.limit}
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

func (b *cappedBody) Close() error { return b.closer.Close() }

// oversizeError is an answer that was not read to its end.
type oversizeError struct {
	url   string
	limit int64
}

func (e *oversizeError) Error() string {
	return fmt.Sprintf("%s answered with more than %d MiB", e.url, e.limit>>20)
}
