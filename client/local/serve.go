package local

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
)

// maxBody is the largest request body, in bytes.
const maxBody = 1 << 20

// ServeHTTP answers one Query request: GET with the parameters in the URL, or POST with a form in the body.
// Every answer is XML, errors included; but requests to Service Quotas and their answers are JSON. It may be called
// without any server, by an HTTP client made for that.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{
		endpoint: e, id: e.options.NewID(""), version: Version2016,
		account: e.options.Account, region: e.options.Region,
	}
	if isJSON(r) {
		e.serveJSON(w, r, c)
		return
	}
	act, err := e.receive(c, w, r)
	var a answer
	if err == nil {
		a, err = e.perform(c, act)
	}
	status, body := http.StatusOK, []byte(nil)
	if err != nil {
		f := asFailure(err)
		status, body = f.status, errorBody(c, act.service, f)
	} else {
		body = answerBody(c, act.service, a)
	}
	w.Header().Set("Date", c.now().UTC().Format(http.TimeFormat))
	w.Header().Set("x-amzn-RequestId", c.id)
	if c.cut {
		cutXML(w, status, body)
		return
	}
	writeXML(w, status, body)
}

// perform carries the call out, unless it comes too fast or a fault is in the way.
func (e *Endpoint) perform(c *call, act action) (answer, error) {
	if err := e.throttle.admit(c, act.service); err != nil {
		return nil, err
	}
	if err := e.faults.strike(c, false); err != nil {
		return nil, err
	}
	a, err := act.run(c)
	if struck := e.faults.strike(c, true); struck != nil {
		return nil, struck
	}
	return a, err
}

// receive reads the request into c and finds its action.
func (e *Endpoint) receive(c *call, w http.ResponseWriter, r *http.Request) (action, error) {
	values, err := parameters(w, r)
	if err != nil {
		return action{}, err
	}
	region, err := signedRegion(r, values)
	if err != nil {
		return action{}, err
	}
	if region != "" {
		c.region = region
	}
	c.action = values.Get("Action")
	if c.action == "" {
		return action{}, missingParameter("Action")
	}
	act, known := e.actions[c.action]
	if !known {
		return action{}, invalidAction(c.action)
	}
	switch v := Version(values.Get("Version")); {
	case v == "":
		return act, missingParameter("Version")
	case !act.service.speaks(v):
		return act, noSuchVersion(act.service, v)
	case v < act.since:
		return act, invalidAction(c.action)
	default:
		c.version = v
	}
	c.parameters, err = parseQuery(values)
	return act, err
}

// parameters are those of the URL and of the form in the body together.
func parameters(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if r.URL.Path != "/" && r.URL.Path != "" {
		return nil, &failure{status: http.StatusNotFound, code: "InvalidAction", message: "This service has no path " + strconv.Quote(r.URL.Path) + ": requests go to /."}
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, malformedQuery(err.Error())
	}
	if f := wrongMethod(r); f != nil {
		return nil, f
	}
	if r.Method == http.MethodGet {
		return values, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, bodyTooLarge()
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

// wrongMethod refuses what is neither GET nor a form sent by POST.
func wrongMethod(r *http.Request) *failure {
	switch r.Method {
	case http.MethodGet:
		return nil
	case http.MethodPost:
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err == nil && kind == "application/x-www-form-urlencoded" || isJSON(r) {
			return nil
		}
		return &failure{status: http.StatusUnsupportedMediaType, code: "MalformedQueryString",
			message: "The body of a POST request must be application/x-www-form-urlencoded."}
	}
	return &failure{status: http.StatusMethodNotAllowed, code: "InvalidAction",
		message: "This service answers GET and POST, not " + strconv.Quote(r.Method) + "."}
}

func bodyTooLarge() *failure {
	return &failure{status: http.StatusRequestEntityTooLarge, code: "RequestEntityTooLarge",
		message: "The request body could not be read to its end, or is larger than " + strconv.Itoa(maxBody) + " bytes."}
}
