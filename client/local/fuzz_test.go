package local

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sluice/client/local/wire"
)

// FuzzRequest sends any query string: the answer is always well-formed XML with a status that means something, and
// never an internal error.
func FuzzRequest(f *testing.F) {
	for _, query := range exampleRequests() {
		f.Add(query + "&" + authentication)
		f.Add(query + "&Version=2016-11-15&DryRun=true")
	}
	for _, a := range knownActions() {
		f.Add("Action=" + a.name + "&Version=2016-11-15&" + a.request)
	}
	f.Add("Action=DescribeSecurityGroups&Version=2016-11-15&Filter.1.Name=tag:a&Filter.1.Value.1=*%5C?&MaxResults=5&NextToken=AAAA")
	f.Add("Action=RevokeSecurityGroupIngress&Version=2016-11-15&GroupName=websrv&SecurityGroupRuleId.1=sgr-0")
	f.Add("Action=GetCallerIdentity&Version=2011-06-15&%00=%ff")
	f.Add("Action=%1b[31m&Version=%3Cscript%3E&;=&&&=&a.1.=2")
	e := prepared(f)
	f.Fuzz(func(t *testing.T, query string) {
		w := httptest.NewRecorder()
		e.ServeHTTP(w, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/", RawQuery: query}, Header: http.Header{}, Body: http.NoBody})
		if !slices.Contains([]int{200, 400, 403, 412}, w.Code) {
			t.Errorf("status %d\n%s", w.Code, w.Body)
		}
		wellFormed(t, w.Body.String())
	})
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		switch _, err := d.Token(); err {
		case nil:
		case io.EOF:
			return
		default:
			t.Fatalf("%v\n%q", err, text)
		}
	}
}

// FuzzTag sends any text through a tag: it is refused, or stored and described as it was.
func FuzzTag(f *testing.F) {
	for _, seed := range []string{"", " ", "<item>&amp;", "\r", "\n", "\x7f", "\u202e", "\x00", "\xff", "ä̈", strings.Repeat("x", 257)} {
		f.Add(seed)
	}
	e := openEndpoint(f, Options{})
	f.Fuzz(func(t *testing.T, text string) {
		values := url.Values{"Action": {"AuthorizeSecurityGroupIngress"}, "Version": {"2016-11-15"}, "GroupId": {"sg-6c0de911"},
			"IpPermissions.1.IpProtocol": {"-1"}, "IpPermissions.1.IpRanges.1.CidrIp": {"192.0.2.0/24"},
			"TagSpecification.1.ResourceType": {"security-group-rule"},
			"TagSpecification.1.Tag.1.Key":    {"k"}, "TagSpecification.1.Tag.1.Value": {text}}
		got := send(t, e, values)
		if got.status != http.StatusOK {
			if code := got.code(t); code != "InvalidParameterValue" {
				t.Errorf("%q: code %s", text, code)
			}
			return
		}
		added := got.answer(t).Rules[0]
		found := ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "SecurityGroupRuleId.1="+added.ID).answer(t).Rules[0]
		if found.Tags[0].Value != text {
			t.Errorf("%q came back as %q", text, found.Tags[0].Value)
		}
		ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", "GroupId=sg-6c0de911&SecurityGroupRuleId.1="+added.ID).answer(t)
	})
}
