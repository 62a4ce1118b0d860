package main

import (
	"io"
	"strings"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sluice/ui"
)

// manCommand prints the manual page, made from the commands and their flags, and
// from what help says of keys and rules.
func (p program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Example: "  sluice man | man -l -",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			root := p.root() // of its own: it is changed for the page
			root.Version = version()
			root.InitDefaultCompletionCmd()
			root.InitDefaultHelpFlag()
			root.InitDefaultVersionFlag()
			page, err := mango.NewManPage(1, flowing(root))
			if err != nil {
				return err
			}
			document := manual{roff.NewDocument()}
			page.Build(document.Document)
			document.sections()
			_, err = io.WriteString(p.out, document.String())
			return err
		},
	}
}

// manual is the page being written.
type manual struct{ *roff.Document }

// entry is a word and what it means.
type entry struct{ word, means string }

// sections are those that stand behind what is made from the commands.
func (m manual) sections() {
	m.Section("Keys")
	for _, screen := range ui.Help() {
		m.heading(screen.Title)
		for _, b := range screen.Bindings {
			m.entry(entry{strings.Join(b.Keys(), ", "), b.Help().Desc})
		}
	}
	m.Section("Rules")
	m.text(flow(ruleHelp()))
	m.table("Environment", environment())
	m.table("Files", files())
	m.table("Exit status", exitCodes())
}

func (m manual) table(title string, entries []entry) {
	m.Section(title)
	for _, e := range entries {
		m.entry(e)
	}
}

func (m manual) heading(title string) {
	m.Document.Paragraph()
	m.TextItalic(title)
	m.EndSection()
}

func (m manual) entry(e entry) {
	m.TaggedParagraph(-1)
	m.TextBold(strings.ReplaceAll(e.word, "%", "%%"))
	m.EndSection()
	m.text(e.means)
	m.EndSection()
}

// text is for what may hold a percent sign: the library takes it for a verb.
func (m manual) text(s string) { m.Text(strings.ReplaceAll(s, "%", "%%")) }

// environment are the variables that the program reads itself.
func environment() []entry {
	return []entry{
		{"SLUICE_BACKEND", "sandbox or aws, where --backend is not given."},
		{"SLUICE_JOURNAL", "The journal, where --journal is not given: a folder, or postgres://…"},
		{"XDG_STATE_HOME", "The folder above the state's own, sluice; $HOME/.local/state where it is not set."},
		{"XDG_CONFIG_HOME", "The folder above the configuration's own, sluice; $HOME/.config where it is not set."},
		{"HOME", "The home directory, for both of them."},
		{"AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL …", "All that the AWS SDK reads, where the backend is aws. The sandbox reads none of them."},
		{"NO_COLOR", "No colours, where it is set."},
		{"TERM, CI", "The screens are drawn on terminals alone: not on a dumb one, nor where CI is set."},
		{"SSH_CONNECTION", "Where it is set, text is copied by the terminal (OSC 52) and not by this machine's clipboard."},
	}
}

func files() []entry {
	return []entry{
		{"$XDG_STATE_HOME/sluice/ec2.db", "The sandbox. --state names another folder for it and for what follows."},
		{"$XDG_STATE_HOME/sluice/journal/journal.db", "The journal: what was sent, and what came of it."},
		{"$XDG_STATE_HOME/sluice/journal/audit.jsonl", "The audit log; sluice history --verify checks it."},
		{"$XDG_STATE_HOME/sluice/host_key", "The key of sluice serve, unless --host-key names another."},
		{"$XDG_CONFIG_HOME/sluice/config.toml", "my_ip_url, which is asked for your own address, and [exposure], which ports the whole internet may reach."},
	}
}

// flowing takes out of the texts of a command what they have for --help: the ends
// of their lines, and the marks at the words that stand for values, which follow
// the options' names here.
func flowing(c *cobra.Command) *cobra.Command {
	c.Long = flow(c.Long)
	c.Flags().VisitAll(valued)
	c.PersistentFlags().VisitAll(valued)
	for _, sub := range c.Commands() {
		flowing(sub)
	}
	return c
}

// valued puts what a flag takes behind its name; a command may have it in two sets.
func valued(f *pflag.Flag) {
	if strings.Contains(f.Name, " ") {
		return
	}
	value, usage := pflag.UnquoteUsage(f)
	f.Name, f.Usage = strings.TrimSpace(f.Name+" "+value), usage
}

func flow(text string) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, paragraph := range paragraphs {
		paragraphs[i] = strings.ReplaceAll(paragraph, "\n", " ")
	}
	return strings.Join(paragraphs, "\n")
}
