package journal

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sluice/client/aws"
	"sluice/client/local"
	"sluice/model/ingress"
)

// rounds is how often a test of n rounds repeats itself: all n with the build tag long, ten times as often with the tag
// soak, and a tenth otherwise; fewer times where the race detector slows it down.
func rounds(n int) int {
	switch {
	case soaked:
		return 10 * n
	case raced:
		return max(n/20, 1)
	case long:
		return n
	}
	return max(n/10, 1)
}

// The sample's groups that tests write to, all of one VPC.
const (
	shop     = "vpc-0f1e2d3c"
	webGroup = "sg-140ba4c8"
	lbGroup  = "sg-0a5d8e02"
	adminOf  = "sg-1e9ac701"
	wizard   = "sg-6c0de911"
)

// the actions that write.
const (
	authorize = "AuthorizeSecurityGroupIngress"
	revoke    = "RevokeSecurityGroupIngress"
	modify    = "ModifySecurityGroupRules"
)

// world is an embedded EC2, and a client of it.
type world struct {
	wire   *wire
	client *aws.Client
}

func newWorld(t testing.TB) *world {
	t.Helper()
	endpoint, err := local.Open(context.Background(), local.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := endpoint.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	x := &wire{next: endpoint}
	return &world{wire: x, client: clientOf(t, x)}
}

// clientOf is a client of a handler in this process.
func clientOf(t testing.TB, h http.Handler) *aws.Client {
	t.Helper()
	c, err := aws.New(context.Background(), aws.Options{Handler: h})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wire is what stands between the clients and the endpoint. Requests go through struck, if there is one, which answers
// or passes them on.
type wire struct {
	next http.Handler

	mu     sync.Mutex
	struck func(form url.Values, pass func() *httptest.ResponseRecorder, w http.ResponseWriter, r *http.Request)
}

// strike sets what requests go through from now on; nil for nothing.
func (x *wire) strike(f func(form url.Values, pass func() *httptest.ResponseRecorder, w http.ResponseWriter, r *http.Request)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.struck = f
}

func (x *wire) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // a client that was killed while it spoke
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		panic(err)
	}
	pass := func() *httptest.ResponseRecorder {
		again := r.Clone(context.WithoutCancel(r.Context()))
		again.Body = io.NopCloser(strings.NewReader(string(body)))
		answer := httptest.NewRecorder()
		x.next.ServeHTTP(answer, again)
		return answer
	}
	x.mu.Lock()
	struck := x.struck
	x.mu.Unlock()
	if struck == nil {
		replay(w, pass())
		return
	}
	struck(form, pass, w, r)
}

// replay gives a recorded answer.
func replay(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}

