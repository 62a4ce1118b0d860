package wire

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
)

// IsJSON says whether the request is of the JSON protocol, as those to Service Quotas are. Web pages cannot send its
// content type or its target header to another site without asking first.
func IsJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/x-amz-json-1.1" && r.Method == http.MethodPost && r.Header.Get("X-Amz-Target") != ""
}

// ReadParameters reads the parameters of a request. Members that the request has beyond them are ignored, as the protocol
// wants it.
func ReadParameters(body []byte, into any) error {
	err := json.Unmarshal(body, into)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return Refuse("SerializationException", "The parameter %s cannot be a JSON %s", wrong.Field, wrong.Value)
	}
	if err != nil {
		return Refuse("SerializationException", "The request is not JSON")
	}
	return nil
}
