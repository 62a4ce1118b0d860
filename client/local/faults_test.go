package local

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/rehearsal"
	"sluice/client/local/wire"
)

// parseFaults reads the text forms.
func parseFaults(t *testing.T, texts ...string) (all []rehearsal.Fault) {
	t.Helper()
	for _, text := range texts {
		f, err := rehearsal.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// fired are the counts of the endpoint's faults, as {met, fired}.
func fired(e *Endpoint) (counts [][2]int) {
	for _, f := range e.Faults() {
		counts = append(counts, [2]int{f.Met, f.Fired})
	}
	return counts
}

// TestFaults meets each effect over a socket, at the second of three calls, and looks whether the request was carried out.
func TestFaults(t *testing.T) {
	for _, test := range []struct {
		fault  string
		answer string // status and code, or how the answer broke off
		done   bool   // the request was carried out all the same
	}{
		{"throttle", "503 RequestLimitExceeded", false},
		{"throttle,after", "503 RequestLimitExceeded", true},
		{"error", "500 InternalError", false},
		{"error,after", "500 InternalError", true},
		{"deny", "403 UnauthorizedOperation", false},
		{"deny,after", "403 UnauthorizedOperation", true},
		{"drop", "EOF", false},
		{"drop,after", "EOF", true},
		{"cut", "unexpected EOF", true},
		{"delay=1ms", "200 ", true},
		{"delay=1ms,after", "200 ", true},
	} {
		t.Run(test.fault, func(t *testing.T) {
			t.Parallel()
			e := openEndpoint(t, Options{Faults: parseFaults(t, "Authorize*Ingress,"+test.fault+",nth=2")})
			server := httptest.NewServer(e)
			t.Cleanup(server.Close)
			for i, want := range []string{"200 ", test.answer, "200 "} {
				port := string(rune('1' + i))
				got := outcome(t, server.URL, "Action=AuthorizeSecurityGroupIngress&Version=2016-11-15&"+toWeb+permit(1, "tcp", port, port, fromDocs))
				if got != want {
					t.Errorf("call %d: %s, want %s", i+1, got, want)
				}
			}
			if done := len(ingress(t, e, "sg-140ba4c8")) == 6; done != test.done {
				t.Errorf("carried out: %v, want %v", done, test.done)
			}
			if diff := cmp.Diff([][2]int{{3, 1}}, fired(e)); diff != "" {
				t.Errorf("met and fired (-want +got):\n%s", diff)
			}
		})
	}
}

// outcome posts a request over a connection of its own: status and code, or the error.
func outcome(t *testing.T, address, request string) string {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // no retry on a connection that was used before
	response, err := client.Post(address, "application/x-www-form-urlencoded", strings.NewReader(request))
	if err != nil {
		if broken, ok := errors.AsType[*url.Error](err); ok {
			err = broken.Err
		}
		return err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return response.Status[:4] + reply{response.StatusCode, string(body)}.code(t)
}

// TestFaultsInOrder lets one rule delay what the next refuses; those after that are not asked, and other actions go on.
func TestFaultsInOrder(t *testing.T) {
	e := openEndpoint(t, Options{Faults: parseFaults(t, "Describe*,delay=1ms", "DescribeVpcs,deny", "*,throttle", "DescribeSecurityGroups,error")})
	for _, test := range []struct{ action, code string }{
		{"DescribeVpcs", "UnauthorizedOperation"},
		{"DescribeSecurityGroups", "RequestLimitExceeded"},
		{"RevokeSecurityGroupIngress", "RequestLimitExceeded"},
		{"NoSuchAction", "InvalidAction"},
	} {
		if got := ask(t, e, wire.Version2016, test.action, "").code(t); got != test.code {
			t.Errorf("%s: %s, want %s", test.action, got, test.code)
		}
	}
	if diff := cmp.Diff([][2]int{{2, 2}, {1, 1}, {2, 2}, {0, 0}}, fired(e)); diff != "" {
		t.Errorf("met and fired (-want +got):\n%s", diff)
	}
}

// TestFaultLots: a seed always draws the same lots, another seed others, and about as many as asked for.
func TestFaultLots(t *testing.T) {
	draw := func(seed uint64) (pattern string) {
		e := openEndpoint(t, Options{Faults: parseFaults(t, "*,throttle,p=0.3"), Seed: seed})
		for range 400 {
			pattern += map[int]string{200: ".", 503: "x"}[ask(t, e, wire.VersionSTS, "GetCallerIdentity", "").status]
		}
		if fired := e.Faults()[0].Fired; fired != strings.Count(pattern, "x") || fired < 80 || fired > 160 || len(pattern) != 400 {
			t.Errorf("seed %d: %d of 400 fired, %s", seed, fired, pattern)
		}
		return pattern
	}
	if first := draw(1); first != draw(1) || first == draw(2) {
		t.Error("the seed does not decide when faults fire")
	}
}

// TestFaultDelay waits as long as it says, before the request is carried out or after, and no longer than the endpoint is open.
func TestFaultDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := Open(t.Context(), Options{Faults: parseFaults(t, "Authorize*,delay=40s", "Authorize*,delay=15s,after")})
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", "80", "80", fromDocs)).answer(t)
		if took := time.Since(begun); took != 55*time.Second {
			t.Errorf("took %v", took)
		}
		var waiting sync.WaitGroup
		waiting.Go(func() {
			if got := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", "81", "81", fromDocs)); got.status != 503 {
				t.Errorf("delayed beyond the end: %d %s", got.status, got.body)
			}
		})
		synctest.Wait()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		waiting.Wait()
		if took := time.Since(begun); took != 55*time.Second {
			t.Errorf("closing waited for the delay: %v in all", took)
		}
	})
}

func TestFaultsRefused(t *testing.T) {
	for _, test := range []struct {
		fault rehearsal.Fault
		want  string
	}{
		{rehearsal.Fault{Action: "AuthoriseSecurityGroupIngress", Effect: rehearsal.FaultDrop}, `no action is called "AuthoriseSecurityGroupIngress"`},
		{rehearsal.Fault{Action: "", Effect: rehearsal.FaultDrop}, "no action is called"},
		{rehearsal.Fault{Action: "*"}, "no effect is called"},
		{rehearsal.Fault{Action: "*", Effect: rehearsal.FaultCut}, "always after"},
		{rehearsal.Fault{Action: "*", Effect: rehearsal.FaultDrop, Delay: 1}, "no delay"},
		{rehearsal.Fault{Action: "*", Effect: rehearsal.FaultDrop, Chance: 0.5, Nth: 1}, "exclude each other"},
		{rehearsal.Fault{Action: "*", Effect: rehearsal.FaultDrop, Nth: -1}, "counted from 1"},
	} {
		if _, err := Open(t.Context(), Options{Faults: []rehearsal.Fault{test.fault}}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v", test.fault, err)
		}
	}
}
