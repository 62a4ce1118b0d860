package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMoto adds a rule through the TUI to an EC2 that somebody else wrote, and
// asks the AWS CLI what came of it.
func TestMoto(t *testing.T) {
	needs(t, "moto_server", "aws")
	t.Parallel()
	url := motoServer(t)
	group := awsCLI[struct{ GroupId string }](t, url, "create-security-group", "--group-name", "shop-web", "--description", "Web servers of the shop")

	env := newcomerEnv(t)
	term := start(t, usual(), env, binary(t), "--endpoint-url", url)
	term.waitFor("2 groups", "shop-web", group.GroupId)
	term.openForm("shop-web")
	term.fill("Rule", "tcp/80,443 from 192.0.2.0/24 2001:db8::/32 # shop")
	term.preview("4 rules to shop-web")
	term.confirm("Done: 4 added")
	wantRuleIDs(t, term, 4)
	term.quit()

	type cidr4 struct{ CidrIp, Description string }
	type cidr6 struct{ CidrIpv6, Description string }
	type permission struct {
		IpProtocol       string
		FromPort, ToPort int
		IpRanges         []cidr4
		Ipv6Ranges       []cidr6
	}
	got := awsCLI[struct {
		SecurityGroups []struct{ IpPermissions []permission }
	}](t, url, "describe-security-groups", "--group-ids", group.GroupId)
	on := func(port int) permission {
		return permission{"tcp", port, port, []cidr4{{"192.0.2.0/24", "shop"}}, []cidr6{{"2001:db8::/32", "shop"}}}
	}
	want := []permission{on(80), on(443)}
	if diff := cmp.Diff(want, got.SecurityGroups[0].IpPermissions); diff != "" {
		t.Errorf("the AWS CLI sees other rules than were sent (-sent +seen):\n%s", diff)
	}
}

// TestLocalForAWSCLI has the AWS CLI work on the embedded endpoint: what it adds
// is in the sandbox.
func TestLocalForAWSCLI(t *testing.T) {
	needs(t, "aws")
	t.Parallel()
	env := newcomerEnv(t)
	url, interrupt := serveLocal(t, env)
	awsCLI[struct{}](t, url, "authorize-security-group-ingress", "--group-id", "sg-140ba4c8",
		"--protocol", "tcp", "--port", "80", "--source-group", "sg-0a5d8e02")
	if code := interrupt(); code != exitOK {
		t.Errorf("it ended with code %d", code)
	}
	out, _, _ := piped(t, env)
	if !strings.Contains(out, "tcp/80 from sg-0a5d8e02") {
		t.Errorf("the sandbox misses the rule:\n%s", out)
	}
}

// needs skips a test where a program that it is about is not installed.
func needs(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("not run: %s is not on this machine", tool)
		}
	}
}

// motoServer runs moto's server on a free port until the test ends.
func motoServer(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("moto_server", "-H", "127.0.0.1", "-p", "0")
	cmd.Env = append(os.Environ(), "PYTHONUNBUFFERED=1")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	var said []string
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		said = append(said, lines.Text())
		if url := address.FindString(lines.Text()); url != "" {
			go func() { // its log, so that it never waits for a reader
				for lines.Scan() {
				}
			}()
			return url
		}
	}
	t.Fatalf("moto_server ended before it served:\n%s", strings.Join(said, "\n"))
	return ""
}

// awsCLI runs an EC2 command of the AWS CLI and reads its answer.
func awsCLI[T any](t *testing.T, url string, args ...string) T {
	t.Helper()
	cmd := exec.Command("aws", append([]string{"--endpoint-url", url, "--output", "json", "ec2"}, args...)...)
	cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_DEFAULT_REGION=us-east-1", "AWS_PAGER=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("aws %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	var answer T
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("aws %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return answer
}
