package journal

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sluice/model/ingress"
)

func drawRule(t *rapid.T) ingress.Rule {
	var source ingress.Source
	var err error
	hex := rapid.StringMatching(`[0-9a-f]{8}|[0-9a-f]{17}`)
	switch rapid.IntRange(0, 4).Draw(t, "source") {
	case 0:
		address := netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "IPv4")))
		source = ingress.FromPrefix(netip.PrefixFrom(address, rapid.IntRange(0, 32).Draw(t, "bits")))
	case 1:
		address := netip.AddrFrom16([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "IPv6")))
		source = ingress.FromPrefix(netip.PrefixFrom(address, rapid.IntRange(0, 128).Draw(t, "bits")))
	case 2:
		source, err = ingress.FromGroup("sg-" + hex.Draw(t, "group"))
	case 3:
		source, err = ingress.FromPrefixList("pl-" + hex.Draw(t, "list"))
	case 4:
		source, err = ingress.FromNamedGroup(rapid.SampledFrom([]string{"111122223333", "amazon-elb"}).Draw(t, "account"), rapid.StringN(1, 40, 255).Draw(t, "name"))
	}
	if err != nil {
		t.Fatal(err)
	}
	protocol := rapid.OneOf(rapid.SampledFrom([]int{-1, 1, 6, 17, 58}), rapid.IntRange(-1, 255)).Draw(t, "protocol")
	from := rapid.IntRange(-1, 255).Draw(t, "from")
	if p := ingress.Protocol(protocol); p.HasPorts() {
		from = rapid.IntRange(0, 65535).Draw(t, "first port")
		r, err := ingress.NewRule(p, from, rapid.IntRange(from, 65535).Draw(t, "last port"), source)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r, err := ingress.NewRule(ingress.Protocol(protocol), from, rapid.IntRange(-1, 255).Draw(t, "to"), source)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func drawTime(t *rapid.T) time.Time {
	return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "time"), 0).UTC()
}

func drawWanted(t *rapid.T) ingress.Wanted {
	w := ingress.Wanted{Rule: drawRule(t), Description: rapid.String().Draw(t, "description"), SourceOwner: rapid.String().Draw(t, "owner")}
	var err error
	lifetimes := []string{"", "for 30m", "for 1d12h", "until 18:00", "until 23:59:59", "until 2026-11-24T18:00", "until 2026-11-24T18:00:01Z"}
	if w.Lifetime, err = ingress.ReadLifetime(rapid.SampledFrom(lifetimes).Draw(t, "lifetime")); err != nil {
		t.Fatal(err)
	}
	if rapid.Bool().Draw(t, "expires") {
		w.Expires = drawTime(t)
	}
	if notes := rapid.SliceOfN(rapid.String(), 0, 2).Draw(t, "notes"); len(notes) > 0 {
		w.Notes = notes
	}
	return w
}

