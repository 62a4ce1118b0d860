package safe_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/ui/safe"
)

func TestFit(t *testing.T) {
	tests := []struct {
		in              string
		cells           int
		cut, fit, right string
	}{
		{"websrv", 10, "websrv", "websrv    ", "    websrv"},
		{"websrv", 6, "websrv", "websrv", "websrv"},
		{"websrv", 5, "webs…", "webs…", "webs…"},
		{"websrv", 1, "…", "…", "…"},
		{"websrv", 0, "", "", ""},
		{"websrv", -3, "", "", ""},
		{"", 2, "", "  ", "  "},
		{"日本語", 6, "日本語", "日本語", "日本語"},
		{"日本語", 5, "日本…", "日本…", "日本…"},
		{"日本語", 4, "日…", "日… ", " 日…"},
		{"日本語", 2, "…", "… ", " …"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…", "e\u0301…", "e\u0301…"},
		{"🇩🇪🇫🇷x", 4, "🇩🇪…", "🇩🇪… ", " 🇩🇪…"},
		{"a\u202eb", 6, "a‹U+2…", "a‹U+2…", "a‹U+2…"},
	}
	for _, tt := range tests {
		text := safe.Clean(tt.in)
		if got := text.Cut(tt.cells).String(); got != tt.cut {
			t.Errorf("%q.Cut(%d) = %q, want %q", text, tt.cells, got, tt.cut)
		}
		if got := text.Fit(tt.cells); got != tt.fit {
			t.Errorf("%q.Fit(%d) = %q, want %q", text, tt.cells, got, tt.fit)
		}
		if got := text.FitRight(tt.cells); got != tt.right {
			t.Errorf("%q.FitRight(%d) = %q, want %q", text, tt.cells, got, tt.right)
		}
	}
}

func TestLines(t *testing.T) {
	tests := []struct {
		name  string
		in    string
		width int
		want  []string
	}{
		{"nothing", "", 10, nil},
		{"only a line break", "\n", 10, nil},
		{"fits", "one two", 10, []string{"one two"}},
		{"fits exactly", "one two", 7, []string{"one two"}},
		{"between words", "one two three", 8, []string{"one two", "three"}},
		{"line breaks stay", "one\r\n\ntwo\n", 10, []string{"one", "", "two"}},
		{"blanks become one", "  one\t\ttwo ", 10, []string{"one two"}},
		{"long word", "a abcdefgh b", 3, []string{"a", "abc", "def", "gh", "b"}},
		{"long word that fills its lines", "abcdef", 3, []string{"abc", "def"}},
		{"after a word that fills its lines", "abcdef gh", 3, []string{"abc", "def", "gh"}},
		{"wide characters", "日本語", 5, []string{"日本", "語"}},
		{"too narrow for a wide character", "日x", 1, []string{"…", "x"}},
		{"no width", "ab", 0, []string{"a", "b"}},
		{"hostile", "a\x1b[31m b", 20, []string{"a‹U+001B›[31m b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, line := range safe.Lines(tt.in, tt.width) {
				got = append(got, line.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Lines(%q, %d): -want +got\n%s", tt.in, tt.width, diff)
			}
		})
	}
}

func BenchmarkClean(b *testing.B) {
	for _, bm := range []struct{ name, in string }{
		{"ascii", "production web servers behind the load balancer"},
		{"letters", "Produktion: Web-Server für Zürich, hinter dem Lastverteiler"},
		{"hostile", "a\x1b[31m\u202e\u200b日本\xff"},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				safe.Clean(bm.in)
			}
		})
	}
}

func BenchmarkFit(b *testing.B) {
	text := safe.Clean("production web servers behind the load balancer")
	b.ReportAllocs()
	for b.Loop() {
		text.Fit(24)
	}
}

func TestCleanOfPlainTextAllocatesNothing(t *testing.T) {
	in := "production web servers"
	if n := testing.AllocsPerRun(100, func() { safe.Clean(in).Cut(40) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
