package notation

import "strings"

// requestSchema is the parameters of AuthorizeSecurityGroupIngress, and what
// describe-security-groups tells of a group beside its rules.
func requestSchema() schema {
	return schema{
		what: "a request",
		read: append(flatFields(), "GroupId", "GroupName", "OwnerId", "VpcId", "IpPermissions"),
		passed: []string{"DryRun", "Version", "TagSpecification", "TagSpecifications", "UserId", "Description", "Tags",
			"IpPermissionsEgress", "SecurityGroupArn"},
	}
}

// flatFields are a request's way to name one rule without IpPermissions (EC2
// API reference, AuthorizeSecurityGroupIngress).
func flatFields() []string {
	return []string{"CidrIp", "IpProtocol", "FromPort", "ToPort", "SourceSecurityGroupName", "SourceSecurityGroupOwnerId"}
}

// request reads the rules of a request, or of a group as EC2 tells it.
func (r *reader) request(v value) {
	f, ok := r.fields(v, requestSchema())
	if !ok {
		return
	}
	t := r.requestTarget(f)
	permissions := f["IpPermissions"].listed()
	for _, p := range permissions {
		r.permission(t, p, permissionTerms())
	}
	flat := v.has(flatFields()...)
	switch {
	case flat && len(permissions) > 0:
		r.passFlat(v)
	case flat:
		r.flat(t, f, v)
	case !v.has("IpPermissions"):
		r.problem(v.span, "there is no rule in it: IpPermissions is missing")
	case len(permissions) == 0:
		r.notice(v.span, "there is no ingress rule in it")
	}
}

// flat reads the rule of a request without IpPermissions. A source group there
// opens all of tcp, udp and icmp (EC2 API reference, SourceSecurityGroupName).
func (r *reader) flat(t target, f map[string]value, v value) {
	group := f["SourceSecurityGroupName"]
	if group.empty() {
		spec, ok := r.spec(v.span, permissionTerms(), f["IpProtocol"], f["FromPort"], f["ToPort"])
		if !f["SourceSecurityGroupOwnerId"].empty() {
			r.problem(f["SourceSecurityGroupOwnerId"].span, "an owner alone is no source: SourceSecurityGroupName is missing")
		}
		if !ok {
			return
		}
		if f["CidrIp"].empty() {
			r.problem(v.span, "from where? Give CidrIp")
			return
		}
		if w, ok := r.address(f["CidrIp"], "CidrIp", v.span); ok {
			r.rules(t.Target, spec, []origin{{word: w}}, v.span)
		}
		return
	}
	for _, name := range []string{"CidrIp", "IpProtocol", "FromPort", "ToPort"} {
		if !f[name].empty() {
			r.lost(f[name].span.from, v.span, "SourceSecurityGroupName opens all of tcp, udp and icmp, and goes without %s: write IpPermissions", name)
			return
		}
	}
	if w, ok := r.group(t, value{}, group, f["SourceSecurityGroupOwnerId"], v.span); ok {
		r.rules(t.Target, "tcp/1-65535 udp/1-65535 icmp", []origin{{word: w}}, v.span)
	}
}

// passFlat names the flat fields of a request that has IpPermissions.
func (r *reader) passFlat(v value) {
	for _, f := range v.fields {
		for _, name := range flatFields() {
			if strings.EqualFold(name, f.name) && !f.value.empty() {
				r.problem(f.span, "%s cannot stand beside IpPermissions: put it in there", f.name)
			}
		}
	}
}
