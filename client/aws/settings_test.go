package aws

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sluice/model/ingress"
)

// configured gives the test an AWS configuration of its own.
func configured(t *testing.T, config string) {
	t.Helper()
	alone(t)
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", path)
}

func TestOptionsThatCannotBe(t *testing.T) {
	alone(t)
	for _, test := range []struct {
		name    string
		options Options
		says    []string
	}{
		{"no region", Options{}, []string{"no region is configured", "give --region, or set AWS_REGION"}},
		{"no such profile", Options{Profile: "nobody"}, []string{"there is no profile nobody", "aws configure list-profiles"}},
		{"a region in words", Options{Region: "US East"}, []string{`"US East" is no region`, "--region eu-central-1"}},
		{"host and port alone", Options{Endpoint: "127.0.0.1:4580"}, []string{"does not say http:// or https://", "give --endpoint-url http://127.0.0.1:4580"}},
		{"a name and port alone", Options{Endpoint: "localhost:4580/"}, []string{"give --endpoint-url http://localhost:4580/"}},
		{"a password without a scheme", Options{Endpoint: "me:SECRET@host:4580"}, []string{"must not hold a user name or password"}},
		{"another scheme", Options{Endpoint: "ftp://host"}, []string{`"ftp://host" does not begin with http:// or https://`}},
		{"no host", Options{Endpoint: "http://"}, []string{`names no host`}},
		{"a query", Options{Endpoint: "http://host/?Action=x"}, []string{"no ? and no #"}},
		{"a password", Options{Endpoint: "https://me:SECRET@host"}, []string{"must not hold a user name or password"}},
		{"a password in a broken URL", Options{Endpoint: "https://me:SECRET@ho st%zz"}, []string{"cannot be read"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := New(t.Context(), test.options)
			if c != nil {
				t.Error("a client was made all the same")
			}
			checkFailure(t, failureIn(t, err), "", test.says)
		})
	}
}

func TestRegionOf(t *testing.T) {
	for _, test := range []struct {
		name, env, config string
		options           Options
		want              string
	}{
		{name: "option", env: "eu-west-1", options: Options{Region: "eu-west-2"}, want: "eu-west-2"},
		{name: "environment", env: "eu-west-1", want: "eu-west-1"},
		{name: "profile", config: "[profile ops]\nregion = eu-west-3\n", options: Options{Profile: "ops"}, want: "eu-west-3"},
		{name: "endpoint without one", options: Options{Endpoint: "http://127.0.0.1:4580"}, want: "us-east-1"},
		{name: "endpoint with one", env: "eu-west-1", options: Options{Endpoint: "http://127.0.0.1:4580"}, want: "eu-west-1"},
		{name: "handler", env: "eu-west-1", options: Options{Handler: http.NotFoundHandler()}, want: "us-east-1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			configured(t, test.config)
			t.Setenv("AWS_REGION", test.env)
			c, err := New(t.Context(), test.options)
			if err != nil {
				t.Fatal(err)
			}
			if c.Region() != test.want {
				t.Errorf("region %q, want %q", c.Region(), test.want)
			}
		})
	}
}

// A handler is the whole world: not even a broken configuration is looked at.
func TestHandlerLoadsNothing(t *testing.T) {
	configured(t, "[profile broken\n")
	t.Setenv("AWS_PROFILE", "broken")
	t.Setenv("AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:1")
	t.Setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAREALKEY")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "SECRET")
	var signed string
	next := sandbox(t)
	c := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed = r.Header.Get("Authorization")
		next.ServeHTTP(w, r)
	}))
	if _, err := c.Account(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := listed(t.Context(), c); err != nil {
		t.Error(err)
	}
	if !strings.Contains(signed, "Credential=AKIASLUICEPLACEHOLDER/") || !strings.Contains(signed, "/us-east-1/ec2/") {
		t.Errorf("signed as %q", signed)
	}
}

