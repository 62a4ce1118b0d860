package notation

import (
	"bytes"
	"encoding/json"

	"sluice/model/ingress"
)

// authorizeRequest is what --cli-input-json takes.
type authorizeRequest struct {
	GroupId       string `json:",omitempty"`
	GroupName     string `json:",omitempty"`
	IpPermissions []ipPermission
}

func newAuthorizeRequest(c ingress.Change) authorizeRequest {
	request := authorizeRequest{IpPermissions: ipPermissions(c.Send())}
	if c.Group.Classic() {
		request.GroupName = c.Group.Name
	} else {
		request.GroupId = c.Group.ID
	}
	return request
}

// jsonPermissions is what --ip-permissions takes; for several groups, a list of
// requests.
func jsonPermissions(changes []ingress.Change) string {
	if len(changes) == 1 {
		return indentedJSON(ipPermissions(changes[0].Send()))
	}
	requests := make([]authorizeRequest, len(changes))
	for i, c := range changes {
		requests[i] = newAuthorizeRequest(c)
	}
	return indentedJSON(requests)
}

func indentedJSON(v any) string { return encodeJSON(v, "  ") }

// encodeJSON writes lists and structs of texts and numbers: that cannot fail.
// An ampersand stays one.
func encodeJSON(v any, indent string) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(v); err != nil {
		panic(err)
	}
	return text.String()
}
