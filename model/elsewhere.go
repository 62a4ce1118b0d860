package model

import "sluice/model/ingress"

// sandboxEndpoint is the [ingress.Site]'s name of the embedded endpoint.
const sandboxEndpoint = "sandbox"

// placeOf is the site of a place, as far as it is known.
func placeOf(w ingress.Where) ingress.Site {
	s := ingress.Site{Endpoint: w.Endpoint, Account: w.Account, Region: w.Region}
	if w.Sandbox {
		s.Endpoint = sandboxEndpoint
	}
	return s
}

// isHere reports whether a site is the place; what is not known on either side
// is taken to agree. A journal may be shared by several places.
func isHere(s ingress.Site, w ingress.Where) bool {
	here := placeOf(w)
	agrees := func(a, b string) bool { return a == "" || b == "" || a == b }
	if s == (ingress.Site{}) {
		return true
	}
	return s.Endpoint == here.Endpoint && agrees(s.Account, here.Account) && agrees(s.Region, here.Region)
}
