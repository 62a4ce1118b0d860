package remote

import (
	"io/fs"
	"testing"
)

func TestWhoMayReadTheHostKey(t *testing.T) {
	for _, tt := range []struct {
		mode            fs.FileMode
		rootsFile, root bool
		others          bool
	}{
		{0o600, false, false, false},
		{0o400, true, true, false},
		{0o640, false, false, true},
		{0o440, true, false, false},
		{0o440, true, true, true},
		{0o460, true, false, true},
		{0o444, true, false, true},
		{0o604, false, false, true},
	} {
		if got := othersRead(tt.mode, tt.rootsFile, tt.root); got != tt.others {
			t.Errorf("%04o, root's: %v, as root: %v: others read it: %v, want %v", tt.mode, tt.rootsFile, tt.root, got, tt.others)
		}
	}
}
