package model

import "sluice/model/ingress"

// sandboxEndpoint is the [ingress.Site]'s name of the embedded endpoint.
const sandboxEndpoint = "sandbox"

// siteOf is the site of a session, as far as it is known.
func siteOf(s ingress.Session) ingress.Site {
	site := ingress.Site{Endpoint: s.Endpoint, Account: s.Account, Region: s.Region}
	if s.Sandbox {
		site.Endpoint = sandboxEndpoint
	}
	return site
}

// isHere reports whether a site is the session's; what is not known on either side
// is taken to agree. A journal may be shared by several sites.
func isHere(s ingress.Site, session ingress.Session) bool {
	here := siteOf(session)
	agrees := func(a, b string) bool { return a == "" || b == "" || a == b }
	if s == (ingress.Site{}) {
		return true
	}
	return s.Endpoint == here.Endpoint && agrees(s.Account, here.Account) && agrees(s.Region, here.Region)
}
