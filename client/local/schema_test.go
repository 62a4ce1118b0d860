package local

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMigrate takes a state of the first tables to today's: nothing in it is lost.
func TestMigrate(t *testing.T) {
	pool, err := sql.Open("sqlite", "file::memory:?_pragma=foreign_keys(ON)")
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	s, err := newStore(t.Context(), pool, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	h := home{DefaultRegion, DefaultAccount}
	err = s.write(func(db *session) error {
		for _, step := range []string{schema1, "PRAGMA user_version = 1",
			"INSERT INTO tag (resource, key, value, type, region, account) VALUES ('sg-140ba4c8', 'Name', 'web', 'security-group', 'us-east-1', '111122223333')",
			"INSERT INTO prefix_list (id, region, account, name, family, max_entries, version, state) VALUES ('pl-1', 'us-east-1', '111122223333', 'n', 'IPv4', 1, 1, 'create-complete')",
		} {
			if err := db.script(step); err != nil {
				return err
			}
		}
		return migrate(db, func(*session) error { t.Error("a state that has tables was filled anew"); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.read(func(db *session) error {
		tags, err := tagsOf(db, h, "sg-140ba4c8")
		if diff := cmp.Diff([]tag{{"Name", "web"}}, tags); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		if version, _ := db.userVersion(); version != len(migrations()) {
			t.Errorf("version %d, want %d", version, len(migrations()))
		}
		message := "?"
		if _, err := db.one([]any{&message}, "SELECT state_message FROM prefix_list"); err != nil || message != "" {
			t.Errorf("state message %q, %v", message, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
