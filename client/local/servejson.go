package local

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"sluice/client/local/actions"
	"sluice/client/local/wire"
)

// serveJSON answers a request of the JSON protocol; errors are JSON, too.
func (e *Endpoint) serveJSON(w http.ResponseWriter, r *http.Request, c *actions.Call) {
	told, cut, err := e.performJSON(w, r, c)
	status := http.StatusOK
	if err != nil {
		f := actions.FailureOf(err)
		status, told = f.Status, struct {
			Type    string `json:"__type"`
			Message string
		}{f.Code, f.Message}
		w.Header().Set("x-amzn-ErrorType", f.Code)
	}
	body, err := json.Marshal(told)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"__type":"ServiceException"}`)
	}
	header := w.Header()
	header.Set("Date", c.Now().UTC().Format(http.TimeFormat))
	header.Set("x-amzn-RequestId", c.ID)
	header.Set("Content-Type", "application/x-amz-json-1.1")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if cut {
		body = body[:len(body)/2]
	}
	_, _ = w.Write(body)
}

// performJSON finds the action and carries it out, as those of EC2 are: faults can strike it, too.
func (e *Endpoint) performJSON(w http.ResponseWriter, r *http.Request, c *actions.Call) (told any, cut bool, err error) {
	if r.URL.Path != "/" && r.URL.Path != "" {
		return nil, false, &wire.Failure{Status: http.StatusNotFound, Code: "UnknownOperationException", Message: "Requests go to /."}
	}
	region, err := signedRegion(r, r.URL.Query())
	if err != nil {
		return nil, false, err
	}
	if region != "" {
		c.Region = region
	}
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), actions.QuotaTarget)
	run, known := actions.QuotaActions()[name]
	if !ok || !known {
		return nil, false, wire.Refuse("UnknownOperationException", "The operation %s is not known here", r.Header.Get("X-Amz-Target"))
	}
	c.Action = name
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxBody))
	if err != nil {
		return nil, false, wire.BodyTooLarge()
	}
	_, cut, err = e.perform(c, actions.Action{Service: wire.ServiceQuotas, Run: func(c *actions.Call) (wire.Answer, error) {
		told, err = run(c, body)
		return nil, err
	}})
	return told, cut, err
}
