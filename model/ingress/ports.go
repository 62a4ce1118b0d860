package ingress

import (
	"fmt"
	"strconv"
	"strings"
)

const maxPort = 65535

// parsePortList reads ports and ranges with commas between: 22, 8080-8081,
// 22,80,443, or * for every port.
func parsePortList(p Protocol, list string) ([]Spec, error) {
	var specs []Spec
	for text := range strings.SplitSeq(list, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		from, to, err := parsePorts(text)
		if err != nil {
			return nil, err
		}
		specs = append(specs, Spec{p, from, to})
	}
	if len(specs) == 0 {
		return nil, fmt.Errorf("which port? A number, a range such as 8080-8081, a list such as 22,443, or * for all")
	}
	return specs, nil
}

// parsePorts reads 22, 8080-8081, or * for every port.
func parsePorts(text string) (from, to int, err error) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "*", "all", "any":
		return 0, maxPort, nil
	case "-1":
		return 0, 0, fmt.Errorf("-1: a port is 0 to 65535; write * for all ports")
	}
	first, last, isRange := strings.Cut(text, "-")
	if !isRange || first == "" {
		first, last = text, text
	}
	from, fromOK := parseNumber(strings.TrimSpace(first))
	to, toOK := parseNumber(strings.TrimSpace(last))
	switch {
	case !fromOK || !toOK:
		return 0, 0, fmt.Errorf("%q is no port: write 22, 8080-8081, or * for all", text)
	case !isPort(from) || !isPort(to):
		return 0, 0, fmt.Errorf("%s: a port is 0 to 65535", text)
	case from > to:
		return 0, 0, fmt.Errorf("%s: the first port comes first, write %d-%d", text, to, from)
	}
	return from, to, nil
}

// checkPorts holds a port range to what EC2 takes.
func checkPorts(from, to int) *Problem {
	switch {
	case !isPort(from):
		return &Problem{Field: FieldFrom, Text: fmt.Sprintf("%d: a port is 0 to 65535", from)}
	case !isPort(to):
		return &Problem{Field: FieldTo, Text: fmt.Sprintf("%d: a port is 0 to 65535", to)}
	case from > to:
		return &Problem{Field: FieldTo, Text: fmt.Sprintf("%d is below %d: the first port comes first, write %d-%d", to, from, to, from)}
	}
	return nil
}

func isPort(n int) bool { return n >= 0 && n <= maxPort }

// parseNumber reads a decimal number: 22, -1, 0080. Digits are 0 to 9, and a
// plus sign or a base is no part of a number. One too large for an int comes
// out as the largest there is, which is past every limit here.
func parseNumber(text string) (n int, ok bool) {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, _ = strconv.Atoi(text)
	return n, true
}

func portRange(from, to int) string {
	if from == to {
		return strconv.Itoa(from)
	}
	return strconv.Itoa(from) + "-" + strconv.Itoa(to)
}
