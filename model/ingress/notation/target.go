package notation

import (
	"strings"

	"sluice/model/ingress"
)

// target is what is known of the group that rules go to.
type target struct {
	Target
	classic bool // it is in EC2-Classic, as far as the text tells
}

// requestTarget is the group that a request names. EC2 tells of a group in a VPC
// which one; a request that names its group by the name alone means one in no
// VPC.
func (r *reader) requestTarget(f map[string]value) target {
	return target{
		Target:  Target{r.targetID(f["GroupId"]), r.targetName(f["GroupName"])},
		classic: !f["OwnerId"].empty() && f["VpcId"].empty() || f["GroupId"].empty() && !f["GroupName"].empty(),
	}
}

// targetID is the id of the group that rules go to. One that cannot be read
// takes no rule with it.
func (r *reader) targetID(v value) string {
	w := strings.TrimSpace(r.targetWord(v))
	if w == "" {
		return ""
	}
	source, err := ingress.FromGroup(w)
	if err != nil {
		r.problem(v.span, "the target group: %s", err)
		return ""
	}
	return source.GroupID()
}

// targetName is the name of the group that rules go to.
func (r *reader) targetName(v value) string {
	w := r.targetWord(v)
	if w == "" {
		return ""
	}
	const anyOwner = "amazon"
	if _, err := ingress.FromNamedGroup(anyOwner, w); err != nil {
		r.problem(v.span, "the target group: %s", err)
		return ""
	}
	return w
}

func (r *reader) targetWord(v value) string {
	switch v.kind {
	case word:
		return v.word
	case unknown:
		r.notice(v.span, "the target group: %s; the rules are read for the groups that you choose", r.elsewhere(v))
	case absent:
	default:
		r.problem(v.span, "the target group: %s is not one group", r.brief(v.span))
	}
	return ""
}
