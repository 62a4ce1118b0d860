package notation

import (
	"regexp"
	"strings"
)

// terraform reads the blocks of a paste of HCL. After one that cannot be read
// it goes on with the next.
func (r *reader) terraform() {
	p := &parser{passage: r.all()}
	for recoveries := 0; ; {
		if p.hclSpace(); p.end() {
			return
		}
		start := p.i
		f, block, err := p.hclStatement(0)
		switch {
		case err != nil:
			if recoveries++; recoveries > maxRecoveries {
				p.i = len(r.text)
			} else {
				p.i = r.nextBlock(start)
			}
			r.broken(err, span{start, p.i})
		case block != nil:
			r.block(*block)
		case f.name == "ingress":
			r.inlineList(target{}, f)
		default:
			r.problem(f.span, "%s is no rule: resources and ingress blocks are read", r.brief(f.span))
		}
	}
}

// nextBlock is where a block starts a line, after the first line from i on.
func (r *reader) nextBlock(i int) int {
	found := regexp.MustCompile(`\n(?:resource|data|variable|module|provider|output|locals|terraform|ingress|egress)\b`).FindStringIndex(r.text[i:])
	if found == nil {
		return len(r.text)
	}
	return i + found[0] + 1
}

// block reads a block that stands by itself.
func (r *reader) block(b hclBlock) {
	kind := ""
	if b.name == "resource" && len(b.labels) > 0 {
		kind = b.labels[0]
	}
	title := strings.Join(append([]string{b.name}, b.labels...), " ")
	switch {
	case kind == "aws_vpc_security_group_ingress_rule":
		r.vpcRule(b)
	case kind == "aws_security_group_rule":
		r.groupRule(b)
	case kind == "aws_security_group", kind == "aws_default_security_group":
		r.securityGroup(b)
	case b.name == "ingress":
		r.inline(target{}, b.body, b.blocks)
	case b.name == "dynamic", b.name == "module":
		r.problem(b.span, "%s: what it makes is not in the text: write its rules out", title)
	default:
		r.notice(b.span, "%s is passed over: it holds no ingress rule", title)
	}
}

// securityGroup reads the ingress blocks of an aws_security_group.
func (r *reader) securityGroup(b hclBlock) {
	var blocks, others []hclBlock
	for _, inner := range b.blocks {
		switch inner.name {
		case "ingress":
			blocks = append(blocks, inner)
		case "egress":
			r.notice(inner.span, "egress is passed over: only ingress is read")
		default:
			others = append(others, inner)
		}
	}
	f, ok := r.resource(b.body, others, schema{
		what:   "an aws_security_group",
		read:   []string{"ingress", "name", "count", "for_each"},
		passed: []string{"description", "vpc_id", "egress", "tags", "name_prefix", "revoke_rules_on_delete", "depends_on", "provider", "region"},
	})
	if !ok {
		return
	}
	t := target{Target: Target{Name: r.targetName(f["name"])}}
	for _, inner := range blocks {
		r.inline(t, inner.body, inner.blocks)
	}
	if rules := f["ingress"]; !rules.empty() {
		r.inlineList(t, field{"ingress", rules, rules.span})
	}
	if len(blocks)+len(others) == 0 && f["ingress"].empty() {
		r.notice(b.span, "there is no ingress rule in it")
	}
}

// inlineList reads ingress = [{ … }], the blocks as an attribute.
func (r *reader) inlineList(t target, f field) {
	for _, rule := range f.value.listed() {
		r.inline(t, rule, nil)
	}
}

// inline reads one ingress block of an aws_security_group.
func (r *reader) inline(t target, body value, blocks []hclBlock) {
	sources := []string{"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "self"}
	r.hclRule(t, body, blocks, newHCLSchema("an ingress block", "protocol", sources))
}

// groupRule reads an aws_security_group_rule, unless it is of egress.
func (r *reader) groupRule(b hclBlock) {
	for _, f := range b.body.fields {
		switch {
		case f.name == "type" && f.value.word == "egress":
			r.notice(b.span, "an egress rule is passed over: only ingress is read")
			return
		case f.name == "type" && f.value.word != "ingress":
			r.lost(f.value.span.from, b.span, `type: %s is not "ingress"`, r.brief(f.value.span))
			return
		}
	}
	if !b.body.has("type") {
		r.problem(b.span, `type is missing: write type = "ingress" if it is`)
		return
	}
	sources := []string{"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "source_security_group_id", "self"}
	r.hclRule(target{}, b.body, b.blocks,
		newHCLSchema("an aws_security_group_rule", "protocol", sources, "type", "security_group_id", "count", "for_each"))
}

// vpcRule reads an aws_vpc_security_group_ingress_rule.
func (r *reader) vpcRule(b hclBlock) {
	sources := []string{"cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"}
	r.hclRule(target{}, b.body, b.blocks,
		newHCLSchema("an aws_vpc_security_group_ingress_rule", "ip_protocol", sources, "security_group_id", "count", "for_each"))
}
