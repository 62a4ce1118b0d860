package journal

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestKilledAmongOthers kills programs while they open a journal and while they write to it, next to others that do the
// same: none of them ever finds the journal damaged, or is refused a write, and nothing that was acknowledged is lost.
func TestKilledAmongOthers(t *testing.T) {
	t.Parallel()
	const slots, lives = 6, 12 // at once; of a journal
	kills, opening := max(rounds(300), slots), 0
	for left := kills; left > 0 && !t.Failed(); left -= lives {
		o := Options{Dir: memoryFolder(t)}
		var mu sync.Mutex
		var all sync.WaitGroup
		var acknowledged []string
		for slot := range slots {
			all.Go(func() {
				lot := rand.New(rand.NewPCG(uint64(left), uint64(slot)))
				for life := slot; life < min(left, lives) && !t.Failed(); life += slots {
					wrote := killOne(t, o, lot, fmt.Sprintf("p%d-%d", slot, life))
					mu.Lock()
					if acknowledged = append(acknowledged, wrote...); len(wrote) == 0 {
						opening++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		j := open(t, o)
		for _, id := range acknowledged {
			if got, err := j.Operation(t.Context(), id); err != nil || got.Records[0].Receipt == nil {
				t.Errorf("%s was acknowledged: %+v, %v", id, got, err)
			}
		}
		if v, err := j.Verify(t.Context()); err != nil || v.Bad != nil || j.Damage() != nil {
			t.Errorf("%+v, %v, %v", v.Bad, err, j.Damage())
		}
	}
	t.Logf("%d kills, %d of them before anything was written", kills, opening)
	if opening < kills/10 || opening > kills*9/10 {
		t.Errorf("of %d programs %d were killed before they wrote", kills, opening)
	}
}

// killOne starts a program that writes for ever, and kills it some time after one of its first lines. It returns what
// the program acknowledged. A program that ends by itself was refused something.
func killOne(t *testing.T, o Options, lot *rand.Rand, name string) (wrote []string) {
	cmd, said := storeChild(o, name, 1<<20, 0)
	cmd.Stdout = nil
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Error(err)
		return nil
	}
	last, wait := lot.IntN(8), time.Duration(lot.IntN(3000))*time.Microsecond
	if lot.IntN(2) == 0 {
		last, wait = 0, 8*wait // while it opens the journal
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if id, ok := strings.CutPrefix(lines.Text(), "wrote "); ok {
			wrote = append(wrote, id)
		}
		if n == last {
			time.AfterFunc(wait, func() { _ = cmd.Process.Kill() })
		}
	}
	err = cmd.Wait()
	ended, _ := errors.AsType[*exec.ExitError](err)
	if ended == nil || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL || said.Len() > 0 {
		t.Errorf("a program was refused: %v: %s", err, said)
	}
	return wrote
}
