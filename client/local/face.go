package local

import (
	"sluice/client/local/actions"
	"sluice/client/local/rehearsal"
	"sluice/client/sqlite"
)

// StateError says why a state file cannot be used, and the way out. The file is left as it was.
type StateError = sqlite.Error

// Limits are the quotas on the rules of one group.
type Limits = actions.Limits

// ParseLimits reads "2011" or "today".
func ParseLimits(text string) (Limits, error) { return actions.ParseLimits(text) }

// Fault is a rule for failing on purpose.
type Fault = rehearsal.Fault

// ParseFault reads the text form of a fault.
func ParseFault(text string) (Fault, error) { return rehearsal.ParseFault(text) }

// Imported says what an import brought.
type Imported = rehearsal.Imported
