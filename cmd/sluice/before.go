package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sluice/cmd/internal/backend"
	"sluice/cmd/internal/logfile"
)

// before holds the flags that all commands take to the one that is run, and opens
// the log. It comes before every command.
func (p program) before(cmd *cobra.Command) error {
	if err := p.misplaced(cmd); err != nil || p.global.log == "" {
		return err
	}
	log, err := logfile.Open(p.global.log)
	if err != nil {
		return err
	}
	log.Info("started", "version", version(), "go", runtime.Version(), "system", runtime.GOOS+"/"+runtime.GOARCH, "pid", os.Getpid(),
		"command", cmd.CommandPath(), "terminal", p.interactive(), "read_only", p.global.ReadOnly)
	cmd.SetContext(logfile.With(cmd.Context(), log))
	return nil
}

// misplaced refuses a flag that says what a command would not keep to: over SSH
// where the server works, and of a command that has a sandbox of its own another
// EC2. What a command has no use for does no harm.
func (p program) misplaced(cmd *cobra.Command) error {
	for flag, value := range p.global.servers() {
		if p.served != nil && value != "" {
			return errors.New("--" + flag + " is for the server to say, not over SSH")
		}
	}
	var refused []string
	name, why := strings.Fields(cmd.CommandPath() + " -")[1], "it has a sandbox of its own"
	switch name {
	case "demo":
		refused = []string{"profile", "region", "endpoint-url", "state", "journal"}
	case "local":
		refused = []string{"profile", "endpoint-url", "journal", "read-only"}
	case "approve", "reject":
		refused, why = []string{"read-only"}, "it would change what waits; sluice waiting shows it"
	}
	if p.global.Kind == backend.AWS && slices.Contains(refused, "endpoint-url") {
		refused = append(refused, "backend")
	}
	for _, flag := range refused {
		if cmd.Flags().Changed(flag) {
			return fmt.Errorf("--%s does not go with sluice %s: %s", flag, name, why)
		}
	}
	return nil
}
