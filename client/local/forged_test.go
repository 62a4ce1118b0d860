package local

import (
	"fmt"
	"strings"

	"sluice/client/local/wire"
)

// forgedRequest is a request that the server at addr must not carry out, and the status of its answer; 0 means that it
// ends before it is whole, and that any answer will do.
type forgedRequest struct {
	name, request string
	want          int
}

func forgedRequests(addr string) (all []forgedRequest) {
	for _, family := range [][]forgedRequest{
		forgedHosts(addr), forgedSites(addr), forgedMethods(addr), forgedTypes(addr), forgedSizes(addr), forgedFraming(addr),
	} {
		all = append(all, family...)
	}
	return all
}

// forgedHosts come by another name: that of a page whose server has rebound it to this machine, say.
func forgedHosts(addr string) (all []forgedRequest) {
	port := addr[strings.LastIndex(addr, ":"):]
	for name, host := range map[string]string{
		"a rebound name": "attacker.example" + port, "localhost by name": "localhost" + port, "another loopback address": "127.0.0.2" + port,
		"the address in another notation": "2130706433" + port, "the address in hexadecimal": "0x7f000001" + port, "a short address": "127.1" + port,
		"the address as IPv6": "[::ffff:127.0.0.1]" + port, "the other loopback": "[::1]" + port, "all addresses": "0.0.0.0" + port,
		"no port in the host": "127.0.0.1", "another port in the host": "127.0.0.1:1", "a zero before the port": "127.0.0.1:0" + port[1:],
		"a dot after the host": "127.0.0.1." + port, "a name that begins like the address": "127.0.0.1.attacker.example" + port,
		"an empty host": "", "the region's endpoint": "ec2.us-east-1.amazonaws.com",
	} {
		all = append(all, forgedRequest{name, rawPost("Host: "+host+"\r\n"+formType, openSSH), 403})
	}
	host := "Host: " + addr + "\r\n"
	return append(all,
		forgedRequest{"user information in the host", rawPost("Host: a@"+addr+"\r\n"+formType, openSSH), 400},
		forgedRequest{"no host", rawPost(formType, openSSH), 400},
		forgedRequest{"two hosts", rawPost(host+host+formType, openSSH), 400},
		forgedRequest{"two hosts, the second rebound", rawPost(host+"Host: attacker.example\r\n"+formType, openSSH), 400},
		forgedRequest{"a space before the colon", rawPost("Host : "+addr+"\r\n"+formType, openSSH), 400},
		forgedRequest{"an absolute target of another host", "GET http://attacker.example/?" + openSSH + " HTTP/1.1\r\n" + host + "\r\n", 403},
		forgedRequest{"HTTP/1.0 without a host", "GET /?" + openSSH + " HTTP/1.0\r\n\r\n", 403},
		forgedRequest{"HTTP/0.9", "GET /?" + openSSH + "\r\n", 400},
	)
}

