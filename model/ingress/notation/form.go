package notation

import (
	"fmt"
	"strings"
)

// Form is a way of writing rules.
type Form uint8

// The forms that [Read] knows and [Write] writes.
const (
	Lines     Form = iota // rule lines: tcp/22 from 10.0.0.0/8
	AWSCLI                // a command of the AWS CLI; also its shorthand alone
	Query                 // a request of the EC2 Query API
	Terraform             // resources in HCL
	JSON                  // the JSON of --ip-permissions, and what describe-security-groups answers
)

// Forms are all forms, in the order in which they are offered.
func Forms() []Form { return []Form{AWSCLI, Query, Terraform, JSON, Lines} }

// String is the form's name, as flags and settings spell it.
func (f Form) String() string {
	switch f {
	case Lines:
		return "lines"
	case AWSCLI:
		return "aws-cli"
	case Query:
		return "query"
	case Terraform:
		return "terraform"
	case JSON:
		return "json"
	}
	return fmt.Sprintf("form %d", uint8(f))
}

// ParseForm finds a form by its name, in any case.
func ParseForm(name string) (Form, error) {
	var names []string
	for _, f := range Forms() {
		if strings.EqualFold(name, f.String()) {
			return f, nil
		}
		names = append(names, f.String())
	}
	return 0, fmt.Errorf("%q is no form: use %s", name, strings.Join(names, ", "))
}