// refuse is an error as EC2 answers it.
func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>%s</Code><Message>on purpose</Message></Error></Errors><RequestID>req-refused</RequestID></Response>`, code)
}

// ask sends a request past the wire, as someone else would, and returns the answer's body. It must succeed.
func (w *world) ask(t testing.TB, action string, parameters ...string) string {
	t.Helper()
	status, body := w.tryAsk(action, parameters...)
	if status != http.StatusOK {
		t.Fatalf("%s %q: %d %s", action, parameters, status, body)
	}
	return body
}

func (w *world) tryAsk(action string, parameters ...string) (status int, body string) {
	form := url.Values{"Version": {"2016-11-15"}, "Action": {action}}
	for i := 0; i < len(parameters); i += 2 {
		form.Set(parameters[i], parameters[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	w.wire.next.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

// opened opens a TCP port to an address range past the wire, with tags of the rule, and returns the rule's id.
func (w *world) opened(t testing.TB, group string, port int, prefix string, tags ...string) string {
	t.Helper()
	parameters := []string{"GroupId", group, "IpPermissions.1.IpProtocol", "tcp", "IpPermissions.1.FromPort", strconv.Itoa(port),
		"IpPermissions.1.ToPort", strconv.Itoa(port), "IpPermissions.1.IpRanges.1.CidrIp", prefix}
	for i := 0; i < len(tags); i += 2 {
		if i == 0 {
			parameters = append(parameters, "TagSpecification.1.ResourceType", "security-group-rule")
		}
		n := "TagSpecification.1.Tag." + strconv.Itoa(i/2+1)
		parameters = append(parameters, n+".Key", tags[i], n+".Value", tags[i+1])
	}
	return regexp.MustCompile(`sgr-[0-9a-f]+`).FindString(w.ask(t, authorize, parameters...))
}

// closes revokes a rule past the wire.
func (w *world) closes(t testing.TB, group, rule string) {
	t.Helper()
	w.ask(t, revoke, "GroupId", group, "SecurityGroupRuleId.1", rule)
}

// created makes a group in the shop's VPC.
func (w *world) created(t testing.TB, name string) string {
	t.Helper()
	return regexp.MustCompile(`sg-[0-9a-f]+`).FindString(
		w.ask(t, "CreateSecurityGroup", "GroupName", name, "GroupDescription", name, "VpcId", shop))
}

// group reads a group.
func (w *world) group(t testing.TB, id string) ingress.Group {
	t.Helper()
	g, err := w.client.Group(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// inSandbox is the embedded endpoint, as a program knows it.
func inSandbox(context.Context) (ingress.Site, error) {
	return ingress.Site{Endpoint: "sandbox", Account: local.DefaultAccount, Region: local.DefaultRegion}, nil
}

// opensJournal opens a journal until the test's end.
func opensJournal(t testing.TB, dir string) *Journal {
	t.Helper()
	j, err := Open(context.Background(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	return j
}

// keeperOf keeps a journal on a world.
func keeperOf(j *Journal, w *world) Keeper {
	return Keeper{Journal: j, Reader: w.client, Writer: w.client.Writer(SweptBy), Site: inSandbox, Planner: planner(), NewOperation: mint(), Now: j.now}
}

// planner allows as many rules as EC2 can.
func planner() ingress.Planner {
	return ingress.Planner{Limits: ingress.Limits{Classic: 1000, VPC: 1000}, Settings: ingress.DefaultSettings()}
}

// mint makes ids of operations that no other mint makes.
func mint() func() string {
	return func() string { return strings.ToLower(rand.Text()[:12]) }
}

// tcp is a rule that opens a TCP port to an address range.
func tcp(t testing.TB, port int, prefix string) ingress.Wanted {
	t.Helper()
	rule, err := ingress.NewRule(ingress.TCP, port, port, ingress.FromPrefix(netip.MustParsePrefix(prefix)))
	if err != nil {
		t.Fatal(err)
	}
	return ingress.Wanted{Rule: rule}
}

// adding plans rules for a group as it was read.
func adding(operation string, g ingress.Group, rules ...ingress.Wanted) ingress.Change {
	return planner().Plan(operation, []ingress.Group{g}, [][]ingress.Wanted{rules}).Changes[0]
}

// revoking plans to revoke rules of a group as it was read.
func revoking(operation string, g ingress.Group, ids ...string) ingress.Change {
	plan, _ := planner().Revoke(operation, g, ids)
	return plan.Changes[0]
}

// recordsIn are all records of a journal, in the order of their intents.
func recordsIn(t testing.TB, j *Journal) []ingress.Record {
	t.Helper()
	operations, err := j.Operations(context.Background(), ingress.HistoryFilter{Most: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	var records []ingress.Record
	for _, o := range operations {
		records = append(records, o.Records...)
	}
	slices.SortStableFunc(records, func(a, b ingress.Record) int { return a.At.Compare(b.At) })
	return records
}

// outcomesIn are the outcomes of a receipt's rules.
func outcomesIn(r ingress.Receipt) (all []ingress.Outcome) {
	for _, rule := range r.Rules {
		all = append(all, rule.Outcome)
	}
	return all
}
