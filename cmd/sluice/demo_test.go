package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/vhs/lexer"
	"github.com/charmbracelet/vhs/parser"
	"github.com/charmbracelet/vhs/token"
	"github.com/google/go-cmp/cmp"
)

// TestDemoTape plays the demo's tape, without its sleeps, twice and at several
// sizes: every Wait is met, and what is told at the end is the same each time,
// ids included.
func TestDemoTape(t *testing.T) {
	tape := readTape(t, "../../demo.tape")
	for name, s := range map[string]size{"as recorded": {116, 28}, "narrow": {80, 24}, "wide": {160, 48}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, second := play(t, s, tape), play(t, s, tape)
			if diff := cmp.Diff(first, second); diff != "" {
				t.Errorf("the demo differs from one time to the next (-first +second):\n%s", diff)
			}
			if len(first) != 4 {
				t.Errorf("%d rules are told of at the end, not 4: %q", len(first), first)
			}
		})
	}
}

// readTape reads a tape with VHS's own lexer and parser.
func readTape(t *testing.T, path string) []parser.Command {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := parser.New(lexer.New(string(text)))
	commands := p.Parse()
	for _, problem := range p.Errors() {
		t.Errorf("%s: %v", path, problem)
	}
	if len(commands) == 0 || t.Failed() {
		t.Fatalf("%s is no tape", path)
	}
	return commands
}

// play types a tape into a shell that finds the program on its path, and gives
// the lines that tell what became of the rules.
func play(t *testing.T, s size, tape []parser.Command) []string {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("not run: there is no sh on this machine to type the tape into")
	}
	term := start(t, s, newcomerEnv(t, "PATH="+os.Getenv("PATH"), "PS1=> "), shell)
	term.waitFor(">")
	for _, command := range tape {
		switch command.Type {
		case token.TYPE:
			term.write(command.Args)
		case token.ENTER:
			term.press("enter")
		case token.CTRL:
			term.press("ctrl+" + strings.ToLower(command.Args))
		case token.WAIT:
			term.waitForPattern(command.Args)
		case token.SLEEP, token.SET, token.OUTPUT, token.REQUIRE:
		default:
			t.Fatalf("the tape has %s, which this test cannot play", command)
		}
	}
	term.write("exit\r")
	term.exit()
	return regexp.MustCompile(`VpcWebServers  sg-140ba4c8  tcp/\S+ from \S+  added  sgr-[0-9a-f]{17}\r\n`).FindAllString(term.output(), -1)
}

// waitForPattern waits as VHS's Wait does: args are its scope and a pattern.
func (term *terminal) waitForPattern(args string) {
	term.t.Helper()
	scope, pattern, _ := strings.Cut(args, " ")
	if scope != "Screen" || pattern == "" {
		term.t.Fatalf("Wait %q: only Wait+Screen with a pattern says what must be there", args)
	}
	term.until("/"+pattern+"/", regexp.MustCompile(pattern).MatchString)
}

// TestDemoIDsFollowFromRequests sends two requests in either order: each gets
// the same ids.
func TestDemoIDsFollowFromRequests(t *testing.T) {
	mint := func(bodies ...string) map[string]string {
		ids := demoIDs{seen: map[string]int{}}
		got := map[string]string{}
		var body string
		handler := ids.following(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			got[body] += ids.next("sgr-") + " " + ids.next("sgr-") + " " + ids.next("") + "\n"
		}))
		for _, body = range bodies {
			handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		}
		return got
	}
	one, other := mint("a", "b", "a"), mint("b", "a", "a")
	if diff := cmp.Diff(one, other); diff != "" {
		t.Errorf("the ids hang on the order of requests (-one +other):\n%s", diff)
	}
	seen := map[string]bool{}
	for id := range strings.FieldsSeq(one["a"] + one["b"]) {
		if seen[id] {
			t.Errorf("%s was minted twice", id)
		}
		seen[id] = true
	}
}