// forgedSites are sent by a page in a browser.
func forgedSites(addr string) (all []forgedRequest) {
	host := "Host: " + addr + "\r\n"
	for name, headers := range map[string]string{
		"a page's origin": "Origin: https://attacker.example\r\n", "an opaque origin": "Origin: null\r\n", "its own origin": "Origin: http://" + addr + "\r\n",
		"an empty origin": "Origin:\r\n", "an extension's origin": "Origin: chrome-extension://abcdef\r\n",
		"origin in lower case": "origin: https://attacker.example\r\n",
		"two origins":          "Origin: http://" + addr + "\r\nOrigin: https://attacker.example\r\n",
		"a form on a page":     "Referer: https://attacker.example/\r\n", "a page without its address": "Referer:\r\n",
		"a fetch from another site": "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n", "a fetch of the same origin": "Sec-Fetch-Site: same-origin\r\n",
		"an unknown fetch site": "Sec-Fetch-Site: nearby\r\n", "an empty fetch site": "Sec-Fetch-Site:\r\n",
	} {
		all = append(all, forgedRequest{name, rawPost(host+formType+headers, openSSH), 403})
	}
	get := "GET /?" + openSSH + " HTTP/1.1\r\n" + host
	return append(all,
		forgedRequest{"an image on a page", get + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n\r\n", 403},
		forgedRequest{"a page of the same site", get + "Sec-Fetch-Site: same-site\r\n\r\n", 403},
		forgedRequest{"two fetch sites", get + "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n\r\n", 403},
		forgedRequest{"an image on an old browser's page", get + "Referer: https://attacker.example/\r\n\r\n", 403},
		forgedRequest{"a page that asks for a socket", get + "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: https://attacker.example\r\n\r\n", 403},
	)
}

func forgedMethods(addr string) (all []forgedRequest) {
	host := "Host: " + addr + "\r\n"
	for _, method := range []string{"PUT", "HEAD", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "POSTT"} {
		all = append(all, forgedRequest{method, method + " /?" + openSSH + " HTTP/1.1\r\n" + host + formType + "\r\n", 405})
	}
	return append(all,
		forgedRequest{"a preflight", "OPTIONS / HTTP/1.1\r\n" + host + "Access-Control-Request-Method: POST\r\n\r\n", 405},
		forgedRequest{"another path", strings.Replace(rawPost(host+formType, openSSH), "POST / ", "POST /admin ", 1), 404},
		forgedRequest{"a path that climbs", strings.Replace(rawPost(host+formType, openSSH), "POST / ", "POST /%2e%2e/ ", 1), 404},
	)
}

func forgedTypes(addr string) (all []forgedRequest) {
	host := "Host: " + addr + "\r\n"
	for name, kind := range map[string]string{
		"a text body": "text/plain", "a JSON body": "application/json", "a multipart body": "multipart/form-data; boundary=x",
		"a type that begins like a form": "application/x-www-form-urlencoded-not", "a type that is none": "form",
		"two types": "text/plain, application/x-www-form-urlencoded",
	} {
		all = append(all, forgedRequest{name, rawPost(host+"Content-Type: "+kind+"\r\n", openSSH), 415})
	}
	return append(all,
		forgedRequest{"no content type", rawPost(host, openSSH), 415},
		forgedRequest{"a text body with the parameters in the URL", strings.Replace(rawPost(host+"Content-Type: text/plain\r\n", "x"), "POST / ",
			"POST /?"+openSSH+" ", 1), 415},
	)
}

func forgedSizes(addr string) []forgedRequest {
	host := "Host: " + addr + "\r\n"
	return []forgedRequest{
		{"a body that is too large", rawPost(host+formType, openSSH+"&x="+strings.Repeat("x", wire.MaxBody)), 413},
		{"a chunked body that is too large", "POST / HTTP/1.1\r\n" + host + formType + "Transfer-Encoding: chunked\r\n\r\n" +
			fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", wire.MaxBody+1, strings.Repeat("x", wire.MaxBody+1)), 413},
		{"a length that no one has", "POST / HTTP/1.1\r\n" + host + formType + "Content-Length: 9223372036854775807\r\n\r\n" + openSSH, 413},
		{"a header that is too large", rawPost(host+formType+"X-Padding: "+strings.Repeat("x", maxHeader)+"\r\n", openSSH), 431},
		{"an address that is too large", "GET /?" + openSSH + "&x=" + strings.Repeat("x", maxHeader) + " HTTP/1.1\r\n" + host + "\r\n", 431},
		{"too many headers", rawPost(host+formType+strings.Repeat("X-Padding: x\r\n", maxHeader/10), openSSH), 431},
	}
}

// forgedFraming leaves open where a request ends.
func forgedFraming(addr string) []forgedRequest {
	start := "POST / HTTP/1.1\r\nHost: " + addr + "\r\n" + formType
	return []forgedRequest{
		{"a body that is cut short", start + "Content-Length: 500\r\nConnection: close\r\n\r\n" + openSSH, 0},
		{"a chunk that is cut short", start + "Transfer-Encoding: chunked\r\n\r\nfff\r\n" + openSSH, 0},
		{"two lengths", start + fmt.Sprintf("Content-Length: %d\r\nContent-Length: 1\r\n\r\n", len(openSSH)) + openSSH, 400},
		{"a length below zero", start + "Content-Length: -1\r\n\r\n" + openSSH, 400},
		{"an unknown encoding", start + "Transfer-Encoding: gzip\r\n\r\n" + openSSH, 501},
		{"a chunk of no size", start + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + openSSH, 413},
		{"an expectation that is none", start + fmt.Sprintf("Expect: miracles\r\nContent-Length: %d\r\n\r\n", len(openSSH)) + openSSH, 417},
	}
}
