package store

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMigrate takes a state of the first tables to today's: nothing in it is lost.
func TestMigrate(t *testing.T) {
	dir := t.TempDir()
	file := stateAt(filepath.Join(dir, FileName), lockWait, func(*Session) error { return nil })
	file.Tables.Steps = file.Tables.Steps[:1]
	db, err := file.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"INSERT INTO tag (resource, key, value, type, region, account) VALUES ('sg-140ba4c8', 'Name', 'web', 'security-group', 'us-east-1', '111122223333')",
		"INSERT INTO prefix_list (id, region, account, name, family, max_entries, version, state) VALUES ('pl-1', 'us-east-1', '111122223333', 'n', 'IPv4', 1, 1, " +
			"'create-complete')",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), dir, lockWait, func(*Session) error { t.Error("a state that has tables was filled anew"); return nil })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Read(func(db *Session) error {
		tags, err := TagsOf(db, Home{"us-east-1", "111122223333"}, "sg-140ba4c8")
		if diff := cmp.Diff([]Tag{{"Name", "web"}}, tags); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		version, message := 0, "?"
		if _, err := db.One([]any{&version}, "PRAGMA user_version"); err != nil || version != len(migrations()) {
			t.Errorf("version %d, %v, want %d", version, err, len(migrations()))
		}
		if _, err := db.One([]any{&message}, "SELECT state_message FROM prefix_list"); err != nil || message != "" {
			t.Errorf("state message %q, %v", message, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
