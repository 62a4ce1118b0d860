package actions

import (
	"net/netip"
	"unicode/utf8"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// parseEntries are the entries of a request in canonical text. None may be there twice.
func parseEntries(requested []entryRequest, family string) (entries []store.Entry, err error) {
	if len(requested) > maxEntryRequests {
		return nil, wire.InvalidValue("The number of entries per request cannot exceed limit (%d).", maxEntryRequests)
	}
	seen := make(map[string]bool, len(requested))
	for _, r := range requested {
		e := store.Entry{}
		if e.CIDR, err = parseEntryRange(r.Cidr, family); err != nil {
			return nil, err
		}
		if r.Description != nil {
			e.Description = *r.Description
		}
		switch {
		case utf8.RuneCountInString(e.Description) > maxListText:
			return nil, wire.InvalidValue("The description of the entry %s exceeds the maximum length of %d characters", e.CIDR, maxListText)
		case seen[e.CIDR]:
			return nil, wire.InvalidValue("The request names the CIDR %s more than once", e.CIDR)
		}
		seen[e.CIDR] = true
		entries = append(entries, e)
	}
	return entries, nil
}

func parseEntryRange(text, family string) (string, error) {
	if text == "" {
		return "", wire.MissingParameter("Cidr")
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return "", wire.InvalidValue("The CIDR %s is invalid", text)
	}
	if prefix.Addr().Is4() != (family == "IPv4") {
		return "", wire.InvalidValue("The CIDR %s is not of the prefix list's address family, %s", text, family)
	}
	return prefix.Masked().String(), nil
}
