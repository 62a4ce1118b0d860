package main

import (
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}
	modified := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for _, test := range []struct {
		info            debug.BuildInfo
		release, commit string
		want            string
	}{
		{want: "(devel)"},
		{info: debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, want: "v1.2.3"},
		{info: debug.BuildInfo{Settings: []debug.BuildSetting{revision}}, want: "(devel) (commit 0123456789ab)"},
		{info: debug.BuildInfo{Settings: []debug.BuildSetting{modified, revision}}, want: "(devel) (commit 0123456789ab, modified)"},
		{info: debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{revision}}, release: "v1.2.4", commit: "feed",
			want: "v1.2.4 (commit feed)"},
	} {
		if got := versionOf(&test.info, test.release, test.commit); got != test.want {
			t.Errorf("%+v, released as %q %q: %q, want %q", test.info, test.release, test.commit, got, test.want)
		}
	}
}
