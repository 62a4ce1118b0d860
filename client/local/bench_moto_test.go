package local

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
)

// BenchmarkBesideMoto sends the same requests to the endpoint and to moto, an EC2 emulator in Python, each with a
// hundred groups of ten rules: one after the other on the same machine.
func BenchmarkBesideMoto(b *testing.B) {
	const groups = 100
	ours := func(b *testing.B) string {
		server := httptest.NewServer(openEndpoint(b, Options{Dir: b.TempDir()}))
		b.Cleanup(server.Close)
		return server.URL
	}
	for _, emulator := range []struct {
		name  string
		start func(b *testing.B) string
	}{{"sluice", ours}, {"moto", startMoto}} {
		b.Run(emulator.name, func(b *testing.B) {
			l := load{address: emulator.start(b), clients: 8}
			ids := l.fill(b, groups)
			next := 0 // goes on over all turns: no rule is added twice
			b.Run("describe one", func(b *testing.B) {
				l.run(b, func(i int) string { return "Action=DescribeSecurityGroups&GroupId.1=" + ids[i*7919%groups] }, 1<<30, func() {})
			})
			b.Run("authorize", func(b *testing.B) {
				first := next
				next += b.N
				l.run(b, func(i int) string {
					n := (first + i) / groups // a group has room for 50 such rules
					return "Action=AuthorizeSecurityGroupIngress&GroupId=" + ids[(first+i)%groups] + "&" +
						permit(1, "tcp", "443", "443", fmt.Sprintf("IpRanges.1.CidrIp=192.0.%d.%d/32", n/256, n%256))
				}, 1<<30, func() {})
			})
			b.Run("describe all", func(b *testing.B) {
				l.run(b, func(int) string { return "Action=DescribeSecurityGroups" }, 1<<30, func() {})
			})
		})
	}
}

// fill makes groups of ten rules in the default VPC and gives their ids.
func (l load) fill(b *testing.B, groups int) (ids []string) {
	for i := range groups {
		request := fmt.Sprintf("Action=CreateSecurityGroup&GroupName=bench%d&GroupDescription=one+of+many", i)
		body, err := l.ask(http.DefaultClient, request)
		if err != nil {
			b.Fatal(err)
		}
		var created struct {
			ID string `xml:"groupId"`
		}
		if err := xml.Unmarshal(body, &created); err != nil || created.ID == "" {
			b.Fatalf("%v\n%s", err, body)
		}
		ids = append(ids, created.ID)
		if _, err := l.ask(http.DefaultClient, "Action=AuthorizeSecurityGroupIngress&GroupId="+created.ID+"&"+permit(1, "tcp", "80", "80",
			manyRanges(10)...)); err != nil {
			b.Fatal(err)
		}
	}
	return ids
}

// startMoto runs moto_server on a free port and gives its address.
func startMoto(b *testing.B) string {
	path, err := exec.LookPath("moto_server")
	if err != nil {
		b.Skip("SKIPPED: moto_server is not installed, so there is nothing to compare with (pip install 'moto[server]')")
	}
	server := exec.Command(path, "-H", "127.0.0.1", "-p", "0")
	log, err := server.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		if _, at, found := strings.Cut(lines.Text(), "Running on "); found {
			go func() { // so that the server can go on writing its log
				for lines.Scan() {
				}
			}()
			return strings.TrimSpace(at)
		}
	}
	b.Fatalf("moto_server ended without naming its address: %v", lines.Err())
	return ""
}
