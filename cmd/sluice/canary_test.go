package main

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/vt"
)

// The secrets that are let loose; all hold the word that is looked for.
const (
	canaryKey    = "CanaryKeyIDzz"
	canarySecret = "CanarySecretzz"
	canaryToken  = "CanaryTokenzz"
	canarySSO    = "CanarySSOzz"
)

// source is where a program finds its secrets.
type source struct {
	config, credentials string
	env                 []string
	printed             string // by a credential_process, instead of a config
	sso                 bool
	broken              bool // it gives no keys, and the endpoint on this machine is asked without
}

// sources are the places that the SDK looks for secrets in, and broken ones.
func sources() map[string]source {
	keys := fmt.Sprintf("aws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n", canaryKey, canarySecret, canaryToken)
	printed := fmt.Sprintf(`{"Version":1,"AccessKeyId":%q,"SecretAccessKey":%q,"SessionToken":%q}`, canaryKey, canarySecret, canaryToken)
	return map[string]source{
		"environment":      {env: []string{"AWS_ACCESS_KEY_ID=" + canaryKey, "AWS_SECRET_ACCESS_KEY=" + canarySecret, "AWS_SESSION_TOKEN=" + canaryToken}},
		"profile":          {config: "[profile work]\n", credentials: "[work]\n" + keys, env: []string{"AWS_PROFILE=work"}},
		"config":           {config: "[profile work]\n" + keys, env: []string{"AWS_PROFILE=work"}},
		"process":          {printed: printed, env: []string{"AWS_PROFILE=work"}},
		"process, garbled": {printed: printed[:len(printed)-1], env: []string{"AWS_PROFILE=work"}, broken: true},
		"SSO": {env: []string{"AWS_PROFILE=work"}, sso: true,
			config: "[profile work]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n" +
				"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.test/start\n"},
	}
}

// TestNoSecretIsTold runs the program with secrets from each source, with calls
// that succeed and calls whose answer repeats the request and its secrets.
func TestNoSecretIsTold(t *testing.T) {
	for name, from := range sources() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, env := newStand(t), newcomerEnv(t, "PATH="+os.Getenv("PATH")) // a credential_process is run by sh
			env = append(env, from.planted(t, s, home(env))...)
			said := &cage{t: t}
			log := filepath.Join(home(env), "sluice.log")
			term := start(t, usual(), env, binary(t), "--backend", "aws", "--endpoint-url", s.URL, "--log", log)
			term.waitFor("10 groups", "websrv")
			if echoed := tells(s, term); echoed == from.broken {
				t.Errorf("that the endpoint heard of the secrets is %v", echoed)
			}
			said.screens(term)
			dumped := start(t, usual(), append(env, "GOTRACEBACK=all"), binary(t), "--backend", "aws", "--endpoint-url", s.URL)
			dumped.waitFor("sluice")
			dumped.signal(syscall.SIGQUIT)
			dumped.exit()
			if !strings.Contains(dumped.output(), "goroutine") {
				t.Error("the program wrote no traces as it was killed")
			}
			said.screens(dumped)
			for _, args := range [][]string{
				{"history", "--json"}, {"history", "--verify"},
				{"plan", portRule(8704), "--group", "websrv", "--json", "--endpoint-url", s.URL},
				{"apply", portRule(8705), "--group", "websrv", "--yes", "--json", "--endpoint-url", s.URL},
				{"sweep", "--endpoint-url", s.URL}, {"--endpoint-url", s.URL},
			} {
				out, errs, _ := piped(t, env, append(args, "--log", log)...)
				said.check(strings.Join(args, " "), []byte(out+errs))
			}
			said.files(home(env), "sluice.log")
			if said.looked < 10 {
				t.Errorf("only %d things were looked at", said.looked)
			}
		})
	}
}

