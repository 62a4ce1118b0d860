package local

import "time"

// peering is a VPC peering connection. Its two sides may be of different accounts and regions; each side sees
// it from its own home.
type peering struct {
	key int64
	id  string
	home
	vpc         string // of the requester, whose home is home
	accepter    home
	accepterVPC string
	status      string
	message     string
	expires     int64 // Unix seconds: when the request expires, or when a peering that has ended is no more shown
	tags        []tag // the caller's
}

// Statuses of a peering (API reference, VpcPeeringConnectionStateReason). A request becomes pending at once,
// and an accepted peering active at once; their answers still say what AWS says at that moment.
const (
	statusInitiating   = "initiating-request"
	statusPending      = "pending-acceptance"
	statusProvisioning = "provisioning"
	statusActive       = "active"
	statusDeleted      = "deleted"
	statusFailed       = "failed"
	statusExpired      = "expired"
)

// How long a request waits to be accepted, and how long peerings that have ended stay visible
// (VPC peering guide, "VPC peering connection lifecycle").
const (
	requestLife  = 7 * 24 * time.Hour
	expiredShown = 2 * 24 * time.Hour
	endedShown   = 2 * time.Hour
)

const peeringColumns = "p.key, p.id, p.region, p.account, p.vpc, p.accepter_region, p.accepter_account, p.accepter_vpc, p.status, p.message, p.expires"

func (p *peering) scan(r row) error {
	return r.Scan(&p.key, &p.id, &p.region, &p.account, &p.vpc, &p.accepter.region, &p.accepter.account, &p.accepterVPC,
		&p.status, &p.message, &p.expires)
}

// insertPeering stores a peering and sets its key.
func insertPeering(db *session, p *peering) (err error) {
	p.key, err = db.insert(`INSERT INTO peering (id, region, account, vpc, accepter_region, accepter_account, accepter_vpc, status, message, expires)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.id, p.region, p.account, p.vpc, p.accepter.region, p.accepter.account, p.accepterVPC, p.status, p.message, p.expires)
	return err
}

// updatePeering stores what may change in a peering's life.
func updatePeering(db *session, p *peering) error {
	_, err := db.exec("UPDATE peering SET status = ?, message = ?, expires = ? WHERE key = ?", p.status, p.message, p.expires, p.key)
	return err
}

// end gives the peering the last status of its life.
func (p *peering) end(status, message string, now time.Time) {
	p.status, p.message, p.expires = status, message, now.Add(endedShown).Unix()
}

// shownAt brings the peering's status up to now and says whether it is still shown.
func (p *peering) shownAt(now time.Time) bool {
	if p.status == statusPending && now.Unix() >= p.expires {
		p.status, p.message = statusExpired, "Expired"
		p.expires += int64(expiredShown / time.Second)
	}
	return p.status == statusPending || p.status == statusActive || now.Unix() < p.expires
}

// peerings reads those that the query gives and the caller is shown, with the caller's tags.
func (c *call) peerings(query string, args ...any) (found []*peering, err error) {
	err = c.db.each(func(r row) error {
		p := new(peering)
		err := p.scan(r)
		if p.shownAt(c.now()) {
			found = append(found, p)
		}
		return err
	}, query, args...)
	for _, p := range found {
		if err != nil {
			break
		}
		p.tags, err = tagsOf(c.db, c.home(), p.id)
	}
	return found, err
}

// ofCaller restricts peerings to those with the caller's home on a side: ?1 is its region, ?2 its account.
const ofCaller = "(p.region = ?1 AND p.account = ?2 OR p.accepter_region = ?1 AND p.accepter_account = ?2)"

// visiblePeering is the peering with the id, if the caller is on a side of it.
func (c *call) visiblePeering(id string) (*peering, error) {
	if !isID(id, "pcx-") {
		return nil, refuse("InvalidVpcPeeringConnectionId.Malformed", "Invalid id: \"%s\" (expecting \"pcx-...\")", id)
	}
	found, err := c.peerings("SELECT "+peeringColumns+" FROM peering p WHERE p.id = ?3 AND "+ofCaller, c.region, c.account, id)
	if err == nil && len(found) == 0 {
		err = refuse("InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '%s' does not exist", id)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}
