package rehearsal

import (
	"fmt"

	"sluice/client/local/actions"
	"sluice/client/local/store"
	"sluice/client/sqlite"
)

// importer takes input in, within one transaction.
type importer struct {
	db      *store.Session
	newID   func(prefix string) string
	region  string          // where things are that do not say it
	taken   map[string]bool // ids of the groups that were taken in
	made    []store.VPC     // for groups that only name them
	brought Imported
}

// wrong is an error at a place of the input.
func wrong(path, format string, args ...any) error {
	return fmt.Errorf("%s: "+format, append([]any{path}, args...)...)
}

// stored explains what storing something of the input came to.
func stored(path string, err error) error {
	if sqlite.IsConstraint(err) {
		return wrong(path, "there is another with the same id, name or content")
	}
	if err != nil {
		return wrong(path, "%w", err)
	}
	return nil
}

// checkID refuses what is not an id with the prefix.
func checkID(path, id, prefix string) error {
	if !store.IsID(id, prefix) {
		return wrong(path, "%q is not an id such as %s0123456789abcdef0", id, prefix)
	}
	return nil
}

// checkHome refuses a region or an account that cannot be.
func checkHome(path, region, account string) error {
	if !store.IsRegion(region) {
		return wrong(path+".region", "%q is not a region such as %s", region, DefaultRegion)
	}
	if !store.IsAccount(account) {
		return wrong(path+".account", "%q is not an account number of 12 digits", account)
	}
	return nil
}

// checkCIDR refuses what is not a range of the family.
func checkCIDR(path, text string, kind store.SourceKind) (string, error) {
	cidr, err := actions.ParseCIDR(text, kind)
	if err != nil {
		return "", wrong(path, "%q is not an %s range such as %s", text, familyName(kind), map[store.SourceKind]string{store.KindIPv4: "192.0.2.0/24", store.KindIPv6: "2001:db8::/32"}[kind])
	}
	return cidr, nil
}

func familyName(kind store.SourceKind) string {
	if kind == store.KindIPv6 {
		return "IPv6"
	}
	return "IPv4"
}

// ruleTraffic is the traffic of a rule, at path.
func ruleTraffic(path, protocol string, from, to *int, classic bool) (store.Traffic, error) {
	t, err := actions.ParseTraffic(&protocol, from, to, classic)
	if err != nil {
		return t, wrong(path, "%s", actions.FailureOf(err).Message)
	}
	return t, nil
}
