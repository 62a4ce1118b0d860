package local

import (
	"net/http"
	"net/url"
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// signedRegion is the region in the credential scope of a Signature Version 4 request, from the
// Authorization header or the X-Amz-Credential parameter, or "" if the request has none. The signature
// itself is not checked: there is no secret to check it with.
func signedRegion(r *http.Request, query url.Values) (string, error) {
	credential := query.Get("X-Amz-Credential")
	if header, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "); ok {
		for part := range strings.SplitSeq(header, ",") {
			if value, ok := strings.CutPrefix(strings.TrimSpace(part), "Credential="); ok {
				credential = value
			}
		}
	}
	if credential == "" {
		return "", nil
	}
	scope := strings.Split(credential, "/") // key id / date / region / service / aws4_request
	if len(scope) != 5 || !store.IsRegion(scope[2]) {
		return "", &wire.Failure{Status: http.StatusForbidden, Code: "SignatureDoesNotMatch", Message: "Credential should be scoped to a valid region."}
	}
	return scope[2], nil
}
