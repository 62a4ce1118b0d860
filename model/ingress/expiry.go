package ingress

import "time"

// Expires is when the rule is to be revoked, as its tag says; ok is false for a
// rule without the tag, or with one that cannot be read.
func (r GroupRule) Expires() (at time.Time, ok bool) {
	at, err := time.Parse(time.RFC3339, r.Tag(TagExpires))
	return at, err == nil
}
