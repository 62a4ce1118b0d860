package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	teamRole = "arn:aws:iam::111122223333:role/sluice"
	baseKey  = "AKIABASEOFTHESERVER1"
)

// roles is an STS that gives a role's sessions keys of their own, and the EC2 they
// are used at.
type roles struct {
	*stand
	sts *httptest.Server

	mu       sync.Mutex
	denied   string            // a source identity that the role does not trust
	lasting  time.Duration     // of the keys, from when they are given
	sessions map[string]string // session names, by access key
	wrong    []string          // what no caller may do
	signed   []call
}

// call is a request to EC2.
type call struct{ action, session, by, key string }

// newRoles serves both.
func newRoles(t *testing.T) *roles {
	t.Helper()
	r := &roles{stand: newStand(t), lasting: time.Hour, sessions: map[string]string{}}
	r.sts = httptest.NewServer(http.HandlerFunc(r.assume))
	t.Cleanup(r.sts.Close)
	r.by(func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		r.note(req, params)
		endpoint.ServeHTTP(w, req)
	})
	return r
}

// serve starts a server that works as the role.
func (r *roles) serve(t *testing.T, people map[string]string) *served {
	t.Helper()
	env := newcomerEnv(t, "AWS_ENDPOINT_URL_STS="+r.sts.URL, "AWS_ACCESS_KEY_ID="+baseKey, "AWS_SECRET_ACCESS_KEY="+canarySecret)
	return servingIn(t, env, people, "--endpoint-url", r.URL, "--assume-role", teamRole)
}

// keyOf is the access key that a request is signed with (Signature Version 4).
func keyOf(req *http.Request) string {
	_, rest, _ := strings.Cut(req.Header.Get("Authorization"), "Credential=")
	key, _, _ := strings.Cut(rest, "/")
	return key
}

// assume answers AssumeRole (STS API reference, 2011-06-15).
func (r *roles) assume(w http.ResponseWriter, req *http.Request) {
	_ = req.ParseForm()
	name, source := req.Form.Get("RoleSessionName"), req.Form.Get("SourceIdentity")
	r.mu.Lock()
	defer r.mu.Unlock()
	if req.Form.Get("Action") != "AssumeRole" || req.Form.Get("RoleArn") != teamRole || keyOf(req) != baseKey {
		r.wrong = append(r.wrong, "STS was asked for "+req.Form.Encode())
	}
	if source != name && (source != "" || name != "sluice") {
		r.wrong = append(r.wrong, fmt.Sprintf("session %q has the source identity %q", name, source))
	}
	w.Header().Set("Content-Type", "text/xml")
	if source != "" && source == r.denied {
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>`+
			`<Message>User: arn:aws:iam::111122223333:user/server is not authorized to perform: `+
			`sts:SetSourceIdentity</Message></Error><RequestId>r</RequestId></ErrorResponse>`)
		return
	}
	key := fmt.Sprintf("ASIAROLESESSION%05d", len(r.sessions))
	r.sessions[key] = name
	_, _ = fmt.Fprintf(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><SourceIdentity>%s</SourceIdentity>`+
		`<AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::111122223333:assumed-role/sluice/x</Arn></AssumedRoleUser>`+
		`<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>`+
		`</AssumeRoleResult></AssumeRoleResponse>`, source, key, canarySecret, canaryToken+key, time.Now().Add(r.lasting).UTC().Format(time.RFC3339))
}

// note remembers whose credentials a request to EC2 came with.
func (r *roles) note(req *http.Request, params url.Values) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := call{action: params.Get("Action"), key: keyOf(req)}
	c.session = r.sessions[c.key]
	if c.session == "" || req.Header.Get("X-Amz-Security-Token") != canaryToken+c.key {
		r.wrong = append(r.wrong, fmt.Sprintf("%s came with key %q and a token that is not the role's", c.action, c.key))
	}
	if params.Get("DryRun") == "true" {
		c.action += ", dry run"
	}
	for name, values := range params {
		if strings.HasSuffix(name, ".Key") && values[0] == "sluice:by" {
			c.by = params.Get(strings.TrimSuffix(name, "Key") + "Value")
		}
	}
	r.signed = append(r.signed, c)
}

