package main

import (
	"cmp"
	"runtime/debug"
)

// What a release is built with, as -ldflags "-X main.release=v1.2.3 -X
// main.commit=0123abcd": the linker sets variables only.
var (
	release string //nolint:gochecknoglobals // set by the linker
	commit  string //nolint:gochecknoglobals // set by the linker
)

// version says which build this is.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return versionOf(info, release, commit)
}

// versionOf is a version and the commit that it was built from, such as
// "v1.2.3 (commit 0123456789ab, modified)", where the build knows it. What the
// linker was given counts more than what the Go command found. A module's own
// version is (devel) in a work tree without tags.
func versionOf(info *debug.BuildInfo, release, commit string) string {
	text := cmp.Or(release, info.Main.Version, "(devel)")
	modified := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = cmp.Or(commit, s.Value)
		case "vcs.modified":
			modified = s.Value == "true"
		}
	}
	if commit == "" {
		return text
	}
	text += " (commit " + commit[:min(len(commit), 12)]
	if modified {
		text += ", modified"
	}
	return text + ")"
}
