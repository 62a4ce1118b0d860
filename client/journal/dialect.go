package journal

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"
)

// dialect is where engines differ.
type dialect struct {
	numbered  bool               // parameters are $1, $2 and so on, not ?
	contains  string             // the function that gives the place of a text in another, 0 for none
	forUpdate string             // makes a SELECT wait for writers
	isolation sql.IsolationLevel // of writers, which wait for each other
	viewing   sql.IsolationLevel // of readers
	again     func(error) bool   // whether a transaction that met the error is run again
	explain   func(error) error  // gives an [*Error] for the engine's own; nil for nil
}

// bind spells a query's parameters, written ?, as the engine does.
func (d dialect) bind(query string) string {
	if !d.numbered {
		return query
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		query = after
	}
}

// versions are the statements that make each version of the tables from the one before, the first from nothing. Numbers have 64 bits, and at is in microseconds since 1970. What a record tells
// is in its lines; its columns are what it is found by.
func versions() [][]string {
	return [][]string{{
		`CREATE TABLE journal_head (one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL,
			seq BIGINT NOT NULL, hash TEXT NOT NULL, length BIGINT NOT NULL)`,
		`CREATE TABLE journal_line (seq BIGINT PRIMARY KEY, line TEXT NOT NULL)`,
		`CREATE TABLE journal_record (
			seq BIGINT PRIMARY KEY REFERENCES journal_line (seq), -- its intent
			first BIGINT NOT NULL, -- the first record of its operation
			operation TEXT NOT NULL, undoes TEXT NOT NULL, group_id TEXT NOT NULL, program TEXT NOT NULL,
			endpoint TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
			in_group TEXT NOT NULL, in_by TEXT NOT NULL, at BIGINT NOT NULL,
			outcome BIGINT REFERENCES journal_line (seq), -- the newest
			not_sent BIGINT NOT NULL, applied BIGINT NOT NULL, was_there BIGINT NOT NULL, refused BIGINT NOT NULL, unknown BIGINT NOT NULL)`,
		`CREATE INDEX journal_record_operation ON journal_record (operation, group_id)`,
		`CREATE INDEX journal_record_undoes ON journal_record (undoes)`,
		`CREATE INDEX journal_record_first ON journal_record (first)`,
		`CREATE INDEX journal_record_open ON journal_record (account, region) WHERE outcome IS NULL OR unknown > 0`,
		`INSERT INTO journal_head (one, version, seq, hash, length) VALUES (1, 1, 0, '` + emptyLog().hash + `', 0)`,
	}, {
		`CREATE TABLE journal_approval (
			id TEXT PRIMARY KEY, -- the operation that the plan is sent as
			asked BIGINT NOT NULL REFERENCES journal_line (seq),
			endpoint TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
			decided BIGINT REFERENCES journal_line (seq))`,
		`CREATE INDEX journal_approval_waiting ON journal_approval (account, region) WHERE decided IS NULL`,
		`UPDATE journal_head SET version = 2`,
	}, noticeTables()}
}

// version is that of the tables.
const version = 3

// upgrade are the statements that make the tables what they are now, from a version.
func upgrade(from int) []string { return slices.Concat(versions()[from:]...) }
