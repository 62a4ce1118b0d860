package store

import "time"

// Peering is a VPC peering connection. Its two sides may be of different accounts and regions; each side sees
// it from its own home.
type Peering struct {
	Key int64
	ID  string
	Home
	VPC         string // of the requester, whose home is home
	Accepter    Home
	AccepterVPC string
	Status      string
	Message     string
	Expires     int64 // Unix seconds: when the request expires, or when a peering that has ended is no more shown
	Tags        []Tag // the caller's
}

// Statuses of a peering (API reference, VpcPeeringConnectionStateReason). A request becomes pending at once,
// and an accepted peering active at once; their answers still say what AWS says at that moment.
const (
	StatusInitiating   = "initiating-request"
	StatusPending      = "pending-acceptance"
	StatusProvisioning = "provisioning"
	StatusActive       = "active"
	StatusDeleted      = "deleted"
	StatusFailed       = "failed"
	StatusExpired      = "expired"
)

// How long a request waits to be accepted, and how long peerings that have ended stay visible
// (VPC peering guide, "VPC peering connection lifecycle").
const (
	RequestLife  = 7 * 24 * time.Hour
	endedShown   = 2 * time.Hour
	expiredShown = "172800" // seconds, two days, as SQL
)

const peeringColumns = "p.key, p.id, p.region, p.account, p.vpc, p.accepter_region, p.accepter_account, p.accepter_vpc, p.status, p.message, p.expires"

func (p *Peering) scan(r Row) error {
	return r.Scan(&p.Key, &p.ID, &p.Region, &p.Account, &p.VPC, &p.Accepter.Region, &p.Accepter.Account, &p.AccepterVPC,
		&p.Status, &p.Message, &p.Expires)
}

// InsertPeering stores a peering and sets its key.
func InsertPeering(db *Session, p *Peering) (err error) {
	p.Key, err = db.insert(`INSERT INTO peering (id, region, account, vpc, accepter_region, accepter_account, accepter_vpc, status, message, expires)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.Region, p.Account, p.VPC, p.Accepter.Region, p.Accepter.Account, p.AccepterVPC, p.Status, p.Message, p.Expires)
	return err
}

// UpdatePeering stores what may change in a peering's life.
func UpdatePeering(db *Session, p *Peering) error {
	_, err := db.Exec("UPDATE peering SET status = ?, message = ?, expires = ? WHERE key = ?", p.Status, p.Message, p.Expires, p.Key)
	return err
}

// End gives the peering the last status of its life.
func (p *Peering) End(status, message string, now time.Time) {
	p.Status, p.Message, p.Expires = status, message, now.Add(endedShown).Unix()
}

// peeringsWhere reads those that are still shown at the time now, in Unix seconds, and meet the condition, in which ?1 is
// the time and args follow, with the home's tags.
func peeringsWhere(db *Session, h Home, now int64, condition string, args ...any) (found []*Peering, err error) {
	err = db.Each(func(r Row) error {
		p := new(Peering)
		found = append(found, p)
		err := p.scan(r)
		p.expireAt(now)
		return err
	}, "SELECT "+peeringColumns+" FROM peering p WHERE "+shownPeerings+" AND "+condition, append([]any{now}, args...)...)
	for _, p := range found {
		if err != nil {
			break
		}
		p.Tags, err = TagsOf(db, h, p.ID)
	}
	return found, err
}

// AllPeerings reads the peerings that the home is on a side of, are shown now and have keys above after, in the order of
// their keys.
func AllPeerings(db *Session, h Home, now, after int64, limit int) ([]*Peering, error) {
	return peeringsWhere(db, h, now, ofHome+" AND p.key > ?4 ORDER BY p.key LIMIT ?5", h.Region, h.Account, after, limit)
}

// PeeringByID is the peering with the id, if the home is on a side of it and it is shown now.
func PeeringByID(db *Session, h Home, now int64, id string) ([]*Peering, error) {
	return peeringsWhere(db, h, now, ofHome+" AND p.id = ?4", h.Region, h.Account, id)
}

// PeeringsOfVPC are those that are shown now with the VPC on a side.
func PeeringsOfVPC(db *Session, h Home, now int64, vpc string) ([]*Peering, error) {
	return peeringsWhere(db, h, now, "(p.vpc = ?2 OR p.accepter_vpc = ?2)", vpc)
}

// PeeringsBetween are those that are shown now with the two VPCs on their sides.
func PeeringsBetween(db *Session, h Home, now int64, a, b string) ([]*Peering, error) {
	return peeringsWhere(db, h, now, "(p.vpc = ?2 AND p.accepter_vpc = ?3 OR p.vpc = ?3 AND p.accepter_vpc = ?2)", a, b)
}

// shownPeerings restricts peerings to those that are shown at the time ?1.
const shownPeerings = "(p.status = 'active' OR p.expires + CASE p.status WHEN 'pending-acceptance' THEN " + expiredShown + " ELSE 0 END > ?1)"

// ofHome restricts peerings to those with the home on a side: ?2 is its region, ?3 its account.
const ofHome = "(p.region = ?2 AND p.account = ?3 OR p.accepter_region = ?2 AND p.accepter_account = ?3)"

// expireAt gives a request that nobody accepted in time its status: nothing happens at that time by itself.
func (p *Peering) expireAt(now int64) {
	if p.Status == StatusPending && now >= p.Expires {
		p.Status, p.Message = StatusExpired, "Expired"
	}
}

// ActivePeering is a peering between two VPCs over which groups can be referred to.
func ActivePeering(db *Session, a, b string) (id string, found bool, err error) {
	found, err = db.One([]any{&id}, `SELECT id FROM peering WHERE status = 'active'
		AND (vpc = ?1 AND accepter_vpc = ?2 OR vpc = ?2 AND accepter_vpc = ?1)`, a, b)
	return id, found, err
}

// Accepted says whether both sides have agreed, and still do.
func (p *Peering) Accepted() bool { return p.Status == StatusActive || p.Status == StatusProvisioning }
