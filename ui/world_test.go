package ui

import (
	"context"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"sluice/model/ingress"
	"sluice/model/perform"
)

// fakeWorld is an EC2 in memory: a reader and a writer whose answers a test
// chooses.
type fakeWorld struct {
	mu     sync.Mutex
	groups []ingress.Group
	page   int // groups a page
	now    time.Time
	ticks  int // countdowns that may go on: time passes with each
	sent   []ingress.Change
	plans  int // operations minted

	accountErr  error
	listErr     error // comes after the first failAfter pages
	failAfter   int
	readErr     error
	quota       int // the account's; 0 where it may not ask
	lists       []ingress.PrefixList
	listsErr    error
	permit      func(ingress.Change) ingress.Permit  // nil allows everything
	settled     func(ingress.Change) ingress.Receipt // nil cannot read the group
	expiring    []ingress.Expiring
	past        []ingress.Operation // the newest first
	pastErr     error
	expiringErr error
	approvals   *fakeApprovals                       // nil where no plan waits
	recording   bool                                 // there is a history
	records     []ingress.Record                     // of what was sent
	repeats     []ingress.Attempt                    // told of every write
	address     func() (netip.Addr, string, error)   // nil where nobody can be asked
	turn        chan struct{}                        // where set, each page takes one from it, or the context's end
	answer      func(ingress.Change) ingress.Receipt // nil applies everything
}

func newFakeWorld(groups ...ingress.Group) *fakeWorld {
	return &fakeWorld{groups: groups, page: 1000, now: afternoon()}
}

func (w *fakeWorld) world() perform.World {
	world := perform.World{
		Reader:       w,
		Writer:       w,
		NewOperation: w.operation,
		Now:          func() time.Time { return w.now },
		Tick:         w.tick,
		Quiet:        func(context.Context, time.Duration) {},
	}
	if w.recording {
		world.History = w
	}
	if w.approvals != nil {
		world.Approvals = w.approvals
	}
	if w.address != nil {
		world.Address = func(context.Context) (netip.Addr, string, error) { return w.address() }
	}
	return world
}

// afternoon is when the tests' worlds begin.
func afternoon() time.Time { return time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC) }

// tick lets time pass as often as the test wants, then no more.
func (w *fakeWorld) tick(_ context.Context, d time.Duration) bool {
	if w.ticks == 0 {
		return false
	}
	w.ticks--
	w.now = w.now.Add(d)
	return true
}

// plans are what sessions hold their plans to unless a test is about that.
func plans() Plans {
	return Plans{Approval: ingress.High, Planner: ingress.Planner{Limits: ingress.DefaultLimits(), Settings: ingress.DefaultSettings()}}
}

// operation is the id of the next plan: op-1, op-2, …
func (w *fakeWorld) operation() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.plans++
	return fmt.Sprintf("op-%d", w.plans)
}

// changes are what was sent so far.
func (w *fakeWorld) changes() []ingress.Change {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sent)
}

func (w *fakeWorld) Account(context.Context) (string, error) {
	if w.accountErr != nil {
		return "", w.accountErr
	}
	return "111122223333", nil
}

func (w *fakeWorld) Groups(ctx context.Context) iter.Seq2[[]ingress.Group, error] {
	return func(yield func([]ingress.Group, error) bool) {
		pages := 0
		for page := range slices.Chunk(w.groups, w.page) {
			if w.turn != nil {
				select {
				case <-w.turn:
				case <-ctx.Done():
					yield(nil, &ingress.Failure{Message: ctx.Err().Error()})
					return
				}
			}
			if w.listErr != nil && pages == w.failAfter {
				break
			}
			if pages++; !yield(withoutRuleIDs(page), nil) {
				return
			}
		}
		if w.listErr != nil {
			yield(nil, w.listErr)
		}
	}
}

// withoutRuleIDs is what a list answers: DescribeSecurityGroups has no rule ids.
func withoutRuleIDs(groups []ingress.Group) []ingress.Group {
	page := slices.Clone(groups)
	for i := range page {
		page[i].Rules = slices.Clone(page[i].Rules)
		for r := range page[i].Rules {
			page[i].Rules[r].ID = ""
		}
	}
	return page
}

