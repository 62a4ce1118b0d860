package notation

import (
	"net/netip"
	"strings"

	"pgregory.net/rapid"

	"sluice/model/ingress"
)

const noteCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-:/()#,@[]+=&;{}!$*"

// notes are descriptions of every character that EC2 takes, the awkward ones
// often.
func notes() *rapid.Generator[string] {
	return rapid.Map(rapid.OneOf(
		rapid.Just(""),
		rapid.SampledFrom([]string{noteCharacters, "# b", "a # b", "${var.x}", "$${x}", "$$${x", "a, b=c", "{x}", "[1]", "from here", "&AUTHPARAMS", "$HOME", "!!",
			"//x", ";x"}),
		rapid.StringOfN(rapid.SampledFrom([]rune(noteCharacters)), 0, 60, -1),
		rapid.StringOfN(rapid.SampledFrom([]rune(" #,[]={}&;$!*")), 0, 20, -1),
	), func(note string) string { return strings.TrimSpace(note) })
}

// names are EC2-Classic group names. EC2 has none that start with sg-, and a
// line end in a paste may come as any of three.
func names() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-z][a-z0-9_-]{0,20}`),
		rapid.StringMatching(`[ -~]{1,30}`),
		rapid.SampledFrom([]string{"from", "for", "me", "#", `"`, `""`, "a b", " a ", "10.0.0.0/8", "web;api", "tcp/22", "a/b/c", "-x", "--dry-run",
			"file://x", "$HOME", "`id`", "%{if}", "%%{x}", `a'b`, `a\`, "a\nb\tc", "${x}", "é\u00a0ü", "<x>", "&a=b", "all", "pl-1", "80", "%41+"}),
		rapid.StringN(1, 40, 255),
	).Filter(func(name string) bool {
		return !strings.HasPrefix(strings.ToLower(name), "sg-") && !strings.ContainsAny(name, "\r"+string(elsewhere))
	})
}

func owners() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringMatching(`[0-9]{12}`), rapid.Just("amazon-elb"))
}

func ids(prefix string) *rapid.Generator[string] {
	return rapid.Map(rapid.StringMatching(`[0-9a-f]{8}|[0-9a-f]{17}`), func(digits string) string { return prefix + digits })
}

// sourcesFor are sources that a group's rules may have.
func sourcesFor(classic bool) *rapid.Generator[ingress.Source] {
	return rapid.Custom(func(t *rapid.T) ingress.Source {
		var s ingress.Source
		var err error
		switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
		case kind == 0 || kind == 1 && classic:
			addr := netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "IPv4")))
			s = ingress.FromPrefix(netip.PrefixFrom(addr, rapid.IntRange(0, 32).Draw(t, "bits")))
		case classic:
			s, err = ingress.FromNamedGroup(owners().Draw(t, "owner"), names().Draw(t, "name"))
		case kind == 1:
			addr := netip.AddrFrom16([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "IPv6")))
			s = ingress.FromPrefix(netip.PrefixFrom(addr, rapid.IntRange(0, 128).Draw(t, "bits")))
		case kind == 2:
			s, err = ingress.FromGroup(ids("sg-").Draw(t, "group"))
		default:
			s, err = ingress.FromPrefixList(ids("pl-").Draw(t, "list"))
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func protocolsFor(classic bool) *rapid.Generator[ingress.Protocol] {
	known := []ingress.Protocol{ingress.TCP, ingress.UDP, ingress.ICMP}
	if classic {
		return rapid.SampledFrom(known)
	}
	known = append(known, ingress.ICMPv6, ingress.AllProtocols)
	number := rapid.Map(rapid.IntRange(0, 255), func(n int) ingress.Protocol { return ingress.Protocol(n) })
	return rapid.OneOf(rapid.SampledFrom(known), number)
}

func wantedFor(classic bool) *rapid.Generator[ingress.Wanted] {
	return rapid.Custom(func(t *rapid.T) ingress.Wanted {
		p := protocolsFor(classic).Draw(t, "protocol")
		least, most := -1, 255
		if p.HasPorts() {
			least, most = 0, 65535
		}
		number := rapid.OneOf(rapid.IntRange(least, 9), rapid.IntRange(least, most), rapid.Just(most))
		from, to := number.Draw(t, "from"), number.Draw(t, "to")
		if p.HasPorts() {
			from, to = min(from, to), max(from, to)
		}
		rule, err := ingress.NewRule(p, from, to, sourcesFor(classic).Draw(t, "source"))
		if err != nil {
			t.Fatal(err)
		}
		return ingress.Wanted{Rule: rule, Description: notes().Draw(t, "note")}
	})
}

// world is a change of each of some groups, and the groups that names and
// owners are looked up in.
type world struct {
	plan  ingress.Plan
	known []ingress.Group
}

func worlds(groups int) *rapid.Generator[world] {
	return rapid.Custom(func(t *rapid.T) world {
		var w world
		for i := range rapid.IntRange(1, groups).Draw(t, "groups") {
			g := ingress.Group{ID: "sg-" + strings.Repeat("a", i+1), Name: names().Draw(t, "target") + strings.Repeat("~", i), OwnerID: "111122223333"}
			if rapid.Bool().Draw(t, "VPC") {
				g.VPCID = "vpc-0f1e2d3c"
			}
			c := ingress.Change{Group: g}
			identity := func(w ingress.Wanted) ingress.Rule { return w.Rule }
			for _, wanted := range rapid.SliceOfNDistinct(wantedFor(g.Classic()), 1, 6, identity).Draw(t, "rules") {
				if id := wanted.Source().GroupID(); id != "" {
					wanted.SourceOwner = w.owner(id, rapid.SampledFrom([]string{"", "111122223333", "999988887777"}).Draw(t, "owner"))
				}
				c.Rules = append(c.Rules, ingress.PlannedRule{Wanted: wanted})
			}
			w.plan.Changes = append(w.plan.Changes, c)
			w.known = append(w.known, g)
		}
		return w
	})
}

// owner makes a source group known with its owner, and is the owner under which
// it is known.
func (w *world) owner(id, owner string) string {
	for _, g := range w.known {
		if g.ID == id {
			return g.OwnerID
		}
	}
	if owner != "" {
		w.known = append(w.known, ingress.Group{ID: id, VPCID: "vpc-0f1e2d3c", OwnerID: owner})
	}
	return owner
}
