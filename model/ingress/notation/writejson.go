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

	TagSpecifications []tagSpecification `json:",omitempty"`
}

// tagSpecification is the TagSpecification of a request.
type tagSpecification struct {
	ResourceType string
	Tags         []ingress.Tag
}

func newAuthorizeRequest(c sentChange) authorizeRequest {
	request := authorizeRequest{IpPermissions: ipPermissions(c.Send())}
	if len(c.tags) > 0 {
		request.TagSpecifications = []tagSpecification{{ruleResource, c.tags}}
	}
	if c.Group.Classic() {
		request.GroupName = c.Group.Name
	} else {
		request.GroupId = c.Group.ID
	}
	return request
}

// jsonPermissions is what --ip-permissions takes, which has no room for tags; with
// them it is a request, and for several groups a list of requests.
func jsonPermissions(changes []sentChange) string {
	switch {
	case len(changes) == 1 && len(changes[0].tags) == 0:
		return indentedJSON(ipPermissions(changes[0].Send()))
	case len(changes) == 1:
		return indentedJSON(newAuthorizeRequest(changes[0]))
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
