package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"sluice/model/ingress"
)

// ruleLines puts arguments together to rule lines, as the shell may have parted
// them. An argument that says by itself what is let in and "from" where is a rule;
// all others in a row are one rule together.
func ruleLines(args []string) []string {
	var lines, parts []string
	join := func() {
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, " "))
		}
		parts = nil
	}
	for _, arg := range args {
		if !isWholeRule(arg) {
			parts = append(parts, arg)
			continue
		}
		join()
		lines = append(lines, arg)
	}
	join()
	return lines
}

// isWholeRule reports whether a word of an argument, and not its first, is "from".
// One in a quoted name or in a description is none.
func isWholeRule(arg string) bool {
	words := ruleWords(arg)
	return slices.ContainsFunc(words[min(1, len(words)):], isFrom)
}

func isFrom(word string) bool { return strings.EqualFold(word, "from") }

// ruleWords are the words of a rule line before its description; a quoted name is
// one.
func ruleWords(line string) []string {
	quoted := false
	words := strings.FieldsFunc(line, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return !quoted && unicode.IsSpace(c)
	})
	if i := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "#") }); i >= 0 {
		return words[:i]
	}
	return words
}

// completeRule offers what may come next in a rule that the shell has parted.
func completeRule(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var words []string
	for _, arg := range args {
		words = append(words, ruleWords(arg)...)
		if isWholeRule(arg) {
			words = nil
		}
	}
	if slices.ContainsFunc(words, isFrom) {
		return []string{"me\tyour own address"}, cobra.ShellCompDirectiveNoFileComp
	}
	offered := []string{"tcp/\tports: tcp/22, tcp/80,443, tcp/8080-8081", "udp/\tports", "icmp\tfor IPv4", "icmpv6\tfor IPv6", "all\tevery protocol"}
	for _, preset := range ingress.Presets() {
		if name := strings.ToLower(preset.Name); !preset.Custom && !strings.ContainsFunc(name, unicode.IsSpace) {
			offered = append(offered, name+"\t"+preset.Spec.String())
		}
	}
	if len(words) == 0 {
		return offered, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	return append([]string{"from\twhere"}, offered...), cobra.ShellCompDirectiveNoFileComp
}
