package local

import (
	"bytes"
	"io"
	"net/http"
	"net/netip"
	"strconv"
)

// Guard answers only requests that a program on this machine meant for the server at addr, its own address with
// the port, and passes them on to next. A web page cannot reach next through the user's browser: not by rebinding
// its name (Host must be addr exactly), not by posting or embedding across sites (Origin, Referer and fetch
// metadata are refused), not by content types that need no preflight.
func Guard(next http.Handler, addr string) http.Handler {
	hosts := []string{addr}
	if at, err := netip.ParseAddrPort(addr); err == nil && at.Port() == 80 {
		hosts = append(hosts, addr[:len(addr)-len(":80")]) // clients leave out the default port
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f := unmeant(r, hosts); f != nil {
			refuseRequest(w, f)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			refuseRequest(w, bodyTooLarge())
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		working(r.Context(), func() { next.ServeHTTP(w, r) })
	})
}

// unmeant says why the request is not answered, or nil.
func unmeant(r *http.Request, hosts []string) *failure {
	known := false
	for _, host := range hosts {
		known = known || r.Host == host
	}
	if !known {
		return forbidden("The Host header is " + strconv.Quote(r.Host) + "; this endpoint is " + hosts[0] + ".")
	}
	if r.Header.Values("Origin") != nil || r.Header.Values("Referer") != nil {
		return forbidden("Requests from web pages (with an Origin or Referer header) are refused.")
	}
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "none" { // none: the user typed the address
			return forbidden("Requests from web pages (Sec-Fetch-Site: " + strconv.Quote(site) + ") are refused.")
		}
	}
	if f := wrongMethod(r); f != nil {
		return f
	}
	if r.ContentLength > maxBody {
		return bodyTooLarge()
	}
	return nil
}

func forbidden(message string) *failure {
	return &failure{status: http.StatusForbidden, code: "RequestRefused", message: message}
}

// refuseRequest answers without having read the rest of the request, and ends the connection.
func refuseRequest(w http.ResponseWriter, f *failure) {
	w.Header().Set("Connection", "close")
	writeXML(w, f.status, errorBody(&call{id: randomID(""), version: Version2016}, serviceEC2, f))
}
