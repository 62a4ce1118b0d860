package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sluice/client/local/actions"
	"sluice/client/local/store"
)

// childTask is the environment variable that makes the test binary do a task in place of the tests: its name and arguments.
const childTask = "SLUICE_LOCAL_TASK"

// child is a process of the test binary that does a task on a state folder.
type child struct {
	cmd *exec.Cmd
	out *bufio.Reader
}

func startChild(t *testing.T, task ...string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childTask+"="+strings.Join(task, "\n"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &child{cmd, bufio.NewReader(out)}
}

// line is the next line that the child wrote, or "" if it ended. A line that was cut off is not given.
func (c *child) line() string {
	line, err := c.out.ReadString('\n')
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(line, "\n")
}

// doTask is the child's side: it ends the process.
func doTask(task string) {
	args := strings.Split(task, "\n")
	e, err := Open(context.Background(), Options{Dir: args[1], Limits: actions.Limits{VPC: 1000}})
	if err == nil {
		switch first, _ := strconv.Atoi(args[2]); args[0] {
		case "write until killed":
			err = writeUntilKilled(e, os.Stdout, first)
		case "write":
			err = writeSome(e, first)
		}
		err = errors.Join(err, e.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// victim is the group that children write to; each write opens one port to three sources.
const victim = "sg-6c0de911"

func threeSources(port int) string {
	p := strconv.Itoa(port)
	return "GroupId=" + victim + "&" + permit(1, "udp", p, p, "IpRanges.1.CidrIp=10.0.0.0/8", "IpRanges.2.CidrIp=192.0.2.0/24",
		"Ipv6Ranges.1.CidrIpv6=2001:db8::/32")
}

// writeUntilKilled tells what is there ("have PORT RULES"), removes it, and then opens one port after the other, four at
// a time. It tells each as soon as it is acknowledged.
func writeUntilKilled(e *Endpoint, out io.Writer, first int) error {
	there, err := openPorts(e)
	if err != nil {
		return err
	}
	for port, rules := range there {
		fmt.Fprintln(out, "have", port, rules)
	}
	err = e.backend.Store.Write(func(db *store.Session) error {
		_, err := db.Exec("DELETE FROM rule WHERE protocol = 'udp' AND group_key = (SELECT key FROM security_group WHERE id = ?)", victim)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "clean")
	var port atomic.Int64
	port.Store(int64(first))
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for {
				n := int(port.Add(1)) - 1
				if answer := quickly(e, "AuthorizeSecurityGroupIngress", threeSources(n)); answer != "200 " {
					fmt.Fprintln(out, "refused", n, answer)
					return
				}
				fmt.Fprintln(out, "opened", n)
			}
		})
	}
	writers.Wait()
	return nil
}

// openPorts is how many rules the victim has for each port.
func openPorts(e *Endpoint) (map[int]int, error) {
	there := make(map[int]int)
	err := e.backend.Store.Read(func(db *store.Session) error {
		return db.Each(func(r store.Row) error {
			var port, rules int
			err := r.Scan(&port, &rules)
			there[port] = rules
			return err
		}, "SELECT from_port, count(*) FROM rule r JOIN security_group g ON g.key = r.group_key WHERE g.id = ? AND protocol = 'udp' GROUP BY from_port", victim)
	})
	return there, err
}
