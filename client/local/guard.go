package local

import (
	"bytes"
	"io"
	"net/http"
	"net/netip"
	"strconv"

	"sluice/client/local/wire"
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
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, wire.MaxBody))
		if err != nil {
			refuseRequest(w, wire.BodyTooLarge())
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		working(r.Context(), func() { next.ServeHTTP(w, r) })
	})
}

// unmeant says why the request is not answered, or nil.
func unmeant(r *http.Request, hosts []string) *wire.Failure {
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
	if f := wire.WrongMethod(r); f != nil {
		return f
	}
	if r.ContentLength > wire.MaxBody {
		return wire.BodyTooLarge()
	}
	return nil
}

func forbidden(message string) *wire.Failure {
	return &wire.Failure{Status: http.StatusForbidden, Code: "RequestRefused", Message: message}
}

// refuseRequest answers without having read the rest of the request, and ends the connection.
func refuseRequest(w http.ResponseWriter, f *wire.Failure) {
	w.Header().Set("Connection", "close")
	wire.WriteXML(w, f.Status, wire.ErrorBody(wire.ServiceEC2, wire.Version2016, randomID(""), f))
}
