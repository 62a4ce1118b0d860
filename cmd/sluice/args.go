package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// one takes exactly one argument; what is it, such as FILE.
func one(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		example, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n")
		return fmt.Errorf("%s takes one %s, and there are %d: %s", cmd.CommandPath(), what, len(args), example)
	}
}
