package local

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// isJSON says whether the request is of the JSON protocol, as those to Service Quotas are. Web pages cannot send its
// content type or its target header to another site without asking first.
func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/x-amz-json-1.1" && r.Method == http.MethodPost && r.Header.Get("X-Amz-Target") != ""
}

// serveJSON answers a request of the JSON protocol; errors are JSON, too.
func (e *Endpoint) serveJSON(w http.ResponseWriter, r *http.Request, c *call) {
	told, err := e.performJSON(w, r, c)
	status := http.StatusOK
	if err != nil {
		f := asFailure(err)
		status, told = f.status, struct {
			Type    string `json:"__type"`
			Message string
		}{f.code, f.message}
		w.Header().Set("x-amzn-ErrorType", f.code)
	}
	body, err := json.Marshal(told)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"__type":"ServiceException"}`)
	}
	header := w.Header()
	header.Set("Date", c.now().UTC().Format(http.TimeFormat))
	header.Set("x-amzn-RequestId", c.id)
	header.Set("Content-Type", "application/x-amz-json-1.1")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if c.cut {
		body = body[:len(body)/2]
	}
	_, _ = w.Write(body)
}

// performJSON finds the action and carries it out, as those of EC2 are: faults can strike it, too.
func (e *Endpoint) performJSON(w http.ResponseWriter, r *http.Request, c *call) (told any, err error) {
	if r.URL.Path != "/" && r.URL.Path != "" {
		return nil, &failure{status: http.StatusNotFound, code: "UnknownOperationException", message: "Requests go to /."}
	}
	region, err := signedRegion(r, r.URL.Query())
	if err != nil {
		return nil, err
	}
	if region != "" {
		c.region = region
	}
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), quotaTarget)
	run, known := quotaActions()[name]
	if !ok || !known {
		return nil, refuse("UnknownOperationException", "The operation %s is not known here", r.Header.Get("X-Amz-Target"))
	}
	c.action = name
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, bodyTooLarge()
	}
	_, err = e.perform(c, action{service: serviceQuotas, run: func(c *call) (answer, error) {
		told, err = run(c, body)
		return nil, err
	}})
	return told, err
}

// readParameters reads the parameters of a request. Members that the request has beyond them are ignored, as the protocol
// wants it.
func readParameters(body []byte, into any) error {
	err := json.Unmarshal(body, into)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return refuse("SerializationException", "The parameter %s cannot be a JSON %s", wrong.Field, wrong.Value)
	}
	if err != nil {
		return refuse("SerializationException", "The request is not JSON")
	}
	return nil
}
