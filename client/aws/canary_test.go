package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/credentials"
)

// The secrets that are let loose.
const (
	canaryKey    = "CanaryKeyIDzz"
	canarySecret = "CanarySecretzz"
	canaryToken  = "CanaryTokenzz"
)

// cage keeps all that a client says, and looks for canaries in it.
type cage struct{ text bytes.Buffer }

func (c *cage) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(&c.text, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// keep keeps a failure, or a receipt, as text and as the journal writes it.
func (c *cage) keep(t *testing.T, said any) {
	t.Helper()
	written, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&c.text, "%v\n%+v\n%s\n", said, said, written)
}

func (c *cage) check(t *testing.T) {
	t.Helper()
	if c.text.Len() == 0 {
		t.Error("nothing was said: the test cannot tell")
	}
	for line := range strings.Lines(c.text.String()) {
		if strings.Contains(strings.ToLower(line), "canary") {
			t.Errorf("a secret is out: %s", line)
		}
	}
}

// No fault makes a client tell its keys: an answer that repeats the request, as
// STS does for a wrong signature, among them.
func TestNoFaultTellsSecrets(t *testing.T) {
	said, fired := &cage{}, 0
	all := strikes()
	all["echo"] = func(_ bool, _ func() *recorder, r *http.Request) (*recorder, error) {
		rec := &recorder{header: http.Header{}}
		echo(rec, r)
		return rec, nil
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for _, action := range []string{authorize, revoke, modify, describe1} {
			synctest.Test(t, func(t *testing.T) {
				s := &storm{endpoint: sandbox(t), name: name, how: all[name], action: action, times: 99, lot: rand.New(rand.NewPCG(5, 6))}
				o := Options{Handler: s.endpoint, Log: said.log()}
				with := o.embedded()
				with.Credentials = credentials.NewStaticCredentialsProvider(canaryKey, canarySecret, canaryToken)
				with.HTTPClient = sender{next: s.between(inProcess{s.endpoint}), max: maxAnswer}
				tellAll(t, said, newClient(o, with), s)
				fired += s.fired
			})
		}
	}
	if fired < 4*len(all) {
		t.Errorf("%d faults fired, want %d", fired, 4*len(all))
	}
	said.check(t)
}

// echo is an error that repeats what was signed, and with what.
func echo(w http.ResponseWriter, r *http.Request) {
	refuse(w, 403, "SignatureDoesNotMatch", "x-amz-security-token:"+r.Header.Get("X-Amz-Security-Token")+" "+r.Header.Get("Authorization")+" "+canarySecret)
}

// tellAll has a client read and write, and keeps all that it says.
func tellAll(t *testing.T, said *cage, c *Client, s *storm) {
	t.Helper()
	calm := clientOf(t, s.endpoint)
	planned := s.plan(t, calm, newGroup(t, calm, s.lot))
	if _, err := listed(t.Context(), c); err != nil {
		said.keep(t, failureIn(t, err))
	}
	said.keep(t, writer{Client: c}.Permit(t.Context(), planned))
	said.keep(t, writer{Client: c}.Send(t.Context(), "op", planned))
}

// Wherever the keys come from, a client that is refused, or finds none, does not
// tell them.
func TestNoSourceTellsSecrets(t *testing.T) {
	keys := "aws_access_key_id = " + canaryKey + "\naws_secret_access_key = " + canarySecret + "\naws_session_token = " + canaryToken + "\n"
	for _, test := range []struct {
		name, config, printed string
		prepare               func(t *testing.T)
	}{
		{"environment", "[profile work]\n", "", func(t *testing.T) {
			t.Setenv("AWS_ACCESS_KEY_ID", canaryKey)
			t.Setenv("AWS_SECRET_ACCESS_KEY", canarySecret)
			t.Setenv("AWS_SESSION_TOKEN", canaryToken)
		}},
		{"profile", "[profile work]\n" + keys, "", nil},
		{"half a profile", "[profile work]\naws_secret_access_key = " + canarySecret + "\n", "", nil},
		{"process", "", `{"Version":1,"AccessKeyId":"` + canaryKey + `","SecretAccessKey":"` + canarySecret + `","SessionToken":"` + canaryToken + `"}`, nil},
		{"process, garbled", "", `{"Version":1,"SecretAccessKey":"` + canarySecret, nil},
		{"process, of another version", "", `{"Version":"` + canarySecret + `"}`, nil},
		{"process, expired", "", `{"Version":1,"AccessKeyId":"` + canaryKey + `","SecretAccessKey":"` + canarySecret + `","Expiration":"` + canaryToken + `"}`, nil},
		{"SSO cache", ssoProfile, "", func(t *testing.T) { putToken(t, `2999-01-01T00:00:00Z","refreshToken":"`+canaryToken) }},
		{"SSO cache, garbled", ssoProfile, "", func(t *testing.T) { putToken(t, canaryToken+`","refreshToken":"`+canarySecret) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			said := &cage{}
			dir := t.TempDir()
			if test.printed != "" {
				put(t, filepath.Join(dir, "out"), test.printed)
				put(t, filepath.Join(dir, "credentials.sh"), "#!/bin/sh\ncat "+filepath.Join(dir, "out")+"\n")
				test.config = "[profile work]\ncredential_process = " + filepath.Join(dir, "credentials.sh") + "\n"
			}
			configured(t, test.config)
			t.Setenv("HOME", dir)
			if test.prepare != nil {
				test.prepare(t)
			}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { echo(w, r) }))
			defer server.Close()
			t.Setenv("AWS_ENDPOINT_URL_SSO", server.URL)
			t.Setenv("AWS_ENDPOINT_URL_SSO_OIDC", server.URL)
			o := Options{Profile: "work", Region: "us-east-1", Log: said.log()}
			with, err := o.settings(t.Context())
			if err != nil {
				said.keep(t, failureIn(t, err))
				said.check(t)
				return
			}
			with.ec2URL, with.stsURL, with.quotasURL = &server.URL, &server.URL, &server.URL
			c := newClient(o, with)
			tellAll(t, said, c, &storm{endpoint: sandbox(t), action: authorize, lot: rand.New(rand.NewPCG(7, 8))})
			_, err = c.Account(t.Context())
			said.keep(t, failureIn(t, err))
			said.check(t)
		})
	}
}
