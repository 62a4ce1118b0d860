package aws

import (
	"cmp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// assumed are the credentials of the role, which is assumed at AWS with those of a
// configuration.
func (o Options) assumed(cfg aws.Config) aws.CredentialsProvider {
	name := roleSession(o.RoleSession)
	return aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), o.Role, func(r *stscreds.AssumeRoleOptions) {
		r.RoleSessionName = name
		if o.RoleSession != "" {
			r.SourceIdentity = &name
		}
	}))
}

// roleSession is a name as STS takes it: 2 to 64 characters of letters, digits and
// _=,.@- (STS API reference, AssumeRole, RoleSessionName and SourceIdentity).
// SourceIdentity must not begin with "aws:", which a colon-free name cannot.
func roleSession(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', strings.ContainsRune("_=,.@-", r):
			return r
		}
		return '-'
	}, cmp.Or(name, "sluice"))
	if len(name) < 2 {
		name = "sluice-" + name
	}
	return name[:min(len(name), 64)]
}