// tells adds a rule, and tries to add another while every answer is an echo. It
// reports whether the echo had the session's secrets.
func tells(s *stand, term *terminal) (echoed bool) {
	term.t.Helper()
	planned(term.t, term)
	term.confirm("Done: 1 added")
	term.press("enter")
	term.clearFilter()
	term.openForm("websrv")
	term.fill("Rule", portRule(8702))
	term.preview("1 rule to websrv")
	heard := make(chan bool, 10)
	s.by(func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		if isWrite(params) {
			heard <- strings.Contains(req.Header.Get("Authorization"), canaryKey) && req.Header.Get("X-Amz-Security-Token") == canaryToken
			echo(w, req)
			return
		}
		endpoint.ServeHTTP(w, req)
	})
	term.press("enter")
	term.waitFor("SignatureDoesNotMatch")
	s.by(func(_ http.Handler, w http.ResponseWriter, req *http.Request, _ url.Values) { echo(w, req) })
	term.press("ctrl+c")
	term.exit()
	return <-heard
}

// echo is an error that repeats what was signed, and with what.
func echo(w http.ResponseWriter, req *http.Request) {
	refuse(w, "SignatureDoesNotMatch", "x-amz-security-token:"+req.Header.Get("X-Amz-Security-Token")+" "+req.Header.Get("Authorization")+" "+canarySecret)
}

func home(env []string) string {
	for _, pair := range env {
		if dir, found := strings.CutPrefix(pair, "HOME="); found {
			return dir
		}
	}
	return ""
}

// planted puts a source's files into a home, and gives the environment that leads
// to them.
func (from source) planted(t *testing.T, s *stand, home string) []string {
	t.Helper()
	aws := filepath.Join(home, ".aws")
	put := func(name, text string) string {
		path := filepath.Join(aws, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if from.printed != "" {
		from.config = "[profile work]\ncredential_process = cat " + put("printed", from.printed) + "\n"
	}
	put("config", from.config)
	put("credentials", from.credentials)
	if !from.sso {
		return from.env
	}
	name := sha1.Sum([]byte("corp"))
	put(filepath.Join("sso", "cache", hex.EncodeToString(name[:])+".json"),
		fmt.Sprintf(`{"accessToken":%q,"expiresAt":"2999-01-01T00:00:00Z","region":"us-east-1","startUrl":"https://corp.test/start"}`, canarySSO))
	sso := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"roleCredentials":{"accessKeyId":%q,"secretAccessKey":%q,"sessionToken":%q,"expiration":32503680000000}}`, canaryKey, canarySecret,
			canaryToken)
	}))
	t.Cleanup(sso.Close)
	return append(from.env, "AWS_ENDPOINT_URL_SSO="+sso.URL)
}

// cage looks for canaries in all that a program says and writes.
type cage struct {
	t      testing.TB
	looked int
}

func (c *cage) check(what string, text []byte) {
	c.t.Helper()
	c.looked++
	if at := bytes.Index(bytes.ToLower(text), []byte("canary")); at >= 0 {
		c.t.Errorf("%s tells a secret: %.60q", what, text[at:])
	}
}

// screens looks at all that a session wrote, and at the screen while it did.
func (c *cage) screens(term *terminal) {
	c.t.Helper()
	out := []byte(term.output())
	c.check("the output", out)
	replayed := &terminal{screen: vt.NewEmulator(usual().columns, usual().rows)}
	go func() { _, _ = io.Copy(io.Discard, replayed.screen) }() // its answers to queries
	for len(out) > 0 {
		n := min(len(out), 1024)
		_, _ = replayed.screen.Write(out[:n])
		c.check("a screen", []byte(strings.Join(replayed.drawn(), "")))
		out = out[n:]
	}
	if answers, ok := replayed.screen.InputPipe().(io.Closer); ok {
		_ = answers.Close()
	}
}

// files looks at what is in a home beside the planted secrets. The journal is there,
// and what else is named.
func (c *cage) files(home string, names ...string) {
	c.t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".aws":
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		text, err := os.ReadFile(path)
		found[entry.Name()] = true
		c.check(path, text)
		return err
	})
	for _, name := range append(names, "journal.db", "audit.jsonl") {
		if err != nil || !found[name] {
			c.t.Errorf("found %v, and not %s: %v", found, name, err)
		}
	}
}
