package main

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// bursts are ways in which one confirmation comes as several keys, some time apart.
func bursts() []func(term *terminal, apart time.Duration) {
	confirmable := func(term *terminal) { term.preview("1 rule to websrv") }
	return []func(*terminal, time.Duration){
		func(term *terminal, apart time.Duration) { // pressed twice
			confirmable(term)
			term.repeat("\r", 2, apart)
		},
		func(term *terminal, apart time.Duration) { // held down
			confirmable(term)
			term.repeat("\r", 8, apart)
		},
		func(term *terminal, apart time.Duration) { // pasted with line ends, which confirm nothing
			confirmable(term)
			term.paste("y\r\n" + strings.Repeat("\n", 5))
			<-time.After(apart)
			term.repeat("\r", 3, apart)
			term.until("the paste to be over, or sent", func(screen string) bool {
				return strings.Contains(screen, "\n enter sends 1 rule") || strings.Contains(screen, "Done: 1 added")
			})
			term.press("enter")
		},
		func(term *terminal, apart time.Duration) { // from before the preview on
			term.press("ctrl+s")
			term.repeat("\r", 3, apart)
			term.waitFor("\n enter sends 1 rule to websrv")
			term.repeat("\r", 2, apart)
		},
	}
}

// repeat presses a key several times.
func (term *terminal) repeat(key string, times int, apart time.Duration) {
	term.t.Helper()
	tick := time.NewTicker(max(apart, time.Nanosecond))
	defer tick.Stop()
	for range times {
		term.write(key)
		<-tick.C
	}
}

// TestBurstsWriteOnce confirms 50 plans, each by a burst of keys: one write per rule.
func TestBurstsWriteOnce(t *testing.T) {
	const programs = 5
	each := 10
	if raced || !long {
		each = 4
	}
	var done sync.WaitGroup
	for program := range programs {
		done.Go(func() {
			t.Run(fmt.Sprint(program), func(t *testing.T) { burst(t, program, each) })
		})
	}
	done.Wait()
}

func burst(t *testing.T, program, each int) {
	s, env := newStand(t), newcomerEnv(t)
	term := sluice(t, env, "--endpoint-url", s.URL)
	for i := range each {
		n := program*each + i
		term.openForm("websrv")
		term.fill("Rule", portRule(8300+i))
		bursts()[n%len(bursts())](term, time.Duration(n*7%51)*time.Millisecond)
		term.waitFor("Done: 1 added", "back to the list")
		term.press("enter")
		term.clearFilter()
	}
	term.quit()
	times := map[string]int{}
	for _, params := range s.requested(func(params url.Values) bool { return isWrite(params) }) {
		times[params.Get("IpPermissions.1.FromPort")]++
	}
	for i := range each {
		if port := fmt.Sprint(8300 + i); times[port] != 1 || s.ruleAt(t, websrvID, 8300+i).ID == "" {
			t.Errorf("port %s was sent %d times", port, times[port])
		}
	}
	wantWrites(t, s.recorder, each)
	if told := historyOf(t, env); len(told) != each {
		t.Errorf("the journal has %d operations, not %d", len(told), each)
	}
}
