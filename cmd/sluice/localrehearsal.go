package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"sluice/client/local"
)

// rehearsal are the flags of local that make the endpoint as strict, as slow
// and as unreliable as EC2 can be.
type rehearsal struct {
	limits        string
	rulesPerGroup quota
	faults        faultRules
	seed          uint64
	throttle      bool
	visibility    time.Duration
}

// rehearsalHelp is what the help of local says about them.
const rehearsalHelp = "\n\nRehearse what goes wrong with --fault ACTION,EFFECT[,before|after][,p=N|nth=N]: the\n" +
	"action may have * and ?, and the effect is throttle (503), error (500), deny (403),\n" +
	"drop (no answer), cut (half an answer) or delay=DURATION, before or after the request\n" +
	"is carried out, at every call, with probability p, or at the nth call alone."

func (r *rehearsal) register(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringVar(&r.limits, "limits", "today", "quotas on rules: `today`, or 2011")
	set.Var(&r.rulesPerGroup, "rules-per-group", "quota of `rules` per VPC group (default: 60, and 50 in 2011)")
	set.Var(&r.faults, "fault", "a `rule` for failing, such as Authorize*,drop,after,nth=1; repeatable")
	set.Uint64Var(&r.seed, "seed", 0, "`number` that decides when faults with a probability fire")
	set.BoolVar(&r.throttle, "throttle", false, "refuse requests that come faster than EC2 lets them")
	set.DurationVar(&r.visibility, "visibility-delay", 0, "`duration` until changes are seen, such as 2s")
	_ = cmd.RegisterFlagCompletionFunc("limits", cobra.FixedCompletions([]string{"today", "2011"}, cobra.ShellCompDirectiveNoFileComp))
}

// apply puts the flags into the endpoint's options.
func (r *rehearsal) apply(o *local.Options) (err error) {
	if o.Limits, err = local.ParseLimits(r.limits); err != nil {
		return err
	}
	if r.rulesPerGroup > 0 {
		o.Limits.VPC = int(r.rulesPerGroup)
	}
	o.Faults, o.Seed, o.Throttle, o.VisibilityDelay = r.faults, r.seed, r.throttle, r.visibility
	return nil
}

// report tells how often faults fired and requests came too fast.
func (r *rehearsal) report(out io.Writer, endpoint *local.Endpoint) {
	for _, f := range endpoint.Faults() {
		fmt.Fprintf(out, "fault %s: fired at %d of %d calls\n", f.Fault, f.Fired, f.Met)
	}
	if r.throttle {
		fmt.Fprintf(out, "throttled: %d requests\n", endpoint.Throttled())
	}
}

// faultRules is the value of --fault, which may be given several times.
type faultRules []local.Fault

func (f *faultRules) Set(text string) error {
	rule, err := local.ParseFault(text)
	*f = append(*f, rule)
	return err
}

func (f *faultRules) String() string {
	if len(*f) == 0 {
		return ""
	}
	return fmt.Sprint([]local.Fault(*f))
}

func (f *faultRules) Type() string { return "rule" }
