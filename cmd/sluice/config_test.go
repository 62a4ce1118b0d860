package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// configured is what a program reads of a config.toml with that text; none at all
// for "-".
func configured(t *testing.T, text string) (config, error) {
	t.Helper()
	dir := t.TempDir()
	if text != "-" {
		path := filepath.Join(dir, "sluice", "config.toml")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := program{env: func(name string) string { return map[string]string{"XDG_CONFIG_HOME": dir}[name] }}
	return p.config()
}

func TestConfig(t *testing.T) {
	defaults := config{settings: ingress.DefaultSettings(), myIPURL: "https://checkip.amazonaws.com"}
	with := func(change func(*config)) config {
		c := defaults
		change(&c)
		return c
	}
	for name, test := range map[string]struct {
		text string
		want config
	}{
		"no file":    {"-", defaults},
		"empty":      {"", defaults},
		"a comment":  {"# nothing\n[exposure]\n", defaults},
		"my_ip_url":  {`my_ip_url = "http://127.0.0.1:8080/ip"`, with(func(c *config) { c.myIPURL = "http://127.0.0.1:8080/ip" })},
		"wide":       {"exposure.wide_prefix = 16", with(func(c *config) { c.settings.WidePrefix = 16 })},
		"none is ok": {"exposure.acceptable = []", with(func(c *config) { c.settings.Acceptable = nil })},
		"acceptable": {`exposure.acceptable = ["ssh", "udp/53,123"]`, with(func(c *config) {
			c.settings.Acceptable = []ingress.Spec{{Protocol: ingress.TCP, From: 22, To: 22}, {Protocol: ingress.UDP, From: 53, To: 53},
				{Protocol: ingress.UDP, From: 123, To: 123}}
		})},
		"ignored": {"[[exposure.ignore]]\ncheck = \"SSH\"\nreason = \"a bastion\"\n[[exposure.ignore]]\ncheck = \"EC2.19\"\nreason = \"ours\"", with(func(c *config) {
			c.settings.Ignored = map[string]string{"SSH": "a bastion", "EC2.19": "ours"}
		})},
	} {
		got, err := configured(t, test.text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(config{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestConfigRefused(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"no TOML":             {"[exposure", "line 1, column "},
		"a number for a text": {"\nmy_ip_url = 7", "line 2, column "},
		"a text for a number": {"[exposure]\nwide_prefix = \"24\"", "line 2, column "},
		"unknown setting":     {"[exposure]\nwide_prefix = 24\nwide = 24", `line 3, column 1: there is no setting exposure.wide`},
		"unknown table":       {"\n[exposed]\nwide_prefix = 24", "line 2, column 2: there is no setting"},
		"no URL":              {`my_ip_url = "checkip"`, `my_ip_url: "checkip" is no http or https URL`},
		"a file's URL":        {`my_ip_url = "file:///etc/hosts"`, "is no http or https URL"},
		"no port":             {`exposure.acceptable = ["icmp"]`, "exposure: acceptable: icmp has no ports"},
		"no protocol":         {`exposure.acceptable = ["tcp/99999"]`, "exposure.acceptable: "},
		"no prefix length":    {"exposure.wide_prefix = 33", "exposure: wide prefix: /33 is no IPv4 prefix length"},
		"no such check":       {"[[exposure.ignore]]\ncheck = \"shh\"\nreason = \"x\"", `exposure: ignored: there is no check "shh"`},
		"without a reason":    {"[[exposure.ignore]]\ncheck = \"SSH\"", `exposure: ignored: "SSH" needs a reason`},
	} {
		_, err := configured(t, test.text)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), filepath.Join("sluice", "config.toml")+": ") {
			t.Errorf("%s: the error is %v, and not one of the file with %q", name, err, test.want)
		}
	}
}

// TestConfigPath holds that a relative XDG_CONFIG_HOME is ignored, as its
// specification says.
func TestConfigPath(t *testing.T) {
	for _, test := range []struct{ xdg, home, want string }{
		{"/x", "/h", "/x/sluice/config.toml"},
		{"", "/h", "/h/.config/sluice/config.toml"},
		{"relative", "/h", "/h/.config/sluice/config.toml"},
		{"", "", ""},
	} {
		p := program{env: func(name string) string {
			return map[string]string{"XDG_CONFIG_HOME": test.xdg, "HOME": test.home}[name]
		}}
		if got := p.configPath(); got != test.want {
			t.Errorf("with XDG_CONFIG_HOME=%q and HOME=%q it is %q, not %q", test.xdg, test.home, got, test.want)
		}
	}
}

func TestFindAddress(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		text   string
		want   string // "" for an error
	}{
		"IPv4":         {200, "203.0.113.9\n", "203.0.113.9"},
		"IPv6":         {200, " 2001:db8::1\r\n", "2001:db8::1"},
		"a zone":       {200, "fe80::1%eth0", ""},
		"a CIDR":       {200, "203.0.113.9/32", ""},
		"a page":       {200, "<html>203.0.113.9</html>", ""},
		"nothing":      {200, "", ""},
		"an error":     {503, "203.0.113.9", ""},
		"a long page":  {200, strings.Repeat(" ", 4096) + "203.0.113.9", ""},
		"two of them":  {200, "203.0.113.9\n203.0.113.10", ""},
		"a proxy's no": {407, "proxy", ""},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(test.status)
			fmt.Fprint(w, test.text)
		}))
		address, source, err := findAddress(server.URL)(t.Context())
		server.Close()
		switch {
		case test.want == "":
			if want := fmt.Sprintf("%s answered %d and no address", server.URL, test.status); err == nil || err.Error() != want {
				t.Errorf("%s: the error is %v, not %q", name, err, want)
			}
		case err != nil || address != netip.MustParseAddr(test.want) || source != "as "+server.URL+" sees you":
			t.Errorf("%s: it found %v %s, %v", name, address, source, err)
		}
	}
}

// TestFindAddressGivesUp holds that who asks can go away, and that nobody there is
// an error.
func TestFindAddressGivesUp(t *testing.T) {
	came := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(came)
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-came; cancel() }()
	if _, _, err := findAddress(server.URL)(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, not that it was cancelled", err)
	}
	server.Close()
	if _, _, err := findAddress(server.URL)(t.Context()); err == nil || !strings.Contains(err.Error(), server.URL) {
		t.Errorf("with nobody there the error is %v", err)
	}
}
