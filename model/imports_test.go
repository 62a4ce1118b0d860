package model_test

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layer is what the packages under a path may depend on besides each other and
// the standard library. A path stands for all that is under it.
type layer struct {
	path   string
	ours   []string // directly or through others
	theirs []string // directly
}

// layers are those of the repository, the innermost first. A package in none of
// them fails the test: it needs a line here.
func layers() []layer {
	charm := []string{"charm.land", "github.com/charmbracelet", "github.com/muesli/cancelreader"}
	return []layer{
		{path: "sluice/model/ingress"},
		{path: "sluice/model/perform", ours: []string{"sluice/model", "sluice/model/ingress"}},
		{path: "sluice/model", ours: []string{"sluice/model/ingress"}},
		{path: "sluice/client/aws", ours: []string{"sluice/model/ingress"}, theirs: []string{"github.com/aws"}},
		{path: "sluice/client/sqlite", theirs: []string{"modernc.org"}},
		{path: "sluice/client/local/wire"},
		{path: "sluice/client/local/store", ours: []string{"sluice/client/sqlite"}},
		{path: "sluice/client/local/actions", ours: []string{"sluice/client/sqlite", "sluice/client/local/wire", "sluice/client/local/store"}},
		{path: "sluice/client/local/rehearsal", ours: []string{"sluice/client/sqlite", "sluice/client/local/wire", "sluice/client/local/store",
			"sluice/client/local/actions"}},
		{path: "sluice/client/local", ours: []string{"sluice/model/ingress", "sluice/client/sqlite", "sluice/client/local"}},
		{path: "sluice/client/journal/journaltest", theirs: []string{"github.com/jackc/pgx"}},
		{path: "sluice/client/journal", ours: []string{"sluice/model/ingress", "sluice/client/sqlite"}, theirs: []string{"github.com/jackc/pgx"}},
		{path: "sluice/client/grant", ours: []string{"sluice/model/ingress"}},
		{path: "sluice/client/share", ours: []string{"sluice/model/ingress"}},
		{path: "sluice/ui/plain", ours: []string{"sluice/model/ingress", "sluice/ui/safe"}},
		{path: "sluice/ui/remote", ours: []string{"sluice/model", "sluice/ui"},
			theirs: append([]string{"golang.org/x/crypto", "github.com/pires/go-proxyproto"}, charm...)},
		{path: "sluice/ui", ours: []string{"sluice/model"}, theirs: charm},
		{path: "sluice/cmd/internal/logfile", ours: []string{"sluice/model", "sluice/client/aws"}},
		{path: "sluice/cmd/internal/backend", ours: []string{"sluice/cmd/internal/logfile", "sluice/model", "sluice/client"}},
		{
			path: "sluice/cmd/internal/serve", ours: []string{"sluice/cmd/internal/backend", "sluice/cmd/internal/logfile", "sluice/model", "sluice/client",
				"sluice/ui"},
			theirs: append([]string{"golang.org/x/crypto", "github.com/prometheus"}, charm...),
		},
		{path: "sluice/cmd/sluice", ours: []string{"sluice/cmd/internal", "sluice/model", "sluice/client", "sluice/ui"}, theirs: []string{""}},
	}
}

func under(path, dir string) bool {
	return dir == "" || path == dir || strings.HasPrefix(path, dir+"/")
}

func underAny(path string, dirs []string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool { return under(path, dir) })
}

// layerOf is the innermost layer that a package is in.
func layerOf(pkg string) (layer, bool) {
	i := slices.IndexFunc(layers(), func(l layer) bool { return under(pkg, l.path) })
	if i < 0 {
		return layer{}, false
	}
	return layers()[i], true
}

// breaches are the packages that one of a layer depends on and must not.
func (l layer) breaches(imports, deps []string) []string {
	var breaches []string
	for _, dep := range deps {
		in, _ := layerOf(dep)
		if under(dep, "sluice") && in.path != l.path && !underAny(dep, l.ours) {
			breaches = append(breaches, dep)
		}
	}
	for _, dep := range imports {
		host, _, _ := strings.Cut(dep, "/")
		if strings.Contains(host, ".") && !underAny(dep, l.theirs) {
			breaches = append(breaches, dep)
		}
	}
	return breaches
}

func TestLayers(t *testing.T) {
	readTree(t)
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}};{{join .Imports " "}};{{join .Deps " "}}`, "sluice/...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	packages := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(packages) < len(layers()) {
		t.Errorf("go list knows %d packages, which is not all there are", len(packages))
	}
	for _, line := range packages {
		fields := strings.Split(line, ";")
		pkg := fields[0]
		l, ok := layerOf(pkg)
		if !ok {
			t.Errorf("%s is in no layer: say in layers what it may depend on", pkg)
		}
		for _, breach := range l.breaches(strings.Fields(fields[1]), strings.Fields(fields[2])) {
			t.Errorf("%s must not depend on %s", pkg, breach)
		}
	}
}

// readTree reads the repository's directories, so that a result of this test is
// not kept when a file in another package changes.
func readTree(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLayersNoticeABreach(t *testing.T) {
	tests := []struct {
		pkg     string
		imports []string
		deps    []string
		want    []string
	}{
		{"sluice/model/ingress", []string{"fmt", "golang.org/x/text"}, []string{"fmt", "golang.org/x/text"}, []string{"golang.org/x/text"}},
		{"sluice/model/ingress", nil, []string{"sluice/model"}, []string{"sluice/model"}},
		{"sluice/model", nil, []string{"sluice/model/ingress", "net/http", "sluice/ui/safe"}, []string{"sluice/ui/safe"}},
		{"sluice/ui", []string{"charm.land/bubbletea/v2"}, []string{"sluice/ui/safe", "sluice/model", "sluice/client/aws"}, []string{"sluice/client/aws"}},
		{"sluice/ui/safe", []string{"github.com/aws/aws-sdk-go-v2/aws"}, nil, []string{"github.com/aws/aws-sdk-go-v2/aws"}},
		{"sluice/client/aws", []string{"charm.land/lipgloss/v2"}, []string{"sluice/client/aws/x", "sluice/client/local", "sluice/model"},
			[]string{"sluice/client/local", "sluice/model", "charm.land/lipgloss/v2"}},
		{"sluice/ui/plain", nil, []string{"sluice/ui/safe", "sluice/model/ingress", "sluice/ui"}, []string{"sluice/ui"}},
		{"sluice/cmd/internal/backend", nil, []string{"sluice/client/aws", "sluice/ui/safe"}, []string{"sluice/ui/safe"}},
		{"sluice/cmd/internal/serve", []string{"github.com/spf13/cobra"}, []string{"sluice/ui/remote", "sluice/cmd/sluice"},
			[]string{"sluice/cmd/sluice", "github.com/spf13/cobra"}},
		{"sluice/client/local", nil, []string{"sluice/client/local/actions", "sluice/cmd/sluice"}, []string{"sluice/cmd/sluice"}},
		{"sluice/client/local/store", nil, []string{"sluice/client/sqlite", "sluice/client/local/actions"}, []string{"sluice/client/local/actions"}},
		{"sluice/cmd/sluice", []string{"github.com/spf13/cobra"}, []string{"sluice/client/aws", "sluice/ui"}, nil},
	}
	for _, test := range tests {
		l, _ := layerOf(test.pkg)
		if diff := diff(test.want, l.breaches(test.imports, test.deps)); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.pkg, diff)
		}
	}
}
