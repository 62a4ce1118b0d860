package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The manual page names every variable that the program reads itself.
func TestEnvironmentIsWhole(t *testing.T) {
	named := ""
	for _, e := range environment() {
		named += " " + strings.ReplaceAll(e.word, ",", " ") + " "
	}
	read := 0
	for _, pattern := range []string{"*.go", "../internal/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range regexp.MustCompile(`(?:\.env|\.Env)\("([A-Z_]+)"\)`).FindAllStringSubmatch(string(text), -1) {
				read++
				if !strings.Contains(named, " "+found[1]+" ") {
					t.Errorf("%s reads %s, which the manual page does not name", file, found[1])
				}
			}
		}
	}
	if read < 9 {
		t.Errorf("only %d variables are read", read)
	}
}

// Every option that takes a value says what, in capitals.
func TestOptionsNameTheirArgument(t *testing.T) {
	seen := 0
	var look func(*cobra.Command)
	look = func(c *cobra.Command) {
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) {
				seen++
				if parts := strings.Split(f.Usage, "`"); f.NoOptDefVal == "" && (len(parts) != 3 || parts[1] != strings.ToUpper(parts[1])) {
					t.Errorf("%s --%s: %s", c.CommandPath(), f.Name, f.Usage)
				}
			})
		}
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	look(program{env: func(string) string { return "" }}.root())
	if seen < 30 {
		t.Errorf("there are only %d options", seen)
	}
}
