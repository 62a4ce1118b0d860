package notation

import (
	"path"
	"slices"
	"strings"
)

// option is an option of a command with its values.
type option struct {
	name   string // with its dashes
	values []shellWord
	span   span
}

// commands reads the authorize-security-group-ingress commands of a paste, or
// options or shorthand that stand alone.
func (r *reader) commands() {
	start := commandStart(r.text)
	switch {
	case start < 0 && strings.HasPrefix(strings.TrimSpace(r.text), "--"):
		for _, c := range r.shellCommands(0) {
			options, alone := splitOptions(c.words)
			r.options(c, options, alone)
		}
		return
	case start < 0:
		r.shorthands()
		return
	}
	if before := strings.TrimSpace(r.text[:start]); before != "" {
		r.problem(span{strings.Index(r.text, before), start}, "%q is no command: only aws ec2 authorize-security-group-ingress is read", r.brief(span{0, start}))
	}
	for _, c := range r.shellCommands(start) {
		r.command(c)
	}
}

// command reads one command line.
func (r *reader) command(c command) {
	words := c.words
	for len(words) > 0 && isPrompt(words[0]) {
		if strings.Contains(words[0].text, "=") {
			r.notice(words[0].span, "%s is passed over: the rules go where this program works", r.brief(words[0].span))
		}
		words = words[1:]
	}
	switch {
	case len(words) == 0:
	case strings.IndexByte("|<>", c.after) >= 0 && c.after != 0:
		r.notice(c.span, "%c %s is passed over: nothing is run", c.after, r.brief(c.span))
	case path.Base(words[0].text) != "aws":
		r.problem(c.span, "%s is no aws ec2 authorize-security-group-ingress command", r.brief(c.span))
	default:
		r.awsCommand(c, words[1:])
	}
}

// isPrompt reports whether a word stands before the command itself: a prompt,
// or a variable that is set for it.
func isPrompt(w shellWord) bool {
	name, _, assigns := strings.Cut(w.text, "=")
	prompt := w.text != "" && strings.IndexByte("$%#", w.text[len(w.text)-1]) >= 0
	return prompt || w.text == "sudo" || assigns && name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

func (r *reader) awsCommand(c command, words []shellWord) {
	options, names := splitOptions(words)
	var service []string
	for _, w := range names {
		service = append(service, w.text)
	}
	if len(service) < 2 || service[0] != "ec2" || service[1] != "authorize-security-group-ingress" {
		r.problem(c.span, "%q is not read: only aws ec2 authorize-security-group-ingress adds ingress rules", strings.Join(append([]string{"aws"}, service...), " "))
		return
	}
	r.options(c, options, names[2:])
}

// options reads the options of a command; alone are the words that belong to
// none.
func (r *reader) options(c command, options []option, alone []shellWord) {
	for _, w := range alone {
		r.problem(w.span, "%s belongs to no option: quote a value that has spaces in it", r.brief(w.span))
	}
	a := arguments{reader: r, span: c.span, request: value{kind: object, span: c.span}}
	for _, o := range options {
		a.option(o)
	}
	a.read()
}

// splitOptions tells options with their values from the words that stand alone.
// A word that starts with two dashes is an option; it takes the words up to the
// next, as many as it has values.
func splitOptions(words []shellWord) (options []option, alone []shellWord) {
	for len(words) > 0 {
		w := words[0]
		words = words[1:]
		if !isOption(w) {
			alone = append(alone, w)
			continue
		}
		o := option{name: w.text, span: w.span}
		most := optionValues(o.name)
		if i := strings.IndexByte(w.text, '='); i > 0 {
			o.name = w.text[:i]
			o.values = append(o.values, shellWord{passage{text: w.text[i+1:], at: w.at[i+1:]}, w.span})
			most = min(optionValues(o.name), 1)
		}
		for len(o.values) < most && len(words) > 0 && !isOption(words[0]) {
			o.values, o.span.to = append(o.values, words[0]), words[0].span.to
			words = words[1:]
		}
		options = append(options, o)
	}
	return options, alone
}

func isOption(w shellWord) bool { return strings.HasPrefix(w.text, "--") && len(w.text) > 2 }

// optionValues is how many values an option takes at most. Those that are not
// known here take what follows them.
func optionValues(name string) int {
	if slices.Contains(readOptions(), name) {
		return 1
	}
	if n, passed := passedOptions()[name]; passed {
		return n
	}
	return 1 << 20
}

// readOptions are the options with one value that say what the rules are.
func readOptions() []string {
	return []string{"--group-id", "--group-name", "--cli-input-json",
		"--protocol", "--port", "--cidr", "--source-group", "--group-owner",
		"--ip-protocol", "--from-port", "--to-port", "--cidr-ip", "--source-security-group-name", "--source-security-group-owner-id"}
}

// passedOptions are the options that say nothing of the rules, with how many
// values they take.
func passedOptions() map[string]int {
	return map[string]int{
		"--dry-run": 0, "--no-dry-run": 0, "--debug": 0, "--no-verify-ssl": 0, "--no-paginate": 0, "--no-sign-request": 0,
		"--no-cli-pager": 0, "--cli-auto-prompt": 0, "--no-cli-auto-prompt": 0, "--version": 0,
		"--profile": 1, "--region": 1, "--endpoint-url": 1, "--output": 1, "--query": 1, "--color": 1, "--ca-bundle": 1,
		"--cli-read-timeout": 1, "--cli-connect-timeout": 1, "--cli-binary-format": 1,
		"--tag-specifications": 1 << 20,
	}
}
