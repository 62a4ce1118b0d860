package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/ui/plain"
)

// stages are where a terminal can be lost.
func stages() []string {
	return []string{"loading", "list", "form", "preview", "before", "after", "result"}
}

// losses are the ways to lose it.
func losses() map[string]func(*terminal) error {
	return map[string]func(*terminal) error{
		"hangup": func(term *terminal) error { return term.cmd.Process.Signal(syscall.SIGHUP) },
		"closed": func(term *terminal) error { return term.pty.Close() },
	}
}

// lossesEach is how often a terminal is lost in each way at each stage.
func lossesEach() int {
	if raced || !long {
		return 2
	}
	return 10
}

// TestTerminalLostAtEachStage loses the terminal at each stage of a session. What
// came of it is known at the next start: the journal tells the endpoint's truth,
// nothing was sent twice, and nothing is open.
func TestTerminalLostAtEachStage(t *testing.T) {
	t.Parallel()
	count := &tally{fired: map[string]int{}}
	turns := make(chan struct{}, 8) // programs at once
	var chains sync.WaitGroup
	for way, lose := range losses() {
		for n := range lossesEach() / 2 {
			chains.Go(func() {
				t.Run(fmt.Sprint(way, n), func(t *testing.T) {
					c := &chain{t: t, stand: newStand(t), env: newcomerEnv(t), turns: turns}
					for round := range 2 {
						for _, stage := range stages() {
							c.lost(stage, round, lose)
							c.check()
							count.add(stage + " " + way)
						}
					}
					c.lastStart()
				})
			})
		}
	}
	chains.Wait()
	for way := range losses() {
		for _, stage := range stages() {
			if n := count.fired[stage+" "+way]; n < lossesEach() {
				t.Errorf("%s: the terminal was lost %d times by %s, not %d", stage, n, way, lossesEach())
			}
		}
	}
}

// tally counts what happened.
type tally struct {
	mu    sync.Mutex
	fired map[string]int
}

func (c *tally) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fired[what]++
}

// chain is a user whose terminal is lost again and again.
type chain struct {
	t     *testing.T
	stand *stand
	env   []string
	turns chan struct{}
	sent  []string // per write, its rule and what came of it, the newest first
}

// lost starts the program, loses its terminal at a stage, and waits for its end.
func (c *chain) lost(stage string, round int, lose func(*terminal) error) {
	c.t.Helper()
	c.turns <- struct{}{}
	defer func() { <-c.turns }()
	port := 9000 + len(c.sent)
	held := c.holding(stage, round)
	term := start(c.t, usual(), c.env, binary(c.t), "--endpoint-url", c.stand.URL)
	c.reach(term, stage, port)
	if held != nil {
		arrival(c.t, "a request at the stage "+stage, held.arrived)
	}
	switch there := c.stand.ruleAt(c.t, websrvID, port).ID != ""; {
	case there != (stage == "after" || stage == "result"):
		c.t.Fatalf("at the stage %s, that the rule is there is %v", stage, there)
	case stage == "loading" && strings.Contains(term.text(), "websrv"):
		c.t.Fatalf("the list is not loading:\n%s", term.text())
	}
	if err := lose(term); err != nil {
		c.t.Fatal(err)
	}
	if held != nil {
		held.release()
	}
	if code := term.exit(); code < 0 {
		c.t.Errorf("at the stage %s, the program was killed", stage)
	}
	c.stand.by(straight)
	switch {
	case stage == "before" && round%2 == 1:
		c.sent = slices.Insert(c.sent, 0, portRule(port)+" refused")
	case stage == "before", stage == "after", stage == "result":
		c.sent = slices.Insert(c.sent, 0, portRule(port)+" applied")
	}
}

// reach goes on until the session is at a stage. What it shows of the last one has
// to be true, and there is nothing left over to tell.
func (c *chain) reach(term *terminal, stage string, port int) {
	c.t.Helper()
	if stage == "loading" {
		return
	}
	term.waitFor("10 groups", "websrv", "VpcWebServers")
	if screen := term.text(); strings.Contains(screen, "last run") {
		c.t.Errorf("the list tells of a last run that left nothing open:\n%s", screen)
	}
	if stage == "list" {
		return
	}
	term.openForm("websrv")
	term.fill("Rule", portRule(port))
	if stage == "form" {
		return
	}
	term.preview("1 rule to websrv")
	switch stage {
	case "before", "after":
		term.press("enter")
	case "result":
		term.confirm("Done: 1 added")
	}
}

