package aws

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestInProcessCall(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		w.Header().Set("X-Seen", r.Method+" "+r.Host+" "+r.URL.Path+" "+string(body))
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK) // too late, as with a server
		w.Header().Set("X-Late", "yes")
		io.WriteString(w, "short and stout")
		if err != nil {
			t.Error(err)
		}
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://ec2.test/path", strings.NewReader("a=b"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := inProcess{handler}.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil || string(body) != "short and stout" || resp.StatusCode != http.StatusTeapot {
		t.Errorf("%d %q, %v", resp.StatusCode, body, err)
	}
	if resp.Header.Get("X-Seen") != "POST ec2.test /path a=b" || resp.Header.Get("X-Late") != "" {
		t.Errorf("headers %v", resp.Header)
	}
}

func TestInProcessCallThatIsGivenUp(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	ended, returned := make(chan error, 1), make(chan struct{})
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		leave()
		<-r.Context().Done()
		<-returned // an answer that is there by then may win
		ended <- r.Context().Err()
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://ec2.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (inProcess{handler}).Do(req); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	close(returned)
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the handler ended with %v", err)
	}
	if _, err := (inProcess{handler}).Do(req); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that was given up before: %v", err)
	}
}

func TestInProcessPanic(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://ec2.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = inProcess{http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oops") })}.Do(req)
	if err == nil || !strings.Contains(err.Error(), "broke off its answer: oops") {
		t.Errorf("error %v", err)
	}
}
