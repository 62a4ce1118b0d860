package serve

import (
	"testing"

	"sluice/cmd/internal/serve/servetest"
	"sluice/model/ingress"
)

// TestViewerIsNeverGivenAWriter looks at the backend that a visitor gets.
func TestViewerIsNeverGivenAWriter(t *testing.T) {
	s := newServer(t, Options{})
	tenant, err := s.tenant("")
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []ingress.Role{ingress.Viewer, ingress.Operator, ingress.Admin} {
		b, _, err := tenant.backendOf(t.Context(), s, servetest.Visitor("x", ingress.Grant{Role: role}))
		if err != nil {
			t.Fatal(err)
		}
		if writes := b.Writer != nil || b.Raw != nil; writes != role.Writes() {
			t.Errorf("a %s is given a writer: %v", role, writes)
		}
	}
}
