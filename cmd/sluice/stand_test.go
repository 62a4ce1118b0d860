package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sluice/client/aws"
	"sluice/client/local"
	"sluice/model/ingress"
	"sluice/ui/plain"
)

// websrvID is the id of the group that most tests write to.
const websrvID = "sg-5b1c22de"

// stand is an endpoint on a socket. A test can come between it and its requests,
// and read its state past the socket, which is the truth.
type stand struct {
	*recorder
	endpoint http.Handler
	client   *aws.Client

	mu  sync.Mutex
	way passage
}

// passage is a way that requests go to the endpoint, and answers from it.
type passage func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values)

// straight is the passage of a stand that nobody comes between.
func straight(endpoint http.Handler, w http.ResponseWriter, req *http.Request, _ url.Values) {
	endpoint.ServeHTTP(w, req)
}

// newStand serves a fresh sandbox in memory.
func newStand(t *testing.T) *stand {
	t.Helper()
	return newStandOf(t, local.Options{})
}

func newStandOf(t *testing.T, o local.Options) *stand {
	t.Helper()
	endpoint, err := local.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{recorder: &recorder{hold: func(url.Values) {}}, endpoint: endpoint, way: straight}
	if s.client, err = aws.New(t.Context(), aws.Options{Handler: endpoint}); err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(s.recording(s))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
		if err := endpoint.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ServeHTTP sends a request on its way. Its client's end does not end it: an
// endpoint carries out what it has got.
func (s *stand) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	params, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	s.mu.Lock()
	way := s.way
	s.mu.Unlock()
	way(s.endpoint, w, req, params)
}

// by makes later requests go that way.
func (s *stand) by(way passage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.way = way
}

// group is a group as it is.
func (s *stand) group(t testing.TB, id string) ingress.Group {
	t.Helper()
	g, err := s.client.Group(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// ask sends the endpoint a request past the socket, as somebody else: the action,
// and parameters as in "Name=value".
func (s *stand) ask(t testing.TB, action string, parameters ...string) {
	t.Helper()
	values := url.Values{"Action": {action}, "Version": {"2016-11-15"}}
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		values.Add(name, value)
	}
	req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(values.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	answer := httptest.NewRecorder()
	s.endpoint.ServeHTTP(answer, req)
	if answer.Code != http.StatusOK {
		t.Fatalf("%s %q: %s", action, parameters, answer.Body)
	}
}

// tag tags a rule.
func (s *stand) tag(t testing.TB, ruleID, key, value string) {
	t.Helper()
	s.ask(t, "CreateTags", "ResourceId.1="+ruleID, "Tag.1.Key="+key, "Tag.1.Value="+value)
}

// opened opens a port of a group for 192.0.2.0/24 as somebody else, with tags
// (key, value …), and gives the rule's id.
func (s *stand) opened(t testing.TB, groupID string, port int, tags ...string) string {
	t.Helper()
	s.ask(t, "AuthorizeSecurityGroupIngress", "GroupId="+groupID, "IpPermissions.1.IpProtocol=tcp",
		fmt.Sprint("IpPermissions.1.FromPort=", port), fmt.Sprint("IpPermissions.1.ToPort=", port), "IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24")
	id := s.ruleAt(t, groupID, port).ID
	for i := 0; i < len(tags); i += 2 {
		s.tag(t, id, tags[i], tags[i+1])
	}
	return id
}

// ruleAt is the rule of a group for a port and 192.0.2.0/24, or the zero rule.
func (s *stand) ruleAt(t testing.TB, groupID string, port int) (found ingress.GroupRule) {
	t.Helper()
	for _, r := range s.group(t, groupID).Rules {
		if r.Rule.String() == portRule(port) {
			found = r
		}
	}
	return found
}

// has reports whether a group has a rule.
func (s *stand) has(t testing.TB, groupID, ruleID string) bool {
	t.Helper()
	_, there := s.group(t, groupID).RuleByID(ruleID)
	return there
}

// portRule is the rule for a port that the tests add.
func portRule(port int) string { return fmt.Sprintf("tcp/%d from 192.0.2.0/24", port) }

// arrival waits for something that a passage tells of.
func arrival(t testing.TB, what string, told <-chan struct{}) {
	t.Helper()
	select {
	case <-told:
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
	}
}

// historyOf is what the program says of a journal.
func historyOf(t *testing.T, env []string, args ...string) []plain.OperationJSON {
	t.Helper()
	out, errs, code := piped(t, env, append([]string{"history", "--json"}, args...)...)
	var told plain.HistoryJSON
	if err := json.Unmarshal([]byte(out), &told); err != nil || code != exitOK || errs != "" {
		t.Fatalf("history ended with code %d, said %q and wrote: %v\n%s", code, errs, err, out)
	}
	return told.Operations
}
