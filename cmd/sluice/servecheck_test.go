package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// refusal runs the program to its end, and returns what it says on the standard error.
func refusal(t *testing.T, args ...string) (errs string, code int) {
	t.Helper()
	env := newcomerEnv(t)
	var b strings.Builder
	code = run(args, strings.NewReader(""), io.Discard, &b, func(name string) string {
		for _, pair := range env {
			if value, found := strings.CutPrefix(pair, name+"="); found {
				return value
			}
		}
		return ""
	})
	return b.String(), code
}

// TestServeRefusesWhatItIsTold has values that cannot be right: each is refused in
// words that say how to mend it, and before a host key is made.
func TestServeRefusesWhatItIsTold(t *testing.T) {
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	file := filepath.Join(t.TempDir(), "access")
	if err := os.WriteFile(file, ssh.MarshalAuthorizedKey(newKey(t).PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ args, why string }{
		{"--assume-role foo", "--assume-role \"foo\": give the role's ARN, such as arn:aws:iam::"},
		{"--assume-role arn:aws:iam::123456789012:user/ann --region eu-central-1", "give the role's ARN"},
		{"--assume-role arn:aws:iam::123456789012:role/sluice", "goes with AWS only"},
		{"--require-approval hihg", "it is low, medium, high or critical"},
		{"--sandbox mine", "it is shared or per-user"},
		{"--sandbox per-user --region eu-central-1", "goes with no other backend"},
		{"--sandbox per-user --require-approval high", "nobody sees what another asks for"},
		{"--metrics 9090", "a loopback address and a port, such as 127.0.0.1:9090"},
		{"--metrics 192.0.2.1:9090", "a loopback address"},
		{"--listen nonsense", "such as 10.0.0.5:2222, or :2222 for all addresses"},
		{"--listen :99999", "a port of 0 to 65535"},
		{"--listen 127.0.0.1:", "a port of 0 to 65535"},
		{"--backend moon", "it is sandbox or aws"},
		{"--trusted-proxy moon", "an address or a CIDR"},
	} {
		state := t.TempDir()
		errs, code := refusal(t, append([]string{"serve", "--access", file, "--state", state}, strings.Fields(tt.args)...)...)
		if code != exitError || !strings.Contains(errs, tt.why) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: code %d, %q; want one line with %q", tt.args, code, errs, tt.why)
		}
		if left, err := os.ReadDir(state); len(left) > 0 || err != nil {
			t.Errorf("%s: it left %v, %v", tt.args, left, err)
		}
	}
}

// TestServeRefusesToServeNobody starts where no session could read anything, or
// nobody could come.
func TestServeRefusesToServeNobody(t *testing.T) {
	file := filepath.Join(t.TempDir(), "access")
	if err := os.WriteFile(file, ssh.MarshalAuthorizedKey(newKey(t).PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI"} {
		t.Setenv(name, "")
	}
	for _, tt := range []struct{ args, why string }{
		{"--region xx-moon-9", "no AWS credentials were found"},
		{"--listen 192.0.2.1:2222", "see that it is an address of this machine"},
	} {
		errs, code := refusal(t, append([]string{"serve", "--access", file, "--state", t.TempDir()}, strings.Fields(tt.args)...)...)
		if code != exitError || strings.Count(errs, tt.why) != 1 {
			t.Errorf("%s: code %d, %q; want %q, once", tt.args, code, errs, tt.why)
		}
	}
}

// TestMissingArguments: what is missing is named, with an example.
func TestMissingArguments(t *testing.T) {
	for args, want := range map[string]string{
		"serve":            "sluice: give --access FILE, the file of those who may sign in: sluice access check explains one\n",
		"access check":     "sluice: sluice access check takes one FILE, and there are 0: sluice access check /etc/sluice/access\n",
		"access check a b": "sluice: sluice access check takes one FILE, and there are 2: sluice access check /etc/sluice/access\n",
		"undo":             "sluice: sluice undo takes one OPERATION, and there are 0: sluice undo 5f0c12ab34cd\n",
		"local import":     "sluice: sluice local import takes one FILE, and there are 0: sluice local import before.json\n",
	} {
		if errs, code := refusal(t, strings.Fields(args)...); errs != want || code != exitError {
			t.Errorf("%s: code %d, %q; want %q", args, code, errs, want)
		}
	}
}