// hold is a request that waits.
type hold struct {
	arrived <-chan struct{}
	release func()
}

// holding makes the request of a stage wait. In every other round the write is
// refused, or its answer never comes.
func (c *chain) holding(stage string, round int) *hold {
	c.t.Helper()
	arrived, gate := make(chan struct{}), make(chan struct{})
	once, release := sync.OnceFunc(func() { close(arrived) }), sync.OnceFunc(func() { close(gate) })
	c.t.Cleanup(release)
	wait := func() { once(); <-gate }
	way := map[string]passage{
		"loading": func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
			if params.Get("Action") == "DescribeSecurityGroups" {
				wait()
			}
			endpoint.ServeHTTP(w, req)
		},
		"before": beforeWrite(wait, round%2 == 1),
		"after":  afterWrite(wait, round%2 == 1),
	}[stage]
	if way == nil {
		return nil
	}
	c.stand.by(way)
	return &hold{arrived, release}
}

// beforeWrite lets writes wait before they are carried out, or refused.
func beforeWrite(wait func(), refused bool) passage {
	return func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		if isWrite(params) {
			wait()
		}
		if isWrite(params) && refused {
			refuse(w, "UnauthorizedOperation", "You are not authorized to perform this operation.")
			return
		}
		endpoint.ServeHTTP(w, req)
	}
}

// afterWrite lets the answers of writes wait, or drops them.
func afterWrite(wait func(), dropped bool) passage {
	return func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		if !isWrite(params) {
			endpoint.ServeHTTP(w, req)
			return
		}
		answer := httptest.NewRecorder()
		endpoint.ServeHTTP(answer, req)
		wait()
		if dropped {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}
}

// refuse answers as EC2 does where it does not do as it is told.
func refuse(w http.ResponseWriter, code, message string) {
	w.WriteHeader(http.StatusForbidden)
	_, _ = fmt.Fprintf(w, "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>59dbff89</RequestID></Response>", code,
		message)
}

// check holds the journal, and the requests, to the endpoint's state.
func (c *chain) check() {
	c.t.Helper()
	var told []string
	for _, o := range historyOf(c.t, c.env) {
		for _, r := range o.Records {
			for _, rule := range r.Rules {
				told = append(told, rule.Rule+" "+rule.Outcome)
				c.checkRule(o.ID, r, rule)
			}
		}
	}
	if diff := cmp.Diff(c.sent, told); diff != "" {
		c.t.Errorf("the journal (-sent +told):\n%s", diff)
	}
	if open := historyOf(c.t, c.env, "--open"); len(open) > 0 {
		c.t.Errorf("%d operations are open", len(open))
	}
	wantWrites(c.t, c.stand.recorder, len(c.sent))
}

// checkRule holds one rule of the journal to the endpoint's.
func (c *chain) checkRule(operation string, r plain.RecordJSON, told plain.RecordRuleJSON) {
	c.t.Helper()
	times, id, by := 0, "", ""
	for _, rule := range c.stand.group(c.t, websrvID).Rules {
		if rule.Rule.String() == told.Rule {
			times, id, by = times+1, rule.ID, rule.Tag("sluice:op")
		}
	}
	applied := told.Outcome == "applied"
	if !r.Settled || applied != (times == 1) || times > 1 || told.RuleID != id || applied && by != operation {
		c.t.Errorf("the journal tells of %+v by %s, settled: %v; the endpoint has it %d times, as %q by %q", told, operation, r.Settled, times, id, by)
	}
}

// lastStart opens the program once more, on its history.
func (c *chain) lastStart() {
	c.t.Helper()
	term := sluice(c.t, c.env, "--endpoint-url", c.stand.URL)
	term.press("h")
	for _, rule := range c.sent {
		_, outcome, _ := strings.Cut(rule, "/24 ")
		term.waitFor(map[string]string{"applied": "1 added", "refused": "1 not added"}[outcome])
	}
	if screen := term.text(); strings.Contains(screen, "not known") || strings.Contains(screen, "last run") {
		c.t.Errorf("the last start tells of something open:\n%s", screen)
	}
	term.quit()
}
