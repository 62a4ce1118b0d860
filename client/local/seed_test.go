package local

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// authentication is what the API reference's examples call AUTHPARAMS: query authentication of that time.
const authentication = "Version=2011-12-15&AWSAccessKeyId=AKIDEXAMPLE&SignatureVersion=2&SignatureMethod=HmacSHA256" +
	"&Timestamp=2011-12-20T12%3A00%3A00Z&Signature=c2lnbmF0dXJl"

// The example requests of AuthorizeSecurityGroupIngress (API reference, 2011-12-15).
func exampleRequests() []string {
	return []string{
		"Action=AuthorizeSecurityGroupIngress&GroupName=websrv" +
			"&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=80&IpPermissions.1.ToPort=80" +
			"&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24&IpPermissions.1.IpRanges.2.CidrIp=198.51.100.0/24",
		"Action=AuthorizeSecurityGroupIngress&GroupName=websrv" +
			"&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=80&IpPermissions.1.ToPort=80" +
			"&IpPermissions.1.Groups.1.GroupName=OtherAccountGroup&IpPermissions.1.Groups.1.UserId=999988887777",
		"Action=AuthorizeSecurityGroupIngress&GroupId=sg-140ba4c8" +
			"&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=80&IpPermissions.1.ToPort=80" +
			"&IpPermissions.1.Groups.1.GroupId=sg-0a5d8e02&IpPermissions.1.Groups.1.UserId=111122223333",
	}
}

// TestExampleRequests sends them to a new endpoint over a socket, as plain URLs, and wants the example's answer.
func TestExampleRequests(t *testing.T) {
	e := openEndpoint(t, Options{NewID: fixedIDs})
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	const want = `<AuthorizeSecurityGroupIngressResponse xmlns="http://ec2.amazonaws.com/doc/2011-12-15/"> ` +
		`<requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId> <return>true</return> </AuthorizeSecurityGroupIngressResponse>`
	for i, query := range exampleRequests() {
		response, err := http.Get(server.URL + "/?" + query + "&" + authentication)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if got := strings.Join(strings.Fields(string(body)), " "); response.StatusCode != http.StatusOK || got != want {
			t.Errorf("example %d: %s\n got %s\nwant %s", i+1, response.Status, got, want)
		}
	}
}

// TestExampleRequestsTwice wants each to be refused the second time: the rules are there.
func TestExampleRequestsTwice(t *testing.T) {
	e := openEndpoint(t, Options{})
	for i, query := range exampleRequests() {
		url := "/?" + query + "&" + authentication
		if got := serve(t, e, httptest.NewRequest(http.MethodGet, url, nil)); got.status != http.StatusOK {
			t.Fatalf("example %d: %s", i+1, got.body)
		}
		if got := serve(t, e, httptest.NewRequest(http.MethodGet, url, nil)); got.code(t) != "InvalidPermission.Duplicate" {
			t.Errorf("example %d again: %s", i+1, got.body)
		}
	}
}

// TestAnswerHeaders tell the request id, and the time by the endpoint's clock.
func TestAnswerHeaders(t *testing.T) {
	e := openEndpoint(t, Options{NewID: fixedIDs, Now: func() time.Time { return time.Date(2011, 12, 20, 13, 0, 0, 0, time.FixedZone("CET", 3600)) }})
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?Action=DescribeVpcs&"+authentication, nil))
	for name, want := range map[string]string{
		"Date":             "Tue, 20 Dec 2011 12:00:00 GMT",
		"X-Amzn-Requestid": "59dbff89-35bd-4eac-99ed-be587EXAMPLE",
		"Content-Type":     "text/xml;charset=UTF-8",
		"Content-Length":   strconv.Itoa(w.Body.Len()),
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
