package notation

import (
	"os/exec"
	"strings"
	"testing"
)

// The package imports the standard library and the rules, nothing else.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	if got := strings.Join(strings.Fields(string(out)), " "); got != "sluice/model/ingress sluice/model/ingress/notation" {
		t.Errorf("depends on %v", got)
	}
}
