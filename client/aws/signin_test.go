package aws

import (
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// ssoProfile is profile work with SSO session corp.
const ssoProfile = "[profile work]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n" +
	"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.test/start\n"

// Who signs in again in another window goes on here with the next call.
func TestSignInAgain(t *testing.T) {
	dir := t.TempDir()
	script := filepath.Join(dir, "credentials.sh")
	put(t, script, "#!/bin/sh\ncat "+filepath.Join(dir, "out")+"\n")
	process := func(key, expires string) string {
		return `{"Version":1,"AccessKeyId":"` + key + `","SecretAccessKey":"s","SessionToken":"t"` + expires + `}`
	}
	for _, test := range []struct {
		name          string
		config        string
		before, after func(t *testing.T)
		code          string
		says          []string
	}{
		{"a process that fails", "[profile work]\ncredential_process = " + script + "\n",
			func(t *testing.T) { put(t, filepath.Join(dir, "out"), "no") },
			func(t *testing.T) { put(t, filepath.Join(dir, "out"), process("AKIANEW", "")) },
			"", []string{"credential_process of profile work failed"}},
		{"a process whose session the endpoint knows to be over", "[profile work]\ncredential_process = " + script + "\n",
			func(t *testing.T) { put(t, filepath.Join(dir, "out"), process("AKIAOLD", "")) },
			func(t *testing.T) { put(t, filepath.Join(dir, "out"), process("AKIANEW", "")) },
			"ExpiredToken", []string{"aws sso login --profile work"}},
		{"keys in a file", "[profile work]\n",
			func(t *testing.T) { putKeys(t, "AKIAOLD") },
			func(t *testing.T) { putKeys(t, "AKIANEW") },
			"ExpiredToken", []string{"sign in again", "aws sso login --profile work"}},
		{"an SSO session", ssoProfile,
			func(t *testing.T) { putToken(t, "2001-01-01T00:00:00Z") },
			func(t *testing.T) { putToken(t, "2999-01-01T00:00:00Z") },
			"", []string{"SSO session of profile work is missing or has expired", "run aws sso login --profile work"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			configured(t, test.config)
			t.Setenv("HOME", t.TempDir())
			next := sandbox(t)
			var asked atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/federation/credentials") {
					_, _ = w.Write([]byte(`{"roleCredentials":{"accessKeyId":"AKIANEW","secretAccessKey":"s","sessionToken":"t","expiration":32503680000000}}`))
					return
				}
				asked.Add(1)
				if strings.Contains(r.Header.Get("Authorization"), "AKIAOLD") {
					refuse(w, 400, "ExpiredToken", "The security token included in the request is expired")
					return
				}
				next.ServeHTTP(w, r)
			}))
			defer server.Close()
			t.Setenv("AWS_ENDPOINT_URL_SSO", server.URL)
			test.before(t)
			c := elsewhere(t, server.URL)
			_, err := listed(t.Context(), c)
			f := failureIn(t, err)
			checkFailure(t, f, test.code, test.says)
			test.after(t)
			asked.Store(0)
			if groups, err := listed(t.Context(), c); err != nil || len(groups) == 0 || asked.Load() != 1 {
				t.Errorf("after signing in: %d groups, %v, after %d calls", len(groups), err, asked.Load())
			}
		})
	}
}

// elsewhere is a client of profile work that takes a server for AWS: it has no
// placeholder key.
func elsewhere(t *testing.T, url string) *Client {
	t.Helper()
	o := Options{Profile: "work", Region: "us-east-1"}
	s, err := o.settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.ec2URL, s.stsURL, s.quotasURL = &url, &url, &url
	return newClient(o, s)
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
}

// putKeys writes the keys of profile work.
func putKeys(t *testing.T, key string) {
	t.Helper()
	put(t, os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), "[work]\naws_access_key_id = "+key+"\naws_secret_access_key = s\naws_session_token = t\n")
}

// putToken writes the token of SSO session corp, as aws sso login does.
func putToken(t *testing.T, expires string) {
	t.Helper()
	name := sha1.Sum([]byte("corp"))
	put(t, filepath.Join(os.Getenv("HOME"), ".aws", "sso", "cache", hex.EncodeToString(name[:])+".json"),
		`{"accessToken":"token","expiresAt":"`+expires+`","region":"us-east-1","startUrl":"https://corp.test/start"}`)
}
