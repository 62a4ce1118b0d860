package store

// Home is an account in a region: each has its own groups, VPCs and prefix lists.
type Home struct{ Region, Account string }

// HomeExists says whether the home was touched before.
func HomeExists(db *Session, h Home) (bool, error) {
	var one int
	return db.One([]any{&one}, "SELECT 1 FROM home WHERE region = ? AND account = ?", h.Region, h.Account)
}

// MakeHome gives a home that is touched for the first time what AWS gives it: a default VPC with its
// default group.
func MakeHome(db *Session, h Home, newID func(string) string) error {
	if err := RecordHome(db, h, false); err != nil {
		return err
	}
	_, err := MakeVPC(db, VPC{
		ID: newID("vpc-"), Home: h, CIDR: DefaultVPCCIDR, IsDefault: true,
		Tenancy: "default", DHCPOptions: newID("dopt-"),
	}, newID)
	return err
}

// RecordHome notes that the home exists; classic says that it has EC2-Classic.
func RecordHome(db *Session, h Home, classic bool) error {
	_, err := db.Exec("INSERT INTO home (region, account, classic) VALUES (?, ?, ?)", h.Region, h.Account, classic)
	return err
}

// GiveClassic lets the home have EC2-Classic.
func GiveClassic(db *Session, h Home) error {
	_, err := db.Exec("UPDATE home SET classic = 1 WHERE region = ? AND account = ?", h.Region, h.Account)
	return err
}

// HasClassic says whether the home has EC2-Classic.
func HasClassic(db *Session, h Home) (classic bool, err error) {
	_, err = db.One([]any{&classic}, "SELECT classic FROM home WHERE region = ? AND account = ?", h.Region, h.Account)
	return classic, err
}

// IsAccount says whether s is an account number: 12 digits.
func IsAccount(s string) bool {
	if len(s) != 12 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// IsRegion is generous: regions appear over time, and each that is named here simply gets its own state.
func IsRegion(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for _, r := range s {
		if r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}
