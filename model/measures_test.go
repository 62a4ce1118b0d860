package model_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// The most that a folder has of files of code, and an update of lines: past that a
// room is too full, or a phase does too much in one place.
const (
	filesOfFolder = 60
	linesOfUpdate = 40
)

// No folder of the repository has too many files of code, and no function that
// takes messages is too long to be read at a glance.
func TestMeasures(t *testing.T) {
	files, updates := map[string]int{}, 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files[filepath.Dir(path)]++
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range parsed.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(strings.ToLower(f.Name.Name), "update") {
				continue
			}
			updates++
			if lines := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; lines > linesOfUpdate {
				t.Errorf("%s: %s has %d lines: %d are the most", path, f.Name.Name, lines, linesOfUpdate)
			}
		}
		return nil
	})
	if err != nil || updates < 10 || len(files) < 15 {
		t.Fatalf("%d updates in %d folders were seen: %v", updates, len(files), err)
	}
	for folder, n := range files {
		if n > filesOfFolder {
			t.Errorf("%s has %d files of code: %d are the most", folder, n, filesOfFolder)
		}
	}
}
