package local

import (
	"flag"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestVectors sends one request that must fail for each file of testdata/vectors. A file has a request, one parameter a
// line, and the status, the code and sometimes a part of the message of its answer. Requests under "before" come
// first and must succeed; in what follows, $name stands for the first element of that name in their answers. Requests
// under "after" take back what those before did. Each file meets a state of its own. With -endpoint they go to that
// URL instead, which must have the sample.
func TestVectors(t *testing.T) {
	files, err := filepath.Glob("testdata/vectors/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no vectors:", err)
	}
	target := endpointUnderTest(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			runVector(t, target(t), readVector(t, file))
		})
	}
}

// endpointUnderTest gives a sender of requests for each vector: to a new endpoint, or to the one of the flag.
func endpointUnderTest(t *testing.T) func(*testing.T) func(url.Values) reply {
	if address := flag.Lookup("endpoint").Value.String(); address != "" {
		return func(t *testing.T) func(url.Values) reply {
			return func(values url.Values) reply { return post(t, address, values) }
		}
	}
	return func(t *testing.T) func(url.Values) reply {
		e := openEndpoint(t, Options{})
		return func(values url.Values) reply { return send(t, e, values) }
	}
}

func post(t *testing.T, address string, values url.Values) reply {
	t.Helper()
	response, err := http.PostForm(address, values)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{response.StatusCode, string(body)}
}

func runVector(t *testing.T, send func(url.Values) reply, vector []part) {
	var got reply
	var known []string // answers to requests before
	for _, part := range vector {
		text := filledIn(part.text, known)
		switch part.name {
		case "before", "after":
			got := send(lines(text))
			if got.status != http.StatusOK {
				t.Fatalf("%s: %s", part.name, got.body)
			}
			known = append(known, got.body)
		case "request":
			got = send(lines(text))
		case "status":
			if strconv.Itoa(got.status) != text {
				t.Errorf("status %d, want %s\n%s", got.status, text, got.body)
			}
		case "code":
			if code, _ := got.refusal(t); code != text {
				t.Errorf("code %q, want %q\n%s", code, text, got.body)
			}
		case "message":
			if _, message := got.refusal(t); !strings.Contains(message, text) {
				t.Errorf("message %q\n    want %q", message, text)
			}
		default:
			t.Fatalf("unknown part %q", part.name)
		}
	}
}

// filledIn is the text with what the answers say for each $name that is an element of one.
func filledIn(text string, answers []string) string {
	return regexp.MustCompile(`\$\w+`).ReplaceAllStringFunc(text, func(name string) string {
		for _, body := range answers {
			_, rest, found := strings.Cut(body, "<"+name[1:]+">")
			if value, _, closed := strings.Cut(rest, "<"); found && closed {
				return value
			}
		}
		return name
	})
}

// part is one section of a vector file, which is a txtar archive: a line "-- name --", and the text up to the next.
type part struct{ name, text string }

func readVector(t *testing.T, file string) (parts []part) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "-- "); ok {
			parts = append(parts, part{name: strings.TrimSuffix(name, " --")})
		} else if last := len(parts) - 1; last >= 0 {
			parts[last].text = strings.TrimPrefix(parts[last].text+"\n"+line, "\n")
		}
	}
	return parts
}

// lines are the parameters of a vector, one on each line.
func lines(text string) url.Values {
	values := url.Values{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		values.Add(name, value)
	}
	return values
}
