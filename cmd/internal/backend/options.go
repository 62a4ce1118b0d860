package backend

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sluice/client/journal"
	"sluice/model/ingress"
)

// The kinds of backend that [Options.Kind] and $SLUICE_BACKEND name.
const (
	Sandbox = "sandbox"
	AWS     = "aws"
)

// Options say which EC2 to work on, and where its state and its journal are. "" and
// 0 are the defaults.
type Options struct {
	Profile, Region, Endpoint string
	Kind                      string // [Sandbox] or [AWS]
	State                     string // the folder of the sandbox's state and of the journal
	Journal                   string // a folder, or the URL of a database
	Role                      string // the ARN of a role to assume; only of servers
	ReadOnly                  bool
	RulesPerGroup             int                 // the account's quota of inbound rules per VPC group
	Env                       func(string) string // the environment
}

// Chosen is the kind that the options and the environment name. An option that
// only AWS or an endpoint knows asks for it.
func (o Options) Chosen() (string, error) {
	kind := o.Kind
	if kind == "" && (o.Endpoint != "" || o.Profile != "" || o.Region != "") {
		return AWS, nil
	}
	if kind == "" {
		kind = o.Env("SLUICE_BACKEND")
	}
	switch {
	case kind == AWS:
		return AWS, nil
	case kind != "" && kind != Sandbox:
		return "", fmt.Errorf("backend %q: it is sandbox or aws (--backend, or $SLUICE_BACKEND)", kind)
	case o.Endpoint != "" || o.Profile != "":
		return "", errors.New("--backend sandbox goes with neither --endpoint-url nor --profile: the sandbox is on this machine")
	}
	return Sandbox, nil
}

// Limits are the rule quotas that plans are held to.
func (o Options) Limits() ingress.Limits {
	limits := ingress.DefaultLimits()
	limits.VPC = cmp.Or(o.RulesPerGroup, limits.VPC)
	return limits
}

// StateDir is where the sandbox's state lives: what the options say, or sluice under
// the XDG state directory.
func (o Options) StateDir() (string, error) {
	if o.State != "" {
		return o.State, nil
	}
	// The XDG specification has relative paths ignored.
	if dir := o.Env("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "sluice"), nil
	}
	home := o.Env("HOME")
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return "", fmt.Errorf("no home directory to keep the state in: give --state DIR, or set XDG_STATE_HOME (%s)", strings.TrimPrefix(err.Error(), "user: "))
		}
	}
	return filepath.Join(home, ".local", "state", "sluice"), nil
}

// JournalOptions are where the journal is: what the options say, $SLUICE_JOURNAL, or
// a folder beside the sandbox's state.
func (o Options) JournalOptions() (journal.Options, error) {
	where := cmp.Or(o.Journal, o.Env("SLUICE_JOURNAL"))
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		return journal.Options{URL: where}, nil
	}
	if strings.Contains(where, "://") {
		return journal.Options{}, errors.New("--journal: it is a folder, or the URL of a database that begins with postgres://")
	}
	if where != "" {
		return journal.Options{Dir: where}, nil
	}
	dir, err := o.StateDir()
	return journal.Options{Dir: filepath.Join(dir, "journal")}, err
}
