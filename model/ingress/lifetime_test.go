package ingress

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// berlin is a zone with summer time: on 2026-03-29 there is no 02:30.
func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("the zone is not on this machine: %v", err)
	}
	return zone
}

func TestLifetimeAt(t *testing.T) {
	zone := berlin(t)
	now := time.Date(2026, 11, 23, 17, 30, 15, 999, zone)
	tests := []struct{ life, want string }{ // in RFC 3339, or "! " and the error
		{"", ""},
		{"never", ""},
		{"for 1m", "2026-11-23T17:31:15+01:00"},
		{"30m", "2026-11-23T18:00:15+01:00"},
		{"for 1h30m", "2026-11-23T19:00:15+01:00"},
		{"2d", "2026-11-25T17:30:15+01:00"},
		{"366d", "2027-11-24T17:30:15+01:00"},
		{"until 18:00", "2026-11-23T18:00:00+01:00"},
		{"until 17:31:15", "2026-11-23T17:31:15+01:00"},
		{"until 17:31", "! until 17:31 is less than a minute away: a rule lasts 1 minute or more"},
		{"until 17:30:15", "2026-11-24T17:30:15+01:00"},
		{"until 17:30", "2026-11-24T17:30:00+01:00"},
		{"until 00:00", "2026-11-24T00:00:00+01:00"},
		{"until 2026-11-24T18:00", "2026-11-24T18:00:00+01:00"},
		{"until 2026-11-24 18:00Z", "2026-11-24T19:00:00+01:00"},
		{"until 2026-11-24T18:00:07-05:00", "2026-11-25T00:00:07+01:00"},
		{"until 2026-11-23T17:30", "! until 2026-11-23T17:30 is in the past: it is 2026-11-23T17:30+01:00 now"},
		{"until 2027-11-24T17:30:15", "2027-11-24T17:30:15+01:00"},
		{"until 2027-11-24T17:30:16", "! until 2027-11-24T17:30:16 is more than 366 days away: leave it out for a rule that stays"},
	}
	for _, tt := range tests {
		t.Run(tt.life, func(t *testing.T) {
			life, err := ReadLifetime(tt.life)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			switch at, err := life.At(now); {
			case err != nil:
				got = "! " + err.Error()
			case !at.IsZero():
				got = at.Format(time.RFC3339)
			}
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// A day with summer time is 25 hours long: a duration counts hours, a time of day
// is what the clock on the wall shows.
func TestLifetimeOverSummerTime(t *testing.T) {
	now := time.Date(2026, 10, 24, 18, 0, 0, 0, berlin(t))
	for text, want := range map[string]string{
		"1d":                     "2026-10-25T17:00:00+01:00",
		"until 18:00":            "2026-10-25T18:00:00+01:00",
		"until 2026-10-25T18:00": "2026-10-25T18:00:00+01:00",
	} {
		life, _ := ReadLifetime(text)
		if at, err := life.At(now); err != nil || at.Format(time.RFC3339) != want {
			t.Errorf("%s: %s, %v; want %s", text, at.Format(time.RFC3339), err, want)
		}
	}
}

func TestLifetimesAreCanonical(t *testing.T) {
	for _, same := range [][]string{
		{"for 1h30m", "90m", "for 90m", "FOR 1h 30m", "1H30M"},
		{"for 1d12h", "36h", "1d 12h"},
		{"until 08:00", "8:00", "08:00:00", "UNTIL 8:00"},
		{"until 2026-11-24T18:00:00Z", "2026-11-24 18:00z", "2026-11-24T20:00+02:00", "until 2026-11-24T18:00:00.5Z"},
		{"", "never", " ", "NEVER"},
	} {
		for _, text := range same {
			if got, err := ReadLifetime(text); err != nil || got.String() != same[0] {
				t.Errorf("%q is %q, %v; want %q", text, got, err, same[0])
			}
		}
	}
}

func lifetimes() *rapid.Generator[Lifetime] {
	seconds := rapid.Int64Range(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
	return rapid.OneOf(
		rapid.Just(Lifetime{}),
		rapid.Map(rapid.Int64Range(1, 366*24*60), func(minutes int64) Lifetime { return Lifetime{lasting, minutes * 60} }),
		rapid.Map(rapid.Int64Range(0, 86399), func(s int64) Lifetime { return Lifetime{timeOfDay, s} }),
		rapid.Map(seconds, func(s int64) Lifetime { return Lifetime{wallTime, s} }),
		rapid.Map(seconds, func(s int64) Lifetime { return Lifetime{instant, s} }),
	)
}

// A lifetime, written and read, is the same lifetime; and its end, where it has
// one, is within its bounds, and the same when it is written as an instant.
func TestLifetimeRoundTrip(t *testing.T) {
	zones := []*time.Location{time.UTC, time.FixedZone("", 5*3600+1800), time.FixedZone("", -8*3600), berlin(t)}
	rapid.Check(t, func(t *rapid.T) {
		life := lifetimes().Draw(t, "lifetime")
		if again, err := ReadLifetime(life.String()); err != nil || again != life {
			t.Fatalf("%q reads as %q, %v", life, again, err)
		}
		now := time.Unix(rapid.Int64Range(1e9, 4e9).Draw(t, "now"), 0).In(rapid.SampledFrom(zones).Draw(t, "zone"))
		at, err := life.At(now)
		if err != nil || life.Never() {
			return
		}
		if left := at.Sub(now); left < minLifetime || left > maxLifetime || at.Nanosecond() != 0 {
			t.Fatalf("%q at %s ends at %s", life, now, at)
		}
		if again, err := Until(at).At(now); err != nil || !again.Equal(at) {
			t.Fatalf("%s again: %s, %v", at, again, err)
		}
	})
}

func FuzzLifetime(f *testing.F) {
	for _, text := range []string{"for 2h", "1d12h", "until 18:00", "until 2026-11-24 18:00Z", "never", "for", "until", "2026-11-24", "0m", "99999999d",
		"until 24:00", "for -1h", "1٣m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		life, err := ReadLifetime(text)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Fatalf("%q: an error without words", text)
			}
			return
		}
		if again, err := ReadLifetime(life.String()); err != nil || again != life {
			t.Fatalf("%q is %q, which is %q, %v", text, life, again, err)
		}
	})
}

// All rules of a draft end together.
func TestDraftHasOneLifetime(t *testing.T) {
	tests := []struct{ first, second, want string }{
		{"for 2h", "for 120m", ""},
		{"", "", ""},
		{"for 2h", "", "no end here, for 2h in rule 1: rules that are sent together end together, make it the same or send them apart"},
		{"", "until 18:00", "until 18:00 here, no end in rule 1: rules that are sent together end together, make it the same or send them apart"},
		{"for 2h", "for 3h", "for 3h here, for 2h in rule 1: rules that are sent together end together, make it the same or send them apart"},
	}
	for _, tt := range tests {
		d := NewDraft().Edit(0, FieldLine, "tcp/22 from 10.0.0.0/8 "+tt.first).Add().Add().Edit(2, FieldLine, "tcp/80 from ::/0 "+tt.second)
		_, problems := d.Parse([]Group{vpcWebServers()}, nil)
		switch {
		case tt.want == "" && len(problems) > 0:
			t.Errorf("%q and %q: %v", tt.first, tt.second, problems)
		case tt.want != "" && (len(problems) != 1 || problems[0] != Problem{Entry: 2, Field: FieldExpires, Text: tt.want}):
			t.Errorf("%q and %q: %v, want %s", tt.first, tt.second, problems, tt.want)
		}
	}
}

func TestDraftProblemsAt(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	d := edited(edit{FieldLine, "tcp/22 from ::/0 until 2026-11-23T11:00"})
	want := Problem{Field: FieldExpires, Text: "until 2026-11-23T11:00 is in the past: it is 2026-11-23T12:00Z now"}
	if got := d.ProblemsAt(now); len(got) != 1 || got[0] != want {
		t.Errorf("%v, want %v", got, want)
	}
	if got := d.ProblemsAt(now.Add(-2 * time.Hour)); got != nil {
		t.Errorf("two hours before: %v", got)
	}
}
