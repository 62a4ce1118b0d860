package wire

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
)

// MaxBody is the largest request body, in bytes.
const MaxBody = 1 << 20

// Parameters are those of the URL and of the form in the body together.
func Parameters(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if r.URL.Path != "/" && r.URL.Path != "" {
		return nil, &Failure{Status: http.StatusNotFound, Code: "InvalidAction", Message: "This service has no path " + strconv.Quote(r.URL.Path) + ": requests go to /."}
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, malformedQuery(err.Error())
	}
	if f := WrongMethod(r); f != nil {
		return nil, f
	}
	if r.Method == http.MethodGet {
		return values, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		return nil, BodyTooLarge()
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, malformedQuery(err.Error())
	}
	for name, given := range form {
		values[name] = append(values[name], given...)
	}
	return values, nil
}

// WrongMethod refuses what is neither GET nor a form sent by POST.
func WrongMethod(r *http.Request) *Failure {
	switch r.Method {
	case http.MethodGet:
		return nil
	case http.MethodPost:
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err == nil && kind == "application/x-www-form-urlencoded" || IsJSON(r) {
			return nil
		}
		return &Failure{Status: http.StatusUnsupportedMediaType, Code: "MalformedQueryString",
			Message: "The body of a POST request must be application/x-www-form-urlencoded."}
	}
	return &Failure{Status: http.StatusMethodNotAllowed, Code: "InvalidAction",
		Message: "This service answers GET and POST, not " + strconv.Quote(r.Method) + "."}
}

// BodyTooLarge is the failure of a request whose body is more than [MaxBody].
func BodyTooLarge() *Failure {
	return &Failure{Status: http.StatusRequestEntityTooLarge, Code: "RequestEntityTooLarge",
		Message: "The request body could not be read to its end, or is larger than " + strconv.Itoa(MaxBody) + " bytes."}
}
