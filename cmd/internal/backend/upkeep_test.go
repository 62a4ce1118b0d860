package backend

import (
	"errors"
	"testing"
)

func TestUpkeepFailure(t *testing.T) {
	same := errors.New("no credentials")
	if got := UpkeepFailure(errors.Join(same, same, errors.New("b"))); got != "no credentials; b" {
		t.Errorf("%q", got)
	}
}
