package local

// home is an account in a region: each has its own groups, VPCs and prefix lists.
type home struct{ region, account string }

// homeExists says whether the home was touched before.
func homeExists(db *session, h home) (bool, error) {
	var one int
	return db.one([]any{&one}, "SELECT 1 FROM home WHERE region = ? AND account = ?", h.region, h.account)
}

// makeHome gives a home that is touched for the first time what AWS gives it: a default VPC with its
// default group.
func makeHome(db *session, h home, newID func(string) string) error {
	if err := recordHome(db, h, false); err != nil {
		return err
	}
	_, err := makeVPC(db, vpc{
		id: newID("vpc-"), home: h, cidr: defaultVPCCIDR, isDefault: true,
		tenancy: "default", dhcpOptions: newID("dopt-"),
	}, newID)
	return err
}

// recordHome notes that the home exists; classic says that it has EC2-Classic.
func recordHome(db *session, h home, classic bool) error {
	_, err := db.exec("INSERT INTO home (region, account, classic) VALUES (?, ?, ?)", h.region, h.account, classic)
	return err
}

// hasClassic says whether the home has EC2-Classic.
func hasClassic(db *session, h home) (classic bool, err error) {
	_, err = db.one([]any{&classic}, "SELECT classic FROM home WHERE region = ? AND account = ?", h.region, h.account)
	return classic, err
}
