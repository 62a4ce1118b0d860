package remote

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplitWords(t *testing.T) {
	tests := []struct {
		line string
		want []string
	}{
		{"", nil}, {" \t\n ", nil}, {"plan  tcp/22", []string{"plan", "tcp/22"}},
		{`a 'b c' "d e"`, []string{"a", "b c", "d e"}}, {`'' ""`, []string{"", ""}},
		{`a\ b 'c\' "\"\\\x"`, []string{"a b", `c\`, `"\\x`}}, {`x'y'"z"`, []string{"xyz"}},
		{`$HOME;` + "`id`" + ` *`, []string{`$HOME;` + "`id`", "*"}},
	}
	for _, tt := range tests {
		got, err := splitWords(tt.line)
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%q: %v, -want +got\n%s", tt.line, err, diff)
		}
	}
	for _, line := range []string{"'a", `"a`, `a\`, `a "b'c`, "a\xff"} {
		if got, err := splitWords(line); err == nil {
			t.Errorf("%q is split into %q", line, got)
		}
	}
}

func TestClamp(t *testing.T) {
	for _, tt := range []struct {
		width, height uint32
		want          window
	}{
		{80, 24, window{80, 24}}, {0, 24, window{80, 24}}, {80, 0, window{80, 24}}, {1, 1, window{1, 1}},
		{1<<32 - 1, 1<<32 - 1, window{240, 72}}, {241, 73, window{240, 72}},
	} {
		if got := clamp(tt.width, tt.height); got != tt.want {
			t.Errorf("%d×%d: %v", tt.width, tt.height, got)
		}
	}
}
