package local

import (
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sluice/client/local/wire"
)

// openEndpoint opens an endpoint for one test, in memory unless o has a folder.
func openEndpoint(t testing.TB, o Options) *Endpoint {
	t.Helper()
	e, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	return e
}

// reply is what came back for a request.
type reply struct {
	status int
	body   string
}

// code is the error code of the reply, or "" if it is a success.
func (r reply) code(t testing.TB) string {
	t.Helper()
	code, _ := r.refusal(t)
	return code
}

// refusal is the error code and the message of the reply, in the shape of either service; empty if it is a success.
func (r reply) refusal(t testing.TB) (code, message string) {
	t.Helper()
	if r.status == http.StatusOK {
		return "", ""
	}
	var body struct {
		EC2Code    string `xml:"Errors>Error>Code"`
		EC2Message string `xml:"Errors>Error>Message"`
		STSCode    string `xml:"Error>Code"`
		STSMessage string `xml:"Error>Message"`
	}
	if err := xml.Unmarshal([]byte(r.body), &body); err != nil {
		t.Fatalf("the reply is not XML: %v\n%s", err, r.body)
	}
	return body.EC2Code + body.STSCode, body.EC2Message + body.STSMessage
}

// ask sends a request in the given version, its parameters written as in a query string but without escapes.
func ask(t testing.TB, h http.Handler, v wire.Version, action, parameters string) reply {
	t.Helper()
	values := url.Values{"Action": {action}, "Version": {string(v)}}
	for pair := range strings.SplitSeq(parameters, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			values.Add(name, value)
		}
	}
	return send(t, h, values)
}

func send(t testing.TB, h http.Handler, values url.Values) reply {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return serve(t, h, r)
}

func serve(t testing.TB, h http.Handler, r *http.Request) reply {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{w.Code, string(body)}
}

// fixedIDs gives every request the id of the API reference's example, and everything else a random one.
func fixedIDs(prefix string) string {
	if prefix == "" {
		return "59dbff89-35bd-4eac-99ed-be587EXAMPLE"
	}
	return randomID(prefix)
}
