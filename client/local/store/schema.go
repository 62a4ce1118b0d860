package store

// migrations are the steps from an empty database to today's tables; user_version counts those that were taken.
// A step that was released is never changed: a new one is added.
func migrations() []string {
	return []string{schema1, schema2}
}

// schema1: everything belongs to a home, which is an account in a region. Order of creation is the order of
// the integer keys, which paging relies on: AUTOINCREMENT never gives a key twice.
//
// rule.source is canonical text: a CIDR, the id of a prefix list, or the id of a source group. It names a
// group that may be gone (a stale rule), so it is no foreign key; what else an answer says of a source group
// is kept beside it for the same reason.
const schema1 = `
CREATE TABLE setting (
	name TEXT PRIMARY KEY, value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE home (
	region TEXT NOT NULL, account TEXT NOT NULL, classic INTEGER NOT NULL,
	PRIMARY KEY (region, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE vpc (
	key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
	region TEXT NOT NULL, account TEXT NOT NULL,
	cidr TEXT NOT NULL, ipv6_cidr TEXT NOT NULL, is_default INTEGER NOT NULL,
	tenancy TEXT NOT NULL, dhcp_options TEXT NOT NULL
) STRICT;
CREATE INDEX vpc_by_home ON vpc (region, account, key);
CREATE UNIQUE INDEX vpc_default ON vpc (region, account) WHERE is_default;

CREATE TABLE security_group (
	key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
	region TEXT NOT NULL, account TEXT NOT NULL, vpc TEXT NOT NULL,
	name TEXT NOT NULL, folded_name TEXT NOT NULL, description TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX security_group_by_name ON security_group (region, account, vpc, folded_name);
CREATE INDEX security_group_by_home ON security_group (region, account, key);

CREATE TABLE rule (
	key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
	group_key INTEGER NOT NULL REFERENCES security_group (key) ON DELETE CASCADE,
	egress INTEGER NOT NULL, protocol TEXT NOT NULL, from_port INTEGER NOT NULL, to_port INTEGER NOT NULL,
	kind TEXT NOT NULL, source TEXT NOT NULL,
	source_account TEXT NOT NULL, source_name TEXT NOT NULL, source_vpc TEXT NOT NULL, peering TEXT NOT NULL,
	description TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX rule_identity ON rule (group_key, egress, protocol, from_port, to_port, source);
CREATE INDEX rule_by_group ON rule (group_key);
CREATE INDEX rule_by_source ON rule (source) WHERE kind IN ('group', 'prefix-list');

CREATE TABLE tag (
	resource TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
	type TEXT NOT NULL, region TEXT NOT NULL, account TEXT NOT NULL,
	PRIMARY KEY (resource, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_by_home ON tag (region, account, resource, key);

CREATE TABLE prefix_list (
	key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
	region TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, family TEXT NOT NULL,
	max_entries INTEGER NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL
) STRICT;
CREATE INDEX prefix_list_by_home ON prefix_list (region, account, key);

CREATE TABLE prefix_list_entry (
	list_key INTEGER NOT NULL REFERENCES prefix_list (key) ON DELETE CASCADE,
	cidr TEXT NOT NULL, description TEXT NOT NULL,
	added INTEGER NOT NULL, removed INTEGER, -- versions of the list; an entry with removed NULL is in the newest
	PRIMARY KEY (list_key, cidr, added)
) STRICT, WITHOUT ROWID;

CREATE TABLE peering (
	key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
	region TEXT NOT NULL, account TEXT NOT NULL, vpc TEXT NOT NULL, -- of the requester
	accepter_region TEXT NOT NULL, accepter_account TEXT NOT NULL, accepter_vpc TEXT NOT NULL,
	status TEXT NOT NULL, message TEXT NOT NULL, expires INTEGER NOT NULL -- Unix seconds
) STRICT;
CREATE INDEX peering_by_requester ON peering (region, account, key);
CREATE INDEX peering_by_accepter ON peering (accepter_region, accepter_account, key);
CREATE INDEX peering_by_vpc ON peering (vpc, accepter_vpc);
`

// schema2 gives tags a number, which pages of tags rely on, and an owner: both sides of a peering may tag it.
// A prefix list says why a change to it failed, and a client token remembers what was made for it.
const schema2 = `
CREATE TABLE owned_tag (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	region TEXT NOT NULL, account TEXT NOT NULL, resource TEXT NOT NULL, type TEXT NOT NULL,
	key TEXT NOT NULL, value TEXT NOT NULL
) STRICT;
INSERT INTO owned_tag (region, account, resource, type, key, value)
	SELECT region, account, resource, type, key, value FROM tag ORDER BY resource, key;
DROP TABLE tag;
ALTER TABLE owned_tag RENAME TO tag;
CREATE UNIQUE INDEX tag_by_resource ON tag (resource, key, region, account);
CREATE INDEX tag_by_home ON tag (region, account, number);

ALTER TABLE prefix_list ADD COLUMN state_message TEXT NOT NULL DEFAULT '';

CREATE TABLE client_token (
	region TEXT NOT NULL, account TEXT NOT NULL, action TEXT NOT NULL, token TEXT NOT NULL,
	request TEXT NOT NULL, made TEXT NOT NULL, -- the request's parameters, and the id of what was made
	PRIMARY KEY (region, account, action, token)
) STRICT, WITHOUT ROWID;
`