func (w *fakeWorld) Group(_ context.Context, id string) (ingress.Group, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.readErr != nil {
		return ingress.Group{}, w.readErr
	}
	for _, g := range w.groups {
		if g.ID == id {
			return g, nil
		}
	}
	return ingress.Group{}, &ingress.Failure{Code: "InvalidGroup.NotFound", Message: "The security group '" + id + "' does not exist"}
}

func (w *fakeWorld) RulesPerGroup(context.Context) (int, error) {
	if w.quota == 0 {
		return 0, &ingress.Failure{Code: "AccessDeniedException", Message: "not authorized to perform: servicequotas:GetServiceQuota"}
	}
	return w.quota, nil
}

func (w *fakeWorld) PrefixLists(_ context.Context, ids []string) ([]ingress.PrefixList, error) {
	var read []ingress.PrefixList
	for _, list := range w.lists {
		if slices.Contains(ids, list.ID) {
			read = append(read, list)
		}
	}
	return read, w.listsErr
}

func (w *fakeWorld) Expiring(context.Context) ([]ingress.Expiring, error) {
	return w.expiring, w.expiringErr
}

// Send takes a change, and refuses one of no kind.
func (w *fakeWorld) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	for _, a := range w.repeats {
		ingress.TellAttempt(ctx, a)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, c)
	r := applied(c)
	switch {
	case c.Unsendable() != nil:
		r = c.NotSent(operation, c.Unsendable())
	case w.answer != nil:
		r = w.answer(c)
	}
	r.Operation = operation
	w.records = append(w.records, ingress.Record{Operation: operation, Change: c, Receipt: &r})
	w.keep(c, operation, r)
	return r
}

// keep makes the groups what a recorded change left of them.
func (w *fakeWorld) keep(c ingress.Change, operation string, r ingress.Receipt) {
	at := slices.IndexFunc(w.groups, func(g ingress.Group) bool { return g.ID == c.Group.ID })
	if !w.recording || at < 0 || r.Count(ingress.Applied) == 0 {
		return
	}
	rules := slices.Clone(w.groups[at].Rules)
	for _, rule := range r.Rules {
		switch c.Kind {
		case ingress.Revoking:
			rules = slices.DeleteFunc(rules, func(held ingress.GroupRule) bool { return held.ID == rule.RuleID })
		case ingress.Adding:
			rules = append(rules, ingress.GroupRule{ID: rule.RuleID, Rule: rule.Rule, Description: rule.Description,
				Tags: []ingress.Tag{{Key: ingress.TagOperation, Value: operation}}})
		}
	}
	w.groups = slices.Clone(w.groups)
	w.groups[at].Rules = rules
}

func (w *fakeWorld) Operations(_ context.Context, f ingress.HistoryFilter) ([]ingress.Operation, error) {
	return w.past[:min(f.Most, len(w.past))], w.pastErr
}

func (w *fakeWorld) Operation(_ context.Context, id string) (ingress.Operation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := slices.IndexFunc(w.past, func(o ingress.Operation) bool { return o.ID == id }); i >= 0 {
		return w.past[i], nil
	}
	o := ingress.Operation{ID: id}
	for _, r := range w.records {
		if r.Operation == id {
			o.Records = append(o.Records, r)
		}
	}
	if len(o.Records) == 0 {
		return o, &ingress.Failure{Message: "no operation " + id + " is recorded"}
	}
	return o, nil
}

func (w *fakeWorld) Reconcile(_ context.Context, operation string, c ingress.Change) ingress.Receipt {
	r := receipt(c, ingress.Unknown)
	if w.settled != nil {
		r = w.settled(c)
	}
	r.Operation = operation
	return r
}

func (w *fakeWorld) Permit(_ context.Context, c ingress.Change) ingress.Permit {
	if w.permit != nil {
		return w.permit(c)
	}
	return ingress.Permit{GroupID: c.Group.ID, Answer: ingress.Allowed}
}

// receipt is a change with one outcome for all of its rules.
func receipt(c ingress.Change, o ingress.Outcome) ingress.Receipt {
	r := ingress.Receipt{Kind: c.Kind, Group: c.Group, At: time.Date(2026, 11, 23, 14, 2, 11, 0, time.UTC)}
	for _, rule := range c.Rules {
		if c.Sends(rule) {
			r.Rules = append(r.Rules, ingress.RuleOutcome{Wanted: rule.Wanted, Outcome: o, RuleID: rule.Existing.ID})
		}
	}
	return r
}

