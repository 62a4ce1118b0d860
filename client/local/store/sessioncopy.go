package store

import (
	"errors"
	"fmt"
)

// serializer is what the connections of the SQLite driver can do beyond those of others.
type serializer interface {
	Serialize() ([]byte, error)
	Deserialize([]byte) error
}

// serialize is the whole database as a file would have it.
func (s *Session) serialize() (state []byte, err error) {
	err = within(s, "BEGIN", "ROLLBACK", func() error {
		var version int
		if _, err := s.One([]any{&version}, "PRAGMA user_version"); err != nil { // begins to read: until the end, nothing changes
			return err
		}
		return s.raw(func(c serializer) (err error) {
			state, err = c.Serialize()
			return err
		})
	})
	const writeVersion, readVersion, rollbackJournal = 18, 19, 1 // sqlite.org/fileformat.html, "The Database Header"
	if err == nil && len(state) <= readVersion {
		err = errors.New("the copy of the state has no header")
	}
	if err != nil {
		return nil, err
	}
	state[writeVersion], state[readVersion] = rollbackJournal, rollbackJournal // there is no log beside a copy
	return state, nil
}

// deserialize puts the database in the place of the session's own, which is in memory.
func (s *Session) deserialize(state []byte) error {
	return s.raw(func(c serializer) error { return c.Deserialize(state) })
}

func (s *Session) raw(f func(serializer) error) error {
	return s.conn.Raw(func(driver any) error {
		c, ok := driver.(serializer)
		if !ok {
			return fmt.Errorf("the driver's connection is %T, which has no Serialize", driver)
		}
		return f(c)
	})
}
