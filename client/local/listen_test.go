package local

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sluice/client/local/wire"
)

// listen serves a new endpoint on a socket for one test.
func listen(t *testing.T, o Options) (*Endpoint, *Server) {
	t.Helper()
	e := openEndpoint(t, o)
	s, err := e.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error("serve:", err)
		}
	})
	return e, s
}

// raw sends bytes over a connection of its own and reads the status of the answer, 0 if there is none.
func raw(t *testing.T, addr, request string) int {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(conn, request) }() // the server may stop reading before the end
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	return response.StatusCode
}

const openSSH = "Action=AuthorizeSecurityGroupIngress&Version=2016-11-15&GroupId=sg-140ba4c8" +
	"&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&IpPermissions.1.ToPort=22&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0"

func TestForgedRequestsChangeNothing(t *testing.T) {
	e, s := listen(t, Options{})
	groups := func() string { return ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "").body }
	withoutID := func(body string) string { _, rest, _ := strings.Cut(body, "</requestId>"); return rest }
	before := withoutID(groups())
	forged := forgedRequests(s.Addr())
	if len(forged) < 60 {
		t.Errorf("only %d forged requests", len(forged))
	}
	for _, test := range forged {
		t.Run(test.name, func(t *testing.T) {
			if test.want == 0 {
				halfSent(t, s.Addr(), test.request)
			} else if got := raw(t, s.Addr(), test.request); got != test.want {
				t.Errorf("status %d, want %d", got, test.want)
			}
			if after := withoutID(groups()); after != before {
				t.Fatalf("the request changed the rules:\n%s", after)
			}
		})
	}
	host := "Host: " + s.Addr() + "\r\n"
	if got := raw(t, s.Addr(), rawPost(host+formType, openSSH)); got != http.StatusOK {
		t.Errorf("the same request, not forged: status %d", got)
	}
	if got := raw(t, s.Addr(), "GET /?Action=DescribeVpcs&Version=2011-12-15 HTTP/1.1\r\n"+host+"Sec-Fetch-Site: none\r\n\r\n"); got != http.StatusOK {
		t.Errorf("an address typed in a browser: status %d", got)
	}
}

const formType = "Content-Type: application/x-www-form-urlencoded\r\n"

// rawPost is a POST request as it is on the wire.
func rawPost(headers, body string) string {
	return fmt.Sprintf("POST / HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s", headers, len(body), body)
}

// halfSent sends a request, ends its own side, and waits until the server has closed the connection.
func halfSent(t *testing.T, addr, request string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(conn); err != nil {
		t.Fatal(err)
	}
}

func TestListenRefusesOtherAddresses(t *testing.T) {
	e := openEndpoint(t, Options{})
	for _, addr := range []string{"0.0.0.0:4580", "192.0.2.1:4580", "[::]:4580", ":4580", "localhost:4580", "127.0.0.1", "", "127.0.0.1:99999"} {
		if s, err := e.Listen(t.Context(), addr); err == nil {
			t.Errorf("%q: bound %s", addr, s.Addr())
		} else if !strings.Contains(err.Error(), "127.0.0.1:") {
			t.Errorf("%q: the error shows no address that would do: %v", addr, err)
		}
	}
}

func TestServeLeavesNothingBehind(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	e, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.Listen(t.Context(), "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 loopback here: ", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	if got := raw(t, s.Addr(), "GET /?Action=DescribeVpcs&Version=2016-11-15 HTTP/1.1\r\nHost: "+s.Addr()+"\r\n\r\n"); got != http.StatusOK {
		t.Errorf("status %d", got)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
