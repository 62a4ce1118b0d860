package local

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/rehearsal"
	"sluice/client/local/wire"
)

// tagLines are the tags that a filter finds: resource type, resource and tag, in one line each.
func tagLines(t testing.TB, e *Endpoint, filters string) (lines []string) {
	t.Helper()
	for _, tag := range ask(t, e, wire.Version2016, "DescribeTags", filters).answer(t).Tags {
		lines = append(lines, tag.Type+" "+tag.Resource+" "+tag.Key+"="+tag.Value)
	}
	return lines
}

const onWeb = "Filter.1.Name=resource-id&Filter.1.Value.1=sg-140ba4c8"

// TestTags goes the way of tags on a group that has Name and env.
func TestTags(t *testing.T) {
	e := openEndpoint(t, Options{})
	for _, step := range []struct {
		name, action, request string
		want                  []string // of the group
	}{
		{"a new one and a new value", "CreateTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=env&Tag.1.Value=staging&Tag.2.Key=team&Tag.2.Value=",
			[]string{"Name=web", "env=staging", "team="}},
		{"keys differ by case", "CreateTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=Team&Tag.1.Value=a", []string{"Name=web", "env=staging", "team=", "Team=a"}},
		{"not of that value", "DeleteTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=env&Tag.1.Value=prod", []string{"Name=web", "env=staging", "team=", "Team=a"}},
		{"of that value", "DeleteTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=env&Tag.1.Value=staging", []string{"Name=web", "team=", "Team=a"}},
		{"empty ones only", "DeleteTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=Team&Tag.1.Value=&Tag.2.Key=team&Tag.2.Value=", []string{"Name=web", "Team=a"}},
		{"of any value", "DeleteTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=Team", []string{"Name=web"}},
		{"what is not there", "DeleteTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=Team", []string{"Name=web"}},
		{"all", "DeleteTags", "ResourceId.1=sg-140ba4c8", nil},
	} {
		if got := ask(t, e, wire.Version2016, step.action, step.request).answer(t); !got.Return {
			t.Errorf("%s: %+v", step.name, got)
		}
		var want []string
		for _, line := range step.want {
			want = append(want, "security-group sg-140ba4c8 "+line)
		}
		if diff := cmp.Diff(want, tagLines(t, e, onWeb)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
}

// TestTagsOnEveryKind also wants the tags where each kind of resource is described.
func TestTagsOnEveryKind(t *testing.T) {
	e := openEndpoint(t, Options{})
	request := "Tag.1.Key=by&Tag.1.Value=me"
	resources := []string{"security-group sg-5b1c22de", "security-group-rule sgr-333cb1701fecad77c", "vpc vpc-0f1e2d3c", "prefix-list pl-0a1b2c3d4e5f60718"}
	var want []string
	for i, r := range resources {
		_, id, _ := strings.Cut(r, " ")
		request += fmt.Sprintf("&ResourceId.%d=%s", i+1, id)
		want = append(want, r+" by=me")
	}
	ask(t, e, wire.Version2011, "CreateTags", request).answer(t)
	if diff := cmp.Diff(want, tagLines(t, e, "Filter.1.Name=tag:by&Filter.1.Value.1=m?")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for action, filter := range map[string]string{"DescribeSecurityGroups": "sg-5b1c22de", "DescribeSecurityGroupRules": "sgr-333cb1701fecad77c",
		"DescribeVpcs": "vpc-0f1e2d3c"} {
		if got := ask(t, e, wire.Version2016, action, "Filter.1.Name=tag:by&Filter.1.Value.1=me"); !strings.Contains(got.body, filter) {
			t.Errorf("%s by the tag:\n%s", action, got.body)
		}
	}
}

// TestTagsAreAllOrNothing names one resource that is not there.
func TestTagsAreAllOrNothing(t *testing.T) {
	e := openEndpoint(t, Options{})
	before := tagLines(t, e, "")
	for _, action := range []string{"CreateTags", "DeleteTags"} {
		got := ask(t, e, wire.Version2016, action, "ResourceId.1=sg-140ba4c8&ResourceId.2=sg-00000000&Tag.1.Key=env&Tag.1.Value=prod2")
		if got.code(t) != "InvalidGroup.NotFound" {
			t.Errorf("%s: %s", action, got.body)
		}
	}
	if diff := cmp.Diff(before, tagLines(t, e, "")); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

// TestTagLimit: 50 tags are the most; at the limit tags still take new values.
func TestTagLimit(t *testing.T) {
	e := openEndpoint(t, Options{})
	request := "ResourceId.1=sg-5b1c22de" // it has one
	for i := range 49 {
		request += fmt.Sprintf("&Tag.%d.Key=k%d&Tag.%d.Value=v", i+1, i, i+1)
	}
	ask(t, e, wire.Version2016, "CreateTags", request).answer(t)
	ask(t, e, wire.Version2016, "CreateTags", strings.ReplaceAll(request, "Value=v", "Value=w")).answer(t)
	if code := ask(t, e, wire.Version2016, "CreateTags", "ResourceId.1=sg-5b1c22de&Tag.1.Key=one+more&Tag.1.Value=v").code(t); code != "TagLimitExceeded" {
		t.Errorf("the 51st tag: code %q", code)
	}
	if got := len(tagLines(t, e, "Filter.1.Name=value&Filter.1.Value.1=w")); got != 49 {
		t.Errorf("%d tags have the new value", got)
	}
}

// TestTagFilters finds tags of the sample.
func TestTagFilters(t *testing.T) {
	e := openEndpoint(t, Options{})
	for filters, want := range map[string][]string{
		"Filter.1.Name=key&Filter.1.Value.1=own*":                                                   {"security-group sg-1e9ac701 owner=unknown"},
		"Filter.1.Name=value&Filter.1.Value.1=staging":                                              {"security-group sg-5e2b8f14 env=staging"},
		"Filter.1.Name=resource-type&Filter.1.Value.1=vpc":                                          {"vpc vpc-0f1e2d3c Name=shop"},
		"Filter.1.Name=resource-id&Filter.1.Value.1=*77aa*&Filter.2.Name=key&Filter.2.Value.1=Name": {"security-group sg-77aa01bc Name=bastion"},
		"Filter.1.Name=tag:owner&Filter.1.Value.1=*&Filter.2.Name=key&Filter.2.Value.1=env":         nil,
	} {
		if diff := cmp.Diff(want, tagLines(t, e, filters)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", filters, diff)
		}
	}
	if got := openEndpoint(t, Options{Account: rehearsal.OtherAccount}); len(tagLines(t, got, "")) != 0 {
		t.Errorf("another account sees %v", tagLines(t, got, ""))
	}
}

// TestPagesOfTags wants every tag once, whatever comes and goes meanwhile.
func TestPagesOfTags(t *testing.T) {
	e := openEndpoint(t, Options{})
	names := func(a wireAnswer) (keys []string) {
		for _, tag := range a.Tags {
			keys = append(keys, tag.Resource+" "+tag.Key)
		}
		return keys
	}
	want := names(ask(t, e, wire.Version2016, "DescribeTags", "").answer(t))
	all, sizes := pages(t, e, "DescribeTags", "MaxResults=5", names, func() {
		ask(t, e, wire.Version2016, "CreateTags", "ResourceId.1=vpc-0f1e2d3c&Tag.1.Key=Name&Tag.1.Value=renamed").answer(t)
		ask(t, e, wire.Version2016, "DeleteTags", "ResourceId.1=vpc-0f1e2d3c").answer(t)
	})
	if diff := cmp.Diff(want, all); diff != "" || len(sizes) < 3 {
		t.Errorf("pages %v (-want +got):\n%s", sizes, diff)
	}
}