func drawChange(t *rapid.T) ingress.Change {
	text := func(label string) string { return rapid.String().Draw(t, label) }
	c := ingress.Change{
		Kind:     ingress.Kind(rapid.IntRange(0, 2).Draw(t, "kind")),
		Group:    ingress.Group{ID: text("id"), Name: text("name"), Description: text("description"), VPCID: text("vpc"), OwnerID: text("owner")},
		Revision: text("revision"), Undoes: text("undoes"), IncludeCovered: true, Untagged: rapid.Bool().Draw(t, "untagged"),
		Approval: text("approval"), AskedBy: text("asker"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "rules") {
		r := ingress.PlannedRule{Wanted: drawWanted(t), Verdict: rapid.SampledFrom([]ingress.Verdict{ingress.New, ingress.Covered}).Draw(t, "verdict")}
		if rapid.Bool().Draw(t, "existing") {
			r.Existing = ingress.GroupRule{ID: text("rule"), Rule: drawRule(t), SourceOwner: text("owner"), Description: text("held")}
			if rapid.Bool().Draw(t, "tagged") {
				r.Existing.Tags = []ingress.Tag{{Key: ingress.TagBy, Value: text("by")}, {Key: ingress.TagOperation, Value: text("op")}}
			}
		}
		c.Rules = append(c.Rules, r)
	}
	return c
}

// TestLinesAreLossless: a record and its receipt come out of their lines as they went in.
func TestLinesAreLossless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string { return rapid.String().Draw(t, label) }
		want := ingress.Record{
			Operation: text("operation"), By: text("by"), ApprovedBy: text("approver"), At: drawTime(t), Change: drawChange(t),
			Site: ingress.Site{Endpoint: text("endpoint"), Account: text("account"), Region: text("region")},
		}
		change, err := formOfChange(want.Change)
		if err != nil {
			t.Fatal(err)
		}
		intent := line{Time: want.At, By: asText(want.By), Operation: asText(want.Operation), Group: asText(want.Change.Group.ID),
			Intent: &intentForm{asText(want.Site.Endpoint), asText(want.Site.Account), asText(want.Site.Region), asText(want.ApprovedBy), change}}
		l, end := resealed(t, intent, emptyLog())
		got, err := l.record()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, equal()); diff != "" {
			t.Fatalf("record (-want +got):\n%s", diff)
		}

		answer := ingress.Receipt{Operation: want.Operation, Kind: want.Change.Kind, Group: want.Change.Group, RequestID: text("request"), At: drawTime(t),
			ReadBack: rapid.Bool().Draw(t, "read back")}
		for _, w := range want.Change.Send() {
			answer.Rules = append(answer.Rules, ingress.RuleOutcome{Wanted: w, Outcome: ingress.Outcome(rapid.IntRange(0, 4).Draw(t, "outcome")), RuleID: text("sgr")})
		}
		if rapid.Bool().Draw(t, "failed") {
			answer.Failure = &ingress.Failure{Code: text("code"), Message: "no", Remedy: text("remedy"), RequestID: text("its request")}
			moved := ingress.Group{ID: text("moved")}
			answer.Moved = &moved
		}
		outcome, err := formOfReceipt(answer)
		if err != nil {
			t.Fatal(err)
		}
		l, _ = resealed(t, line{Time: want.At, Outcome: &outcome}, end)
		again, err := l.Outcome.receipt(want.Operation, want.Change)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(answer, again, equal()); diff != "" {
			t.Fatalf("receipt (-want +got):\n%s", diff)
		}
	})
}

// asText is text where a function has that name.
func asText(s string) text { return text(s) }

// resealed is a line as it is read from a log, and the head after it.
func resealed(t *rapid.T, l line, after head) (line, head) {
	sealed, end, err := l.seal(after)
	if err != nil {
		t.Fatal(err)
	}
	read, hash, err := unseal(sealed)
	if err != nil {
		t.Fatal(err)
	}
	if next, err := after.next(read, hash, len(sealed)); err != nil || next != end {
		t.Fatalf("%+v, want %+v: %v", next, end, err)
	}
	return read, end
}

// FuzzUnseal: no line makes reading one panic, and none but a sealed one passes.
func FuzzUnseal(f *testing.F) {
	sealed, _, err := line{Operation: "op-1", Group: "sg-1"}.seal(emptyLog())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add("")
	f.Add(`{"hash":"` + hashOf("") + `"}`)
	f.Fuzz(func(t *testing.T, text string) {
		l, hash, err := unseal(text)
		if err != nil {
			return
		}
		if _, err := l.record(); err != nil && l.Intent != nil {
			t.Skip() // sealed by somebody, and no intent of ours
		}
		if len(hash) != hashDigits {
			t.Errorf("hash %q", hash)
		}
	})
}

func BenchmarkBeginAndFinish(b *testing.B) {
	j, err := Open(b.Context(), Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if err := write(b.Context(), j, time.Duration(i).String(), "sg-1"); err != nil {
			b.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
}
