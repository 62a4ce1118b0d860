package aws

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// logged is a line of a log, as far as it can be foretold.
type logged struct {
	Msg, Service, Action, Region, Attempt, Code string
	Status                                      int
}

// Every attempt is logged, with how it was answered; the rules and their
// descriptions are not.
func TestAttemptsAreLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &wire{next: sandbox(t), faults: map[string]fault{authorize: throttledTwice}}
		wanted := cidr(t, 9000, "192.0.2.0/24")
		wanted.Description = "canary"
		planned := change(t, clientOf(t, x), "sg-140ba4c8", wanted)
		said := &cage{}
		c, err := New(t.Context(), Options{Handler: x, Log: slog.New(slog.NewJSONHandler(&said.text, nil))})
		if err != nil {
			t.Fatal(err)
		}
		_ = writer{Client: c}.Send(t.Context(), "op-test", planned)
		var got []logged
		ids := 0
		for line := range bytes.Lines(said.text.Bytes()) {
			var l struct {
				logged
				Took int64
				ID   string `json:"request_id"`
			}
			if err := json.Unmarshal(line, &l); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if l.ID != "" {
				ids++
			}
			if l.Action == authorize {
				got = append(got, l.logged)
			}
		}
		failed := logged{"call failed", "EC2", authorize, "us-east-1", "1", "RequestLimitExceeded", 503}
		again := failed
		again.Attempt = "2"
		last := logged{"call answered", "EC2", authorize, "us-east-1", "3", "", 200}
		if diff := cmp.Diff([]logged{failed, again, last}, got); diff != "" || ids == 0 {
			t.Errorf("%d request ids; (-want +got):\n%s", ids, diff)
		}
		said.check(t)
	})
}

// What an endpoint puts in the place of a code, or of an id, is not logged.
func TestEndpointsWordsAreNotLogged(t *testing.T) {
	said := &cage{}
	endpoint := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Amzn-Requestid", canaryToken)
		refuse(w, 400, "token="+canaryToken, r.Header.Get("Authorization"))
	})
	c, err := New(t.Context(), Options{Handler: endpoint, Log: said.log()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Group(t.Context(), "sg-140ba4c8"); err == nil {
		t.Error("it is no group")
	}
	if !bytes.Contains(said.text.Bytes(), []byte("code=(unusual)")) || !bytes.Contains(said.text.Bytes(), []byte("request_id=(unusual)")) {
		t.Errorf("logged: %s", said.text.Bytes())
	}
	said.check(t)
}
