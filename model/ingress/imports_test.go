package ingress

import (
	"os/exec"
	"strings"
	"testing"
)

// The package imports the standard library only, itself apart.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	if got := strings.Fields(string(out)); len(got) != 1 || got[0] != "sluice/model/ingress" {
		t.Errorf("depends on %v", got)
	}
}
