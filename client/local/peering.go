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
	endedShown   = 2 * time.Hour
	expiredShown = "172800" // seconds, two days, as SQL
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

// peerings reads those that are still shown now and meet the condition, in which ?1 is the time and args follow,
// with the caller's tags.
func (c *call) peerings(condition string, args ...any) (found []*peering, err error) {
	now := c.now().Unix()
	err = c.db.each(func(r row) error {
		p := new(peering)
		found = append(found, p)
		err := p.scan(r)
		p.expireAt(now)
		return err
	}, "SELECT "+peeringColumns+" FROM peering p WHERE "+shownPeerings+" AND "+condition, append([]any{now}, args...)...)
	for _, p := range found {
		if err != nil {
			break
		}
		p.tags, err = tagsOf(c.db, c.home(), p.id)
	}
	return found, err
}

// shownPeerings restricts peerings to those that are shown at the time ?1.
const shownPeerings = "(p.status = 'active' OR p.expires + CASE p.status WHEN 'pending-acceptance' THEN " + expiredShown + " ELSE 0 END > ?1)"

// ofCaller restricts peerings to those with the caller's home on a side: ?2 is its region, ?3 its account.
const ofCaller = "(p.region = ?2 AND p.account = ?3 OR p.accepter_region = ?2 AND p.accepter_account = ?3)"

// expireAt gives a request that nobody accepted in time its status: nothing happens at that time by itself.
func (p *peering) expireAt(now int64) {
	if p.status == statusPending && now >= p.expires {
		p.status, p.message = statusExpired, "Expired"
	}
}

// visiblePeering is the peering with the id, if the caller is on a side of it.
func (c *call) visiblePeering(id string) (*peering, error) {
	if !isID(id, "pcx-") {
		return nil, refuse("InvalidVpcPeeringConnectionId.Malformed", "Invalid id: \"%s\" (expecting \"pcx-...\")", id)
	}
	found, err := c.peerings(ofCaller+" AND p.id = ?4", c.region, c.account, id)
	if err == nil && len(found) == 0 {
		err = refuse("InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '%s' does not exist", id)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}
