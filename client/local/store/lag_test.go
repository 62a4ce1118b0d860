package store

import (
	"fmt"
	"testing"
	"time"
)

// TestBurstKeepsFewCopies: of many changes at once, few copies of the state are kept.
func TestBurstKeepsFewCopies(t *testing.T) {
	s, now := fresh(t, ""), time.Now()
	l, err := NewLag(t.Context(), s, 2*time.Second, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if err := s.Write(set(fmt.Sprint("w", i))); err != nil {
			t.Fatal(err)
		}
		now = now.Add(10 * time.Millisecond)
		if kept := len(l.copies); kept == 0 || kept > lagSteps+2 {
			t.Fatalf("%d copies after %d changes", kept, i+1)
		}
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}
