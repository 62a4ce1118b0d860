package local

import (
	"net/http"
	"time"

	"sluice/client/local/actions"
	"sluice/client/local/wire"
)

// ServeHTTP answers one Query request: GET with the parameters in the URL, or POST with a form in the body.
// Every answer is XML, errors included; but requests to Service Quotas and their answers are JSON. It may be called
// without any server, by an HTTP client made for that.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &actions.Call{
		Backend: e.backend, ID: e.options.NewID(""), Version: wire.Version2016,
		Account: e.options.Account, Region: e.options.Region,
	}
	if wire.IsJSON(r) {
		e.serveJSON(w, r, c)
		return
	}
	act, err := e.receive(c, w, r)
	var a wire.Answer
	cut := false
	if err == nil {
		a, cut, err = e.perform(c, act)
	}
	status, body := http.StatusOK, []byte(nil)
	if err != nil {
		f := actions.FailureOf(err)
		status, body = f.Status, wire.ErrorBody(act.Service, c.Version, c.ID, f)
	} else {
		body = wire.AnswerBody(act.Service, c.Version, c.Action, c.ID, a)
	}
	w.Header().Set("Date", c.Now().UTC().Format(http.TimeFormat))
	w.Header().Set("x-amzn-RequestId", c.ID)
	if cut {
		wire.CutXML(w, status, body)
		return
	}
	wire.WriteXML(w, status, body)
}

// perform carries the call out, unless it comes too fast or a fault is in the way; cut says that only half of the answer
// is to be sent.
func (e *Endpoint) perform(c *actions.Call, act actions.Action) (a wire.Answer, cut bool, err error) {
	if act.Service == wire.ServiceEC2 {
		if err := e.throttle.Admit(c.Home(), c.Action, c.ListsEverything(), c.Now()); err != nil {
			return nil, false, err
		}
	}
	if cut, err = e.faults.Strike(c.Action, false, e.pause); err != nil {
		return nil, cut, err
	}
	a, err = act.Run(c)
	late, struck := e.faults.Strike(c.Action, true, e.pause)
	if struck != nil {
		return nil, cut || late, struck
	}
	return a, cut || late, err
}

// pause waits, whether or not the client does: EC2 does not know either. It ends when the endpoint is closed.
func (e *Endpoint) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-e.backend.Store.Done():
	}
}

// receive reads the request into c and finds its action.
func (e *Endpoint) receive(c *actions.Call, w http.ResponseWriter, r *http.Request) (actions.Action, error) {
	values, err := wire.Parameters(w, r)
	if err != nil {
		return actions.Action{}, err
	}
	region, err := signedRegion(r, values)
	if err != nil {
		return actions.Action{}, err
	}
	if region != "" {
		c.Region = region
	}
	c.Action = values.Get("Action")
	if c.Action == "" {
		return actions.Action{}, wire.MissingParameter("Action")
	}
	act, known := e.actions[c.Action]
	if !known {
		return actions.Action{}, wire.InvalidAction(c.Action)
	}
	switch v := wire.Version(values.Get("Version")); {
	case v == "":
		return act, wire.MissingParameter("Version")
	case !act.Service.Speaks(v):
		return act, wire.NoSuchVersion(act.Service, v)
	case v < act.Since:
		return act, wire.InvalidAction(c.Action)
	default:
		c.Version = v
	}
	c.Parameters, err = wire.ParseQuery(values)
	return act, err
}
