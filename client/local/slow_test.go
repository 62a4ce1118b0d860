package local

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// slowStarts are what peers send and then wait: nothing, a part of a request, or all of one whose answer they do not read.
func slowStarts(addr string) []string {
	whole := rawPost("Host: "+addr+"\r\n"+formType, "Action=DescribeSecurityGroups&Version=2016-11-15")
	return []string{"", "POST / HTTP/1.1\r\nHost: ", whole[:len(whole)-5], strings.Repeat(whole, 4)}
}

// TestSlowPeers asks beside 500 connections that are silent, begin a request and stop, go on a byte at a time, or do
// not read their answers: 99 of 100 requests are answered at once.
func TestSlowPeers(t *testing.T) {
	const slow, requests = 500, 300
	soon := time.Second // a silent peer may wait five seconds before it is given up
	if raced {
		soon = headerTimeout
	}
	_, s := listen(t, Options{})
	starts := slowStarts(s.Addr())
	var trickling []net.Conn
	for i := range slow {
		conn, err := net.Dial("tcp", s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, starts[i%len(starts)]) // the server may have closed it already
		if i%len(starts) == 1 {
			trickling = append(trickling, conn)
		}
	}
	var latencies []time.Duration
	for range requests {
		begun := time.Now()
		if got := raw(t, s.Addr(), "GET /?Action=DescribeVpcs&Version=2016-11-15 HTTP/1.1\r\nHost: "+s.Addr()+"\r\nConnection: close\r\n\r\n"); got != http.StatusOK {
			t.Fatalf("status %d beside slow peers", got)
		}
		latencies = append(latencies, time.Since(begun))
		for _, conn := range trickling {
			_, _ = io.WriteString(conn, "x")
		}
	}
	slices.Sort(latencies)
	p99 := latencies[requests*99/100]
	t.Logf("p99 %v beside %d slow connections", p99, slow)
	if p99 > soon {
		t.Errorf("p99 is %v beside %d slow connections", p99, slow)
	}
}
