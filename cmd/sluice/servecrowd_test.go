package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// crowdSize is how many sessions come at once: as many as a server takes.
func crowdSize() int {
	if raced || !long {
		return 60
	}
	return 200
}

// TestServedCrowd has as many sessions as a server takes, a tenth of which
// submit. What one types, and whose it is, is on no other's screen and in no byte
// that another gets. When they are gone, the server has as many goroutines as
// before. What they take of memory and, looking on, of the processor is reported.
func TestServedCrowd(t *testing.T) {
	sessions := crowdSize()
	typists := sessions / 10
	c := crowding(t, sessions)
	c.warmUp()
	goroutines, memory := c.told("go_goroutines"), c.told("process_resident_memory_bytes")
	guests := c.arrive(sessions - typists)
	for i, g := range guests {
		g.write(fmt.Sprintf("/typed%03d", i))
	}
	terms := make([]*terminal, typists)
	for i := range terms {
		terms[i] = c.screens(guestName(sessions-typists+i), usual())
	}
	port := 4100
	for wave := range slices.Chunk(terms, len(sandboxGroups())) { // two plans for a group would be in each other's way
		submitAtOnce(wave, port)
		port++
	}
	for i, g := range guests {
		own := fmt.Sprintf("typed%03d", i)
		c.eventually(g.name+" shows "+own, func() bool { return strings.Contains(g.screen(), "/ "+own) })
		onlyOwn(t, `typed\d{3}`, g.raw(), own)
		onlyOwn(t, `canary\d{3}`, g.raw(), g.name)
		if !strings.Contains(g.screen(), g.name) {
			t.Errorf("%s is not named on their screen:\n%s", g.name, g.screen())
		}
	}
	for i, term := range terms {
		onlyOwn(t, `canary\d{3}`, term.output(), guestName(sessions-typists+i))
		onlyOwn(t, `typed\d{3}`, term.output(), "")
	}
	t.Logf("%d sessions of 120×40 that look on: %.1f %% of a processor, %.2f MB each (resident memory)",
		sessions, c.processor()*100, (c.told("process_resident_memory_bytes")-memory)/float64(sessions)/(1<<20))
	for _, g := range guests {
		_ = g.client.Close()
	}
	for _, term := range terms {
		term.quit()
	}
	c.eventually("no session is left", func() bool { return c.told("sluice_sessions") == 0 })
	c.eventually(fmt.Sprintf("there are %v goroutines, as before", goroutines), func() bool { return c.told("go_goroutines") <= goroutines })
	if code := c.terminate(); code != exitOK {
		t.Errorf("the server ended with code %d", code)
	}
}

// submitAtOnce has each terminal add a rule for a port to a group of its own, all
// at the same time, and waits for the outcomes.
func submitAtOnce(terms []*terminal, port int) {
	all := func(do func(i int, term *terminal)) {
		for i, term := range terms {
			do(i, term)
		}
	}
	groups := sandboxGroups()
	all(func(i int, term *terminal) { term.waitFor("10 groups"); term.press("/"); term.write(groups[i]) })
	all(func(i int, term *terminal) { term.waitFor("/ "+groups[i], "1 of "); term.press("enter") })
	all(func(_ int, term *terminal) { term.waitFor("a add rules"); term.press("a") })
	all(func(_ int, term *terminal) {
		term.waitFor("▸ Rule")
		term.fill("Rule", fmt.Sprintf("tcp/%d from 192.0.2.0/24", port))
	})
	all(func(_ int, term *terminal) { term.press("ctrl+s") })
	all(func(_ int, term *terminal) { term.waitFor("\n enter sends 1 rule") })
	all(func(_ int, term *terminal) { term.press("enter") })
	all(func(_ int, term *terminal) { term.waitFor("added", "back to the list") })
}

// onlyOwn finds nothing of the pattern in a session's output but its own.
func onlyOwn(t *testing.T, pattern, output, own string) {
	t.Helper()
	for _, found := range regexp.MustCompile(pattern).FindAllString(output, -1) {
		if found != own {
			t.Errorf("%q is in the output of the session of %q", found, own)
		}
	}
}

// BenchmarkServedCrowd reports the time from the request for a shell to the first
// frame, and the resident memory of a session: where as many sessions as a server
// takes begin one after another, and where all begin in one instant.
func BenchmarkServedCrowd(b *testing.B) {
	b.Run("one after another", func(b *testing.B) { benchmarkCrowd(b, (*crowd).queue) })
	b.Run("in one instant", func(b *testing.B) { benchmarkCrowd(b, (*crowd).arrive) })
}

func benchmarkCrowd(b *testing.B, come func(*crowd, int) []*guest) {
	var first []time.Duration
	var memory float64
	for b.Loop() {
		c := crowding(b, crowdSize())
		c.warmUp()
		memory = c.told("process_resident_memory_bytes")
		for _, g := range come(c, crowdSize()) {
			first = append(first, g.first)
			defer g.client.Close()
		}
		memory = c.told("process_resident_memory_bytes") - memory
	}
	slices.SortFunc(first, cmp.Compare[time.Duration])
	for _, percent := range []int{50, 99} {
		b.ReportMetric(float64(first[len(first)*percent/100].Microseconds())/1000, fmt.Sprintf("first-frame-p%d-ms", percent))
	}
	b.ReportMetric(memory/float64(crowdSize()), "bytes/session")
}
