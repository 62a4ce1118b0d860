package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestLocalRehearsal serves with every flag for rehearsals at once, meets each, and reads at the end what fired.
func TestLocalRehearsal(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(binary(t), "local", "--listen", "127.0.0.1:0", "--memory", "--limits", "2011", "--rules-per-group", "7",
		"--fault", "Revoke*,deny,nth=2", "--fault", "RevokeSecurityGroupIngress,drop,after,nth=3", "--seed", "3", "--throttle", "--visibility-delay", "1h")
	cmd.Env, cmd.Stderr = newcomerEnv(t), os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	out := bufio.NewReader(stdout)
	line, err := out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address, _, _ := strings.Cut(strings.TrimPrefix(line, "EC2 endpoint on "), " ")
	const web = "&GroupId=sg-140ba4c8&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=1&IpPermissions.1.ToPort=1&" +
		"IpPermissions.1.IpRanges.1.CidrIp=192.0.2."
	for _, step := range []struct{ request, want string }{
		{"AuthorizeSecurityGroupIngress" + web + "0/32", "200"}, // 3 in and 2 out are there
		{"AuthorizeSecurityGroupIngress" + web + "1/32", "200"},
		{"AuthorizeSecurityGroupIngress" + web + "2/32", "RulesPerSecurityGroupLimitExceeded"},
		{"RevokeSecurityGroupIngress" + web + "0/32", "200"},
		{"RevokeSecurityGroupIngress" + web + "1/32", "UnauthorizedOperation"},
		{"RevokeSecurityGroupIngress" + web + "1/32", "200"},
		{"RevokeSecurityGroupIngress" + web + "1/32", "EOF"},
		{"DescribeSecurityGroups&Filter.1.Name=ip-permission.from-port&Filter.1.Value.1=1", "<securityGroupInfo/>"},
		{"CreateDefaultVpc", "DefaultVpcAlreadyExists"},
		{"CreateDefaultVpc", "RequestLimitExceeded"},
	} {
		if got := requested(address, step.request); !strings.Contains(got, step.want) {
			t.Errorf("%s: want %s, got %s", step.request, step.want, got)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	if want := "fault Revoke*,deny,nth=2: fired at 1 of 4 calls\nfault RevokeSecurityGroupIngress,drop,after,nth=3: fired at 1 of 3 calls\nthrottled: 1 " +
		"requests\n"; string(rest) != want {
		t.Errorf("at the end it said\n%swant\n%s", rest, want)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// requested is the status and the body of the answer, or the error.
func requested(address, request string) string {
	response, err := http.Post(address, "application/x-www-form-urlencoded", strings.NewReader("Version=2016-11-15&Action="+request))
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return response.Status + " " + string(body)
}
