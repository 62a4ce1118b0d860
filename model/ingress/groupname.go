package ingress

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// readGroupName reads name, account/name, or either with the name quoted.
func readGroupName(text string) (account, name string, err error) {
	if before, after, ok := strings.Cut(text, "/"); ok && !strings.HasPrefix(text, `"`) {
		account, text = before, after
		if err := checkAccount(account); err != nil {
			return "", "", err
		}
		if text == "" {
			return "", "", fmt.Errorf("%s/: after the slash comes the group's name", account)
		}
	}
	if name, err = unquoteName(text); err != nil {
		return "", "", err
	}
	return account, name, checkGroupName(name)
}

// checkAccount holds the owner of a source group to the two kinds that there
// are. A special owner is one of Amazon's own, such as amazon-elb.
func checkAccount(account string) error {
	digits := strings.Trim(account, "0123456789") == ""
	special := strings.HasPrefix(account, "amazon") && strings.Trim(account, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
	switch {
	case account == "":
		return fmt.Errorf("a source group needs its account: write account/name, such as 999988887777/web")
	case digits && len(account) != 12:
		return fmt.Errorf("%s: an account has 12 digits, this one %d", account, len(account))
	case !digits && !special:
		return fmt.Errorf(`%q is no account of 12 digits; quote a name that has a slash in it, such as "web/api"`, account)
	}
	return nil
}

// maxGroupName is the most characters that a security group's name has.
const maxGroupName = 255

func checkGroupName(name string) error {
	n := utf8.RuneCountInString(name)
	switch {
	case name == "":
		return fmt.Errorf("a group name is empty: give the name between the quotes")
	case n > maxGroupName:
		return fmt.Errorf("a group name has at most %d characters, this one %d", maxGroupName, n)
	}
	return nil
}

// quoteName quotes a group name that a rule line could not carry bare, or that
// would read as an id. A quote inside is written twice.
func quoteName(name string) string {
	isID := strings.HasPrefix(strings.ToLower(name), "sg-")
	if name != "" && !isID && !strings.ContainsAny(name, `"#/`) && !strings.ContainsFunc(name, separatesSources) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// unquoteName reads what [quoteName] writes.
func unquoteName(text string) (string, error) {
	name, quoted := strings.CutPrefix(text, `"`)
	name, closed := strings.CutSuffix(name, `"`)
	stray := strings.Contains(strings.ReplaceAll(name, `""`, ""), `"`)
	switch {
	case !quoted && !closed && !strings.Contains(name, `"`):
		return text, nil
	case quoted && !closed && !stray:
		return "", fmt.Errorf("%s: the quote is not closed", text)
	case !quoted || !closed || stray:
		return "", fmt.Errorf("%s: put the quotes around the whole name, and write a quote inside it twice", text)
	}
	return strings.ReplaceAll(name, `""`, `"`), nil
}
