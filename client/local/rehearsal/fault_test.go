package rehearsal

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseFault(t *testing.T) {
	for text, want := range map[string]Fault{
		"AuthorizeSecurityGroupIngress,drop,after,nth=1": {Action: "AuthorizeSecurityGroupIngress", Effect: FaultDrop, After: true, Nth: 1},
		"Describe*,delay=800ms":                          {Action: "Describe*", Effect: FaultDelay, Delay: 800 * time.Millisecond},
		"*,throttle,p=0.2":                               {Action: "*", Effect: FaultThrottle, Chance: 0.2},
		"*,error,nth=3,after":                            {Action: "*", Effect: FaultError, After: true, Nth: 3},
		"Create?ags,deny,before,p=1":                     {Action: "Create?ags", Effect: FaultDeny, Chance: 1},
		"*,cut":                                          {Action: "*", Effect: FaultCut, After: true},
		"*,cut,after":                                    {Action: "*", Effect: FaultCut, After: true},
	} {
		if got, err := ParseFault(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// TestParseFaultRefused wants the text and the way out in every error.
func TestParseFaultRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "such as AuthorizeSecurityGroupIngress,drop",
		"drop":                            "such as AuthorizeSecurityGroupIngress,drop",
		"*,explode":                       `no effect is called "explode"`,
		"*,delay":                         "as in delay=800ms",
		"*,delay=":                        "as in delay=800ms",
		"*,delay=fast":                    "as in delay=800ms",
		"*,delay=-1s":                     "1ms to 1m0s",
		"*,delay=0s":                      "1ms to 1m0s",
		"*,delay=61s":                     "1ms to 1m0s",
		"*,drop=1s":                       "only delay has a duration",
		"*,cut,before":                    "always after",
		"*,drop,p=0":                      "above 0 and at most 1",
		"*,drop,p=1.1":                    "above 0 and at most 1",
		"*,drop,p=NaN":                    "above 0 and at most 1",
		"*,drop,p=often":                  "above 0 and at most 1",
		"*,drop,nth=0":                    "counted from 1",
		"*,drop,nth=-1":                   "counted from 1",
		"*,drop,nth=first":                "counted from 1",
		"*,drop,during":                   "neither before nor after",
		"*,drop,":                         "neither before nor after",
		"*,drop,p=0.5,nth=2":              "another choice",
		"*,drop,before,after":             "another moment",
		"*,drop,p=0.5,p=0.5":              "another choice",
		"*,drop,nth=99999999999999999999": "counted from 1",
	} {
		_, err := ParseFault(text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzParseFault reads any text: what is accepted is written in one way, and read back as it was.
func FuzzParseFault(f *testing.F) {
	for _, seed := range []string{"AuthorizeSecurityGroupIngress,drop,after,nth=1", "*,delay=1m,p=1e-9", "*,cut", "a,b,c,d", "*,throttle,p=0x1p-2",
		"*,delay=1ms1ns"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := ParseFault(text)
		if err != nil {
			return
		}
		again, err := ParseFault(fault.String())
		if err != nil || again != fault {
			t.Errorf("%q is %+v, and written %q is %+v, %v", text, fault, fault, again, err)
		}
	})
}

// TestFaultText writes any fault and reads it back.
func TestFaultText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fault{
			Action: rapid.StringMatching(`[A-Za-z*?]{1,20}`).Draw(t, "action"),
			Effect: rapid.SampledFrom([]FaultEffect{FaultThrottle, FaultError, FaultDeny, FaultDrop, FaultCut, FaultDelay}).Draw(t, "effect"),
			After:  rapid.Bool().Draw(t, "after"),
		}
		switch f.Effect {
		case FaultCut:
			f.After = true
		case FaultDelay:
			f.Delay = time.Duration(rapid.Int64Range(int64(time.Millisecond), int64(maxFaultDelay)).Draw(t, "delay"))
		}
		switch rapid.IntRange(0, 2).Draw(t, "choice") {
		case 1:
			f.Nth = rapid.IntRange(1, 1000).Draw(t, "nth")
		case 2:
			f.Chance = rapid.Float64Range(1e-9, 1).Draw(t, "p")
		}
		if got, err := ParseFault(f.String()); err != nil || got != f {
			t.Fatalf("%q: %+v, %v", f, got, err)
		}
	})
}
