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
	groups := func() string { return ask(t, e, Version2016, "DescribeSecurityGroupRules", "").body }
	withoutID := func(body string) string { _, rest, _ := strings.Cut(body, "</requestId>"); return rest }
	before := withoutID(groups())
	for _, test := range forgedRequests(s.Addr()) {
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

// forgedRequest is a request that the server at addr must not carry out, and the status of its answer; 0 means that it
// ends before it is whole, and that any answer will do.
type forgedRequest struct {
	name, request string
	want          int
}

func forgedRequests(addr string) []forgedRequest {
	port := addr[strings.LastIndex(addr, ":"):]
	host := "Host: " + addr + "\r\n"
	return []forgedRequest{
		{"a rebound name", rawPost("Host: attacker.example"+port+"\r\n"+formType, openSSH), 403},
		{"localhost by name", rawPost("Host: localhost"+port+"\r\n"+formType, openSSH), 403},
		{"another loopback address", rawPost("Host: 127.0.0.2"+port+"\r\n"+formType, openSSH), 403},
		{"no port in the host", rawPost("Host: 127.0.0.1\r\n"+formType, openSSH), 403},
		{"another port in the host", rawPost("Host: 127.0.0.1:1\r\n"+formType, openSSH), 403},
		{"a dot after the host", rawPost("Host: 127.0.0.1."+port+"\r\n"+formType, openSSH), 403},
		{"user information in the host", rawPost("Host: a@"+addr+"\r\n"+formType, openSSH), 400},
		{"an empty host", rawPost("Host: \r\n"+formType, openSSH), 403},
		{"no host", rawPost(formType, openSSH), 400},
		{"two hosts", rawPost(host+host+formType, openSSH), 400},
		{"an absolute target of another host", "GET http://attacker.example/?" + openSSH + " HTTP/1.1\r\n" + host + "\r\n", 403},
		{"a page's origin", rawPost(host+formType+"Origin: https://attacker.example\r\n", openSSH), 403},
		{"an opaque origin", rawPost(host+formType+"Origin: null\r\n", openSSH), 403},
		{"its own origin", rawPost(host+formType+"Origin: http://"+addr+"\r\n", openSSH), 403},
		{"an empty origin", rawPost(host+formType+"Origin:\r\n", openSSH), 403},
		{"an image on a page", "GET /?" + openSSH + " HTTP/1.1\r\n" + host + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n\r\n", 403},
		{"a page of the same site", "GET /?" + openSSH + " HTTP/1.1\r\n" + host + "Sec-Fetch-Site: same-site\r\n\r\n", 403},
		{"two fetch sites", "GET /?" + openSSH + " HTTP/1.1\r\n" + host + "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n\r\n", 403},
		{"an image on an old browser's page", "GET /?" + openSSH + " HTTP/1.1\r\n" + host + "Referer: https://attacker.example/\r\n\r\n", 403},
		{"a preflight", "OPTIONS / HTTP/1.1\r\n" + host + "Access-Control-Request-Method: POST\r\n\r\n", 405},
		{"PUT", "PUT /?" + openSSH + " HTTP/1.1\r\n" + host + formType + "\r\n", 405},
		{"HEAD", "HEAD /?" + openSSH + " HTTP/1.1\r\n" + host + "\r\n", 405},
		{"DELETE", "DELETE /?" + openSSH + " HTTP/1.1\r\n" + host + "\r\n", 405},
		{"a text body", rawPost(host+"Content-Type: text/plain\r\n", openSSH), 415},
		{"a JSON body", rawPost(host+"Content-Type: application/json\r\n", `{"Action":"AuthorizeSecurityGroupIngress"}`), 415},
		{"a multipart body", rawPost(host+"Content-Type: multipart/form-data; boundary=x\r\n", openSSH), 415},
		{"no content type", rawPost(host, openSSH), 415},
		{"a body that is too large", rawPost(host+formType, openSSH+"&x="+strings.Repeat("x", maxBody)), 413},
		{"a chunked body that is too large", "POST / HTTP/1.1\r\n" + host + formType + "Transfer-Encoding: chunked\r\n\r\n" +
			fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", maxBody+1, strings.Repeat("x", maxBody+1)), 413},
		{"a header that is too large", rawPost(host+formType+"X-Padding: "+strings.Repeat("x", maxHeader)+"\r\n", openSSH), 431},
		{"another path", strings.Replace(rawPost(host+formType, openSSH), "POST / ", "POST /admin ", 1), 404},
		{"a body that is cut short", "POST / HTTP/1.1\r\n" + host + formType + "Content-Length: 500\r\nConnection: close\r\n\r\n" + "Action=x", 0},
	}
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

// TestSlowPeers holds twice as many silent connections as there is room for, and wants other requests answered.
func TestSlowPeers(t *testing.T) {
	_, s := listen(t, Options{})
	for i := range 2 * maxConnections {
		conn, err := net.Dial("tcp", s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if i%2 == 0 { // half of them begin a request and stop
			_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: ")
		}
	}
	begun := time.Now()
	for range 10 {
		if got := raw(t, s.Addr(), "GET /?Action=DescribeVpcs&Version=2016-11-15 HTTP/1.1\r\nHost: "+s.Addr()+"\r\nConnection: close\r\n\r\n"); got != http.StatusOK {
			t.Fatalf("status %d beside silent peers", got)
		}
	}
	if took := time.Since(begun); took >= headerTimeout {
		t.Errorf("10 requests took %v beside silent peers: as long as those may be silent", took)
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