// EC2, STS and Service Quotas are asked at the endpoint, with the user's key where there is one
// and with the placeholder where the endpoint is this machine and there is none.
func TestEndpointAndKey(t *testing.T) {
	for _, test := range []struct {
		name, key, want string
		byEnvironment   bool
	}{
		{name: "no key", want: "Credential=AKIASLUICEPLACEHOLDER/"},
		{name: "a key", key: "AKIAMINE", want: "Credential=AKIAMINE/"},
		{name: "endpoint from the environment", byEnvironment: true, want: "Credential=AKIASLUICEPLACEHOLDER/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			alone(t)
			metadata := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				t.Errorf("the instance metadata was asked for %s", r.URL.Path)
			}))
			defer metadata.Close()
			t.Setenv("AWS_EC2_METADATA_DISABLED", "")
			t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.URL)
			t.Setenv("AWS_ACCESS_KEY_ID", test.key)
			t.Setenv("AWS_SECRET_ACCESS_KEY", test.key)
			var signed []string
			next := sandbox(t)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				signed = append(signed, r.Header.Get("Authorization"))
				next.ServeHTTP(w, r)
			}))
			defer server.Close()
			o := Options{Endpoint: server.URL}
			if test.byEnvironment {
				t.Setenv("AWS_ENDPOINT_URL", server.URL)
				o = Options{}
			}
			c, err := New(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			_, accountErr := c.Account(t.Context())
			_, listErr := listed(t.Context(), c)
			_, quotaErr := c.RulesPerGroup(t.Context())
			if accountErr != nil || listErr != nil || quotaErr != nil || c.Endpoint() != server.URL {
				t.Errorf("account: %v, list: %v, quota: %v, endpoint %q", accountErr, listErr, quotaErr, c.Endpoint())
			}
			for _, s := range signed {
				if !strings.Contains(s, test.want) {
					t.Errorf("signed as %q, want %q in it", s, test.want)
				}
			}
			if len(signed) != 3 {
				t.Errorf("%d requests came, want 3", len(signed))
			}
		})
	}
}

// The quotas of AWS say nothing of another endpoint's groups: unless they have an
// endpoint of their own, they are asked for where the groups are.
func TestEndpointOfQuotas(t *testing.T) {
	for _, test := range []struct{ name, ec2, quotas, want string }{
		{"AWS", "", "", ""},
		{"EC2 elsewhere", "http://127.0.0.1:4580", "", "http://127.0.0.1:4580"},
		{"each elsewhere", "http://127.0.0.1:4580", "http://127.0.0.1:4581", "http://127.0.0.1:4581"},
	} {
		t.Run(test.name, func(t *testing.T) {
			alone(t)
			t.Setenv("AWS_ENDPOINT_URL_EC2", test.ec2)
			t.Setenv("AWS_ENDPOINT_URL_SERVICE_QUOTAS", test.quotas)
			c, err := New(t.Context(), Options{Region: "us-east-1"})
			if err != nil {
				t.Fatal(err)
			}
			if got := aws.ToString(c.quotas.Options().BaseEndpoint); got != test.want {
				t.Errorf("quotas are asked for at %q, want %q", got, test.want)
			}
		})
	}
}

// What the user set for retries is for reads: a write is not sent again.
func TestRetrySettingsDoNotApplyToWrites(t *testing.T) {
	x := &wire{next: sandbox(t), faults: map[string]fault{authorize: refuseAfter(500, "InternalError", "An internal error has occurred")}}
	alone(t)
	t.Setenv("AWS_MAX_ATTEMPTS", "9")
	t.Setenv("AWS_RETRY_MODE", "adaptive")
	server := httptest.NewServer(x)
	defer server.Close()
	c, err := New(t.Context(), Options{Endpoint: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	receipt := c.Writer("").Send(t.Context(), "op-test", change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24")))
	if receipt.Count(ingress.Applied) != 1 || !receipt.ReadBack || len(x.of(authorize)) != 1 {
		t.Errorf("receipt %+v after %d calls", receipt, len(x.of(authorize)))
	}
}

// The SDK speaks to the given log.
func TestLog(t *testing.T) {
	var text bytes.Buffer
	Options{Log: slog.New(slog.NewTextHandler(&text, nil))}.logger().Logf("WARN", "%d of %d", 1, 2)
	if !strings.Contains(text.String(), `level=WARN msg="aws sdk: 1 of 2"`) {
		t.Errorf("log %q", text.String())
	}
	Options{}.logger().Logf("WARN", "nowhere")
}
