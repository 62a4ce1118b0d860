package journal

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"runtime/debug"
	"sync"
	"testing"

	"sluice/client/aws"
	"sluice/model/ingress"
)

// childTask is the environment variable that makes the test binary write in place of the tests: a [task] in JSON.
const childTask = "SLUICE_JOURNAL_TASK"

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // there is room, and thousands of short programs have little to collect
	if text, ok := os.LookupEnv(storeTask); ok {
		if err := doStoreTask(text); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if text, ok := os.LookupEnv(childTask); ok {
		if err := doTask(text); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// task is what a child does: it changes groups, in several goroutines, through a guard.
type task struct {
	Dir        string // of the journal
	URL        string // of the endpoint
	Seed       uint64
	Groups     []string
	Operations int // of each goroutine
	Goroutines int
}

// child is a process of the test binary that does a task.
type child struct {
	cmd *exec.Cmd
	out *bufio.Scanner
}

func startChild(do task) (*child, error) {
	text, err := json.Marshal(do)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(os.Args[0])
	// The child is to know nothing of this machine's AWS configuration.
	cmd.Env = []string{childTask + "=" + string(text), "AWS_EC2_METADATA_DISABLED=true", "HOME=" + do.Dir, "GORACE=" + os.Getenv("GORACE")}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &child{cmd, bufio.NewScanner(out)}, cmd.Start()
}

// ack is what a child says of a write as soon as the guard has returned.
type ack struct {
	Operation, Group string
	Outcomes         []ingress.Outcome
	IDs              []string
}

func ackOf(r ingress.Receipt) ack {
	a := ack{Operation: r.Operation, Group: r.Group.ID, Outcomes: outcomesIn(r)}
	for _, rule := range r.Rules {
		a.IDs = append(a.IDs, rule.RuleID)
	}
	return a
}

func doTask(text string) error {
	var do task
	if err := json.Unmarshal([]byte(text), &do); err != nil {
		return err
	}
	ctx := context.Background()
	j, err := Open(ctx, Options{Dir: do.Dir})
	if err != nil {
		return err
	}
	client, err := aws.New(ctx, aws.Options{Endpoint: do.URL})
	if err != nil {
		return errors.Join(err, j.Close())
	}
	e := editor{reader: client, writer: Guard(client.Writer("child"), j, "child", inSandbox), groups: do.Groups, mint: mint()}
	var mu sync.Mutex
	var writers sync.WaitGroup
	problems := make([]error, do.Goroutines)
	for n := range do.Goroutines {
		lot := rand.New(rand.NewPCG(do.Seed, uint64(n)))
		writers.Go(func() {
			for done := 0; problems[n] == nil && done < do.Operations; {
				r, err := e.edit(ctx, lot)
				if f := r.Failure; err == nil && f != nil && r.Moved == nil && r.Count(ingress.NotSent) > 0 {
					err = f
				}
				problems[n] = err
				if r.Operation == "" {
					continue
				}
				done++
				line, _ := json.Marshal(ackOf(r))
				mu.Lock()
				fmt.Println(string(line))
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	return errors.Join(append(problems, j.Close())...)
}

// editor makes random changes to groups.
type editor struct {
	reader ingress.Reader
	writer ingress.Writer
	groups []string
	mint   func() string
}

// edit adds up to three rules to a group, or revokes up to two that operations added, which is likelier the more there
// are. The zero receipt says that there was nothing to do.
func (e editor) edit(ctx context.Context, lot *rand.Rand) (ingress.Receipt, error) {
	group, err := e.reader.Group(ctx, e.groups[lot.IntN(len(e.groups))])
	if err != nil {
		return ingress.Receipt{}, err
	}
	var ours []string
	for _, r := range group.Rules {
		if r.Tag(ingress.TagOperation) != "" {
			ours = append(ours, r.ID)
		}
	}
	operation := e.mint()
	if lot.IntN(10) < len(ours) {
		lot.Shuffle(len(ours), func(i, k int) { ours[i], ours[k] = ours[k], ours[i] })
		return e.writer.Send(ctx, operation, revoking(operation, group, ours[:min(1+lot.IntN(2), len(ours))]...)), nil
	}
	var rules []ingress.Wanted
	for range 1 + lot.IntN(3) {
		port := 7000 + lot.IntN(500)
		rule, err := ingress.NewRule(ingress.TCP, port, port, ingress.FromPrefix(netip.MustParsePrefix("192.0.2.0/24")))
		if err != nil {
			return ingress.Receipt{}, err
		}
		rules = append(rules, ingress.Wanted{Rule: rule})
	}
	c := adding(operation, group, rules...)
	if len(c.Send()) == 0 {
		return ingress.Receipt{}, nil
	}
	return e.writer.Send(ctx, operation, c), nil
}

// acks are what the child says until it ends. A line that was cut off is not given.
func (c *child) acks(yield func(ack) bool) {
	for c.out.Scan() {
		var a ack
		if json.Unmarshal(c.out.Bytes(), &a) == nil && !yield(a) {
			return
		}
	}
}
