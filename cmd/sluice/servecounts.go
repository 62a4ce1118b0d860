package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"sluice/model/ingress"
	"sluice/ui/remote"
)

// counts are what a server counts, written in Prometheus' text format. The
// official client library would do it, but with Go 1.26 the protobuf package
// beneath it makes the linker keep every exported method (it asks by reflection
// for one called Methods, and so has reflect.Value.Methods): 63 MB in place of 26.
type counts struct {
	sessions func() int

	mu      sync.Mutex
	waiting int
	totals  map[string]map[string]int // by name, then by labels as they are written
}

// The names of what is counted.
const (
	refusedTotal   = "sluice_refused_total"
	rulesTotal     = "sluice_rules_total"
	sweptTotal     = "sluice_swept_rules_total"
	approvalsTotal = "sluice_approvals_total"
)

// newCounts counts from zero; sessions tells how many there are.
func newCounts(sessions func() int) *counts {
	return &counts{sessions: sessions, totals: map[string]map[string]int{refusedTotal: {}, rulesTotal: {}, sweptTotal: {}, approvalsTotal: {}}}
}

// help says what is counted under a name.
func help(name string) string {
	switch name {
	case refusedTotal:
		return "Who was not let in, by reason: a key, a sign-in, a seat, a command."
	case rulesTotal:
		return "Rules that sessions meant to add, edit or revoke, by what came of them."
	case sweptTotal:
		return "Rules whose time was up, by what came of revoking them."
	case approvalsTotal:
		return "Plans that waited for approval, by what was decided."
	}
	return ""
}

// add counts one more; labels are names and values, which are words of ours.
func (c *counts) add(name string, labels ...string) {
	var text []string
	for pair := range slices.Chunk(labels, 2) {
		text = append(text, fmt.Sprintf("%s=%q", pair[0], pair[1]))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.totals[name][strings.Join(text, ",")]++
}

// write writes all counts (Prometheus, text-based format 0.0.4).
func (c *counts) write(w io.Writer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	gauge := func(name, about string, value int) {
		_, _ = fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s gauge\n%s %d\n", name, about, name, name, value)
	}
	gauge("sluice_sessions", "Sessions that there are.", c.sessions())
	gauge("sluice_approvals_waiting", "Plans that wait for approval.", c.waiting)
	for _, name := range slices.Sorted(maps.Keys(c.totals)) {
		_, _ = fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s counter\n", name, help(name), name)
		for _, labels := range slices.Sorted(maps.Keys(c.totals[name])) {
			_, _ = fmt.Fprintf(w, "%s{%s} %d\n", name, labels, c.totals[name][labels])
		}
	}
}

func (c *counts) notLetIn(why remote.Refusal) { c.add(refusedTotal, "reason", string(why)) }

func (c *counts) written(kind ingress.Kind, r ingress.Receipt) {
	for _, rule := range r.Rules {
		c.add(rulesTotal, "kind", kindName(kind), "outcome", outcomeName(rule.Outcome))
	}
}

func (c *counts) swept(receipts []ingress.Receipt) {
	for _, r := range receipts {
		for _, rule := range r.Rules {
			c.add(sweptTotal, "outcome", outcomeName(rule.Outcome))
		}
	}
}

func (c *counts) ruled(waiting []ingress.Waiting, decided []ingress.Decision) {
	for _, d := range decided {
		c.add(approvalsTotal, "ruling", d.Ruling.String())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = len(waiting)
}