// calls are those to EC2 until now; what nobody may do fails the test.
func (r *roles) calls(t *testing.T) []call {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, wrong := range r.wrong {
		t.Error(wrong)
	}
	return append([]call(nil), r.signed...)
}

// secretsKept looks for the secrets in all that the server wrote.
func (s *served) secretsKept(t *testing.T) {
	t.Helper()
	said := &cage{t: t}
	said.check("the log", []byte(s.said()))
	said.files(s.state)
}

// TestServedRoleSessions has people write at once: each with the credentials of a
// session of the role in their own name, and the server reads with its own.
func TestServedRoleSessions(t *testing.T) {
	r := newRoles(t)
	s := r.serve(t, map[string]string{"ann": operatorLine, "bob b": operatorLine, "bob-b": operatorLine, "vic": viewerLine})
	var work sync.WaitGroup
	for i, name := range []string{"ann", "bob b", "bob-b"} {
		work.Go(func() {
			for j := range 3 {
				command := fmt.Sprintf("apply %s --yes --group %s", portRule(9100+10*i+j), applyTo(i))
				if _, errs, code := s.run(name, command); code != exitOK {
					t.Errorf("%s: code %d, %q", name, code, errs)
				}
			}
		})
	}
	work.Wait()
	if out, errs, _ := s.run("vic", invocation("plan")); !strings.Contains(out, "1 to add") {
		t.Errorf("a viewer's plan: %q, %q", out, errs)
	}
	writes, reads, names := 0, 0, map[string]string{}
	for _, c := range r.calls(t) {
		switch {
		case c.action == "AuthorizeSecurityGroupIngress":
			writes++
			name, _, _ := strings.Cut(c.by, " SHA256:")
			if other, known := names[c.session]; known && other != name {
				t.Errorf("session %s writes for %s and for %s", c.session, other, name)
			}
			names[c.session] = name
		case strings.HasPrefix(c.action, "Describe") && c.session == "sluice":
			reads++
		case c.session == "vic":
			t.Errorf("%s in the name of a viewer", c.action)
		}
	}
	if writes != 9 || reads == 0 || len(names) != 3 || names["ann"] != "ann" || names["bob-b"] != "bob-b" || names["sluice"] != "" {
		t.Errorf("%d writes, want 9; %d reads of the server's own; by session: %q", writes, reads, names)
	}
	s.secretsKept(t)
}

// TestServedRoleRefused has STS refuse a person's source identity: they are told,
// on the screens and without, and nothing is sent for them with other credentials.
func TestServedRoleRefused(t *testing.T) {
	r := newRoles(t)
	r.denied = "ann"
	s := r.serve(t, map[string]string{"ann": operatorLine, "bob": operatorLine})
	out, _, code := s.run("ann", invocation("apply"))
	if code != exitError || !strings.Contains(out, "could not be assumed as ann") || !strings.Contains(out, "trust policy must allow") {
		t.Errorf("code %d:\n%s", code, out)
	}
	ann := s.screens("ann", usual())
	ann.waitFor("10 groups", "ann")
	ann.openForm("websrv")
	ann.fill("Rule", portRule(8443))
	ann.preview("1 rule")
	ann.press("enter")
	ann.waitFor("could not be assumed")
	for _, c := range r.calls(t) {
		if strings.HasPrefix(c.action, "Authorize") {
			t.Errorf("%s was sent as %s", c.action, c.session)
		}
	}
	if _, errs, code := s.run("bob", invocation("apply")); code != exitOK {
		t.Errorf("another person: code %d, %q", code, errs)
	}
	said := &cage{t: t}
	said.screens(ann)
	s.secretsKept(t)
}

// TestServedRoleIsAssumedAgain gives keys that are over as soon as they are given:
// every call has new ones, and the person hears nothing of it.
func TestServedRoleIsAssumedAgain(t *testing.T) {
	r := newRoles(t)
	r.lasting = -time.Second
	s := r.serve(t, map[string]string{"ann": operatorLine})
	if _, errs, code := s.run("ann", invocation("apply")); code != exitOK {
		t.Errorf("code %d, %q", code, errs)
	}
	keys := map[string]bool{}
	for _, c := range r.calls(t) {
		if c.session == "ann" {
			keys[c.key] = true
		}
	}
	if len(keys) < 2 {
		t.Errorf("ann's calls came with %d keys, want a new one each time", len(keys))
	}
}
