package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"sluice/model/ingress"
	"sluice/ui/plain"
	"sluice/ui/safe"
)

// tooSoon is how long after the plan a line on the terminal cannot be meant for
// it: what was typed ahead, or pasted, comes within.
const tooSoon = 400 * time.Millisecond

// confirm gets the user's word for a plan: by flags, or on the terminal. does is
// what the word does: send. The error says why there is none, and how to give it.
func (p program) confirm(ctx context.Context, plan ingress.Plan, does string, f applyFlags, shown io.Writer) error {
	id := plan.ConfirmID()
	switch {
	case id != "" && f.confirm != "" && f.confirm != id:
		return fmt.Errorf("--confirm %s is not %s, the group that the plan exposes", f.confirm, id)
	case f.yes && plain.Untagged(plan) && !f.untagged:
		return errors.New("the rules may be added, but not tagged: give --untagged to send them without tags")
	case f.yes && f.confirm == id, f.yes && id == "":
		return nil
	case isTerminal(p.in) && isTerminal(shown):
		return p.ask(ctx, plan, does, shown)
	case id != "":
		return fmt.Errorf("the exposure is %s, and there is no terminal to confirm it on: give --yes --confirm %s", plan.Severity(), id)
	}
	return errors.New("there is no terminal to confirm the plan on: give --yes")
}

// ask asks on the terminal: y confirms a plan, the group's id a risky one.
func (p program) ask(ctx context.Context, plan ingress.Plan, does string, shown io.Writer) error {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(p.in); s.Scan(); {
			select {
			case lines <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	if err := passTypeAhead(ctx, lines); err != nil {
		return err
	}
	id := plan.ConfirmID()
	question := "y " + confirms(does) + " " + safe.Clean(sends(plan)).String() + ", anything else does not: "
	if id != "" {
		question = "Type " + safe.Clean(id).String() + " to " + does + " " + safe.Clean(sends(plan)).String() + ": "
	}
	if _, err := io.WriteString(shown, question); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		fmt.Fprintln(shown)
		return errors.New("interrupted")
	case line, typed := <-lines:
		line = strings.TrimSpace(line)
		switch {
		case !typed:
			fmt.Fprintln(shown)
		case id != "" && line == id, id == "" && (strings.EqualFold(line, "y") || strings.EqualFold(line, "yes")):
			return nil
		}
	}
	return errors.New("the plan was not confirmed")
}

// confirms is what y does, where a word is to send, approve and send, or ask for approval of.
func confirms(does string) string {
	verbs := map[string]string{"approve and send": "approves and sends", "ask for approval of": "asks for approval of"}
	return cmp.Or(verbs[does], "sends")
}

// sends is what a plan sends, in a few words: 2 rules to websrv, bastion.
func sends(plan ingress.Plan) string {
	text := plan.Sending()
	if plain.Untagged(plan) {
		text += ", without tags"
	}
	return text
}

// passTypeAhead drops the lines that come before the question can have been read.
func passTypeAhead(ctx context.Context, lines <-chan string) error {
	quiet := time.After(tooSoon)
	for {
		select {
		case <-ctx.Done():
			return errors.New("interrupted")
		case <-quiet:
			return nil
		case _, open := <-lines:
			if !open {
				return errors.New("the plan was not confirmed")
			}
		}
	}
}