// applied is a change that EC2 took, with rule ids.
func applied(c ingress.Change) ingress.Receipt {
	r := receipt(c, ingress.Applied)
	r.RequestID = "59dbff89-35bd-4eac-99ed-be587EXAMPLE"
	for i := range r.Rules {
		if c.Kind == ingress.Adding {
			r.Rules[i].RuleID = fmt.Sprintf("sgr-0b2e4d6f8a1c3%04x", i)
		}
	}
	return r
}

// refused is a change that EC2 refused.
func refused(c ingress.Change, code, message, remedy string) ingress.Receipt {
	r := receipt(c, ingress.Refused)
	r.Failure = &ingress.Failure{Code: code, Message: message, Remedy: remedy, RequestID: "71aa0c1e-0b1d-4b8e-9c3d-000000000000"}
	r.RequestID = r.Failure.RequestID
	return r
}

// wanted are the rules of a rule line for a group.
func wanted(t testing.TB, g ingress.Group, line string, known ...ingress.Group) []ingress.Wanted {
	t.Helper()
	rules, problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Parse([]ingress.Group{g}, append(known, g))
	if len(problems) > 0 {
		t.Fatalf("%q: %v", line, problems)
	}
	return rules[0]
}

// holding is a group with the rules of some rule lines.
func holding(t testing.TB, g ingress.Group, lines ...string) ingress.Group {
	t.Helper()
	named := []ingress.Group{{ID: "sg-0a5d8e02", Name: "OtherGroupInMyVPC", VPCID: g.VPCID}, {ID: "sg-77aa01bc", Name: "bastion", VPCID: g.VPCID}}
	for _, line := range lines {
		for _, w := range wanted(t, g, line, named...) {
			id := fmt.Sprintf("sgr-0%s%04x", g.ID[3:], len(g.Rules))
			g.Rules = append(g.Rules, ingress.GroupRule{ID: id, Rule: w.Rule, Description: w.Description})
		}
	}
	return g
}

const (
	testAccount  = "111122223333"
	otherAccount = "999988887777"
	testVPC      = "vpc-0f1e2d3c"
)

// sampleGroups are a small account: groups with few and many rules, in a VPC
// and in EC2-Classic, of this account and of another.
func sampleGroups(t testing.TB) []ingress.Group {
	t.Helper()
	return []ingress.Group{
		holding(t, ingress.Group{ID: "sg-140ba4c8", Name: "VpcWebServers", Description: "Web servers of the shop", VPCID: testVPC, OwnerID: testAccount,
			Tags: []ingress.Tag{{Key: "env", Value: "prod"}, {Key: "team", Value: "shop"}}},
			"tcp/443 from 0.0.0.0/0 ::/0 # public site", "tcp/22 from 203.0.113.0/24 # office", "tcp/8080 from sg-77aa01bc"),
		holding(t, ingress.Group{ID: "sg-77aa01bc", Name: "bastion", Description: "Jump host", VPCID: testVPC, OwnerID: testAccount},
			"tcp/22 from 198.51.100.7 # on call", "icmp/echo-request from 10.0.0.0/8"),
		holding(t, ingress.Group{ID: "sg-0a5d8e02", Name: "OtherGroupInMyVPC", Description: "Load balancers", VPCID: testVPC, OwnerID: testAccount},
			"tcp/80,443 from 0.0.0.0/0"),
		{ID: "sg-5b1c22de", Name: "websrv", Description: "Web servers", OwnerID: testAccount},
		{ID: "sg-00c0ffee", Name: "default", Description: "default VPC security group", VPCID: testVPC, OwnerID: testAccount},
		{ID: "sg-07e40001", Name: "OtherAccountGroup", Description: "A partner's", OwnerID: otherAccount},
	}
}

// manyGroups are n groups, each with one rule.
func manyGroups(t testing.TB, n int) []ingress.Group {
	t.Helper()
	groups := make([]ingress.Group, n)
	like := holding(t, ingress.Group{ID: "sg-00000000", VPCID: testVPC, OwnerID: testAccount}, "tcp/443 from 10.0.0.0/8 # internal")
	for i := range groups {
		groups[i] = like
		groups[i].ID, groups[i].Name = fmt.Sprintf("sg-0%07x", i), fmt.Sprintf("service-%05d", i)
		groups[i].Description = fmt.Sprintf("Service number %d", i)
	}
	return groups
}
