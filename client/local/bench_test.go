package local

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluice/client/local/store"
)

// populate gives the endpoint's shop VPC n more groups of ten ingress rules each, at once.
func populate(tb testing.TB, e *Endpoint, n int) {
	tb.Helper()
	err := e.backend.Store.Write(func(db *store.Session) error {
		const numbers = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1) "
		_, err := db.Exec(numbers+`INSERT INTO security_group (id, region, account, vpc, name, folded_name, description)
			SELECT printf('sg-%017x', i), ?2, ?3, 'vpc-0f1e2d3c', 'group ' || i, 'group ' || i, 'one of many' FROM n`, n, DefaultRegion, DefaultAccount)
		if err != nil {
			return err
		}
		_, err = db.Exec(`WITH p (port) AS (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10))
			INSERT INTO rule (id, group_key, egress, protocol, from_port, to_port, kind, source, source_account, source_name, source_vpc, peering, description)
			SELECT 'sgr-' || substr(lower(hex(randomblob(9))), 1, 17), g.key, 0, 'tcp', port, port, 'ipv4', '10.0.0.0/8', '', '', '', '', ''
			FROM security_group g CROSS JOIN p WHERE g.name GLOB 'group *'`)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
}

func groupNumber(i int) string { return fmt.Sprintf("sg-%017x", i) }

// room is how many more rules each populated group has room for.
const room = 50

// nthRule is a rule that no group of the benchmarks has yet: request i goes to group i mod groups.
func nthRule(i, groups int) string {
	port := strconv.Itoa(1000 + i/groups)
	return "Action=AuthorizeSecurityGroupIngress&GroupId=" + groupNumber(i%groups) + "&" + permit(1, "tcp", port, port, fromDocs)
}

// BenchmarkEndpoint measures requests over a socket from several clients at once, on a durable state: how many a second,
// and what 99 of 100 take at most. It fails if describing or authorizing one group costs more among many.
func BenchmarkEndpoint(b *testing.B) {
	perRequest := make(map[string][]float64)
	for _, groups := range []int{100, 5_000, 100_000} {
		e := openEndpoint(b, Options{Dir: b.TempDir()})
		populate(b, e, groups)
		server := httptest.NewServer(e)
		l := load{address: server.URL, clients: 16}
		for _, test := range []struct {
			name    string
			request func(i int) string
			most    int // requests before the state has to be as it was
		}{
			{"describe one", func(i int) string {
				return "Action=DescribeSecurityGroups&GroupId.1=" + groupNumber(i*7919%groups)
			}, 1 << 30},
			{"authorize", func(i int) string { return nthRule(i, groups) }, groups * room},
			{"page of 1000", func(int) string { return "Action=DescribeSecurityGroups&MaxResults=1000" }, 1 << 30},
		} {
			b.Run(fmt.Sprintf("%s/%d", test.name, groups), func(b *testing.B) {
				took := l.run(b, test.request, test.most, func() { forgetAdded(b, e) })
				if perRequest[test.name] = append(perRequest[test.name], took); test.name != "page of 1000" && b.N > 1000 {
					if least := slices.Min(perRequest[test.name]); took > 2*least {
						b.Errorf("%.0f µs a request, and %.0f among fewer groups", took*1e6, least*1e6)
					}
				}
			})
		}
		server.Close()
	}
}

// forgetAdded removes the rules that requests added.
func forgetAdded(b *testing.B, e *Endpoint) {
	err := e.backend.Store.Write(func(db *store.Session) error {
		_, err := db.Exec("DELETE FROM rule WHERE source = '192.0.2.0/24'")
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// load is a number of clients that ask at once.
type load struct {
	address string
	clients int
}

// run sends b.N requests and reports requests/s and p99-ms; it gives the seconds per request. Before each turn of most
// requests it restores the state.
func (l load) run(b *testing.B, request func(i int) string, most int, restore func()) float64 {
	var latencies []time.Duration
	var total time.Duration
	for done := 0; done < b.N; done += most {
		b.StopTimer()
		restore()
		b.StartTimer()
		begun := time.Now()
		latencies = append(latencies, l.turn(b, request, min(most, b.N-done))...)
		total += time.Since(begun)
	}
	slices.Sort(latencies)
	b.ReportMetric(float64(b.N)/total.Seconds(), "requests/s")
	b.ReportMetric(float64(latencies[len(latencies)*99/100].Microseconds())/1e3, "p99-ms")
	return total.Seconds() / float64(b.N)
}

func (l load) turn(b *testing.B, request func(i int) string, n int) []time.Duration {
	latencies := make([]time.Duration, n)
	var next atomic.Int64
	var clients sync.WaitGroup
	for range l.clients {
		clients.Go(func() {
			client := http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				begun := time.Now()
				if _, err := l.ask(&client, request(i)); err != nil {
					b.Error(err)
					return
				}
				latencies[i] = time.Since(begun)
			}
		})
	}
	clients.Wait()
	return latencies
}

// ask posts one request, signed as far as emulators look: they take the service from it.
func (l load) ask(client *http.Client, parameters string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodPost, l.address, strings.NewReader(parameters+"&Version=2016-11-15"))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=00")
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s\n%s", parameters, response.Status, body)
	}
	return body, err
}
