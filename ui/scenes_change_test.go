package ui

import (
	"net/netip"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// detailsOf opens the details of a group of the sample and presses keys there.
func detailsOf(id string, keys ...string) func(testing.TB, size) *session {
	return detailsIn(func(testing.TB, *fakeWorld) {}, id, keys...)
}

// detailsIn opens the details of a group in a world that is changed first.
func detailsIn(change func(testing.TB, *fakeWorld), id string, keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		w := newFakeWorld(append(sampleGroups(t), fullGroup(t))...)
		s := newSession(t, w, at).start()
		s.goTo(id)
		change(t, w)
		s.press("enter")
		s.press(keys...)
		return s
	}
}

// goneRules takes the rules off a group once it has been opened.
func goneRules(t testing.TB, at size) *session {
	t.Helper()
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, at).start()
	s.goTo("sg-77aa01bc")
	s.press("enter")
	for i := range w.groups {
		w.groups[i].Rules = nil
	}
	s.press("ctrl+d")
	return s
}

// edited opens the form on the first rule of bastion, and puts another text in
// the place of its line.
func edited(line string, keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := detailsOf("sg-77aa01bc", "e", "ctrl+u")(t, at)
		s.write(line)
		s.press(keys...)
		return s
	}
}

// changeScenes are screens on the way to rules that are revoked or edited.
func changeScenes() []scene {
	unread := func(_ testing.TB, w *fakeWorld) { w.readErr = denied("ec2:DescribeSecurityGroupRules") }
	refusing := func(_ testing.TB, w *fakeWorld) {
		w.answer = func(c ingress.Change) ingress.Receipt {
			return refused(c, "InvalidSecurityGroupRuleId.NotFound", "The security group rule ID does not exist", "")
		}
	}
	return []scene{
		{"details-rule", detailsOf("sg-140ba4c8", "down", "down")},
		{"details-no-ids", detailsIn(unread, "sg-140ba4c8", "e")},
		{"form-edit", detailsOf("sg-77aa01bc", "e")},
		{"form-edit-problem", edited("tcp/22,23 from 198.51.100.7", "ctrl+s")},
		{"form-edit-another", detailsOf("sg-77aa01bc", "e", "ctrl+n")},
		{"preview-edit", edited("tcp/2222 from 198.51.100.0/28 # on call, both shifts", "ctrl+s")},
		{"preview-edit-same", detailsOf("sg-77aa01bc", "e", "ctrl+s")},
		{"preview-edit-exposed", edited("tcp/22 from 0.0.0.0/0", "ctrl+s")},
		{"preview-revoke", detailsOf("sg-77aa01bc", "ctrl+d")},
		{"preview-revoke-gone", goneRules},
		{"preview-revoke-command", detailsOf("sg-77aa01bc", "ctrl+d", "v")},
		{"result-revoked", detailsOf("sg-77aa01bc", "ctrl+d", "enter")},
		{"result-edited", edited("tcp/2222 from 198.51.100.0/28", "ctrl+s", "enter")},
		{"result-revoke-refused", detailsIn(refusing, "sg-77aa01bc", "ctrl+d", "enter")},
	}
}

// ruleScenes are forms that rules come into by other ways than typing.
func ruleScenes() []scene {
	pasted := func(text string, keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			t.Helper()
			s := formFor("sg-140ba4c8")(t, at)
			s.paste(text)
			s.press(keys...)
			return s
		}
	}
	me := func(address func() (netip.Addr, string, error), hold bool) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			t.Helper()
			w := newFakeWorld(sampleGroups(t)...)
			w.address = address
			s := newSession(t, w, at).start()
			if hold {
				s.holdBack(model.AddressKnown{})
			}
			s.openForm("sg-140ba4c8")
			s.write("tcp/22 from me # home")
			s.press("enter")
			return s
		}
	}
	return []scene{
		{"list-copy-unmarked", on("c")},
		{"form-copied", on("end", "up", "space", "home", "c")},
		{"form-pasted-command", pasted(awsCommand)},
		{"form-pasted-part", pasted(awsShorthand + " IpProtocol=tcp,FromPort=ssh,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8}]")},
		{"form-me", me(home, true)},
		{"form-me-known", me(home, false)},
		{"form-me-unknown", me(nil, false)},
	}
}

func home() (netip.Addr, string, error) {
	return netip.MustParseAddr("203.0.113.9"), "as https://checkip.example sees you", nil
}

const (
	awsShorthand = "IpProtocol=tcp,FromPort=8443,ToPort=8443,IpRanges=[{CidrIp=198.51.100.0/24,Description=office}]"
	awsCommand   = "aws ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --ip-permissions " + awsShorthand +
		" IpProtocol=udp,FromPort=53,ToPort=53,Ipv6Ranges=[{CidrIpv6=2001:db8::/32}]"
)

// shownAs is a preview in one of the forms that plans are written in.
func shownAs(form notation.Form) scene {
	return scene{"preview-as-" + form.String(), func(t testing.TB, at size) *session {
		s := previewOf("sg-140ba4c8", "tcp/22,443 from 203.0.113.0/24 sg-0a5d8e02 # deploy")(t, at)
		for range notation.Forms() {
			s.press("v")
			if p := s.phase().(model.Previewing); p.Shown != nil && *p.Shown == form {
				return s
			}
		}
		t.Fatalf("v never shows the plan as %s", form)
		return nil
	}}
}
