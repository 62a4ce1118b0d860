package aws

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// assumed are the credentials of the role, which is assumed at AWS with those of a
// configuration. They are asked for when they are first needed, and again when
// they expire.
func (o Options) assumed(cfg aws.Config) aws.CredentialsProvider {
	name := roleSession(o.RoleSession)
	return aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), o.Role, func(r *stscreds.AssumeRoleOptions) {
		r.RoleSessionName = name
		if o.RoleSession != "" {
			r.SourceIdentity = &name
		}
	}))
}

// maxRoleSession is how long a session's name may be, and a source identity (STS
// API reference, AssumeRole: 2 to 64 characters of [\w+=,.@-]).
const maxRoleSession = 64

// roleSession is a name as STS takes it. One that STS would not take is written
// with - for what it refuses, and behind a comma the beginning of the name's
// SHA-256: no name that is kept as it is holds a comma, so no two people become
// one. SourceIdentity must not begin with "aws:", which nothing without a colon
// does.
func roleSession(name string) string {
	name = cmp.Or(name, "sluice")
	taken := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', strings.ContainsRune("_+=.@-", r):
			return r
		}
		return '-'
	}, name)
	if taken == name && len(name) >= 2 && len(name) <= maxRoleSession {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	mark := "," + hex.EncodeToString(sum[:10])
	return taken[:min(len(taken), maxRoleSession-len(mark))] + mark
}
