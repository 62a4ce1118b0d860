package local

import (
	"net/netip"
	"unicode/utf8"
)

// parseEntries are the entries of a request in canonical text. None may be there twice.
func parseEntries(requested []entryRequest, family string) (entries []prefixListEntry, err error) {
	if len(requested) > maxEntryRequests {
		return nil, invalidValue("The number of entries per request cannot exceed limit (%d).", maxEntryRequests)
	}
	seen := make(map[string]bool, len(requested))
	for _, r := range requested {
		e := prefixListEntry{}
		if e.cidr, err = parseEntryRange(r.Cidr, family); err != nil {
			return nil, err
		}
		if r.Description != nil {
			e.description = *r.Description
		}
		switch {
		case utf8.RuneCountInString(e.description) > maxListText:
			return nil, invalidValue("The description of the entry %s exceeds the maximum length of %d characters", e.cidr, maxListText)
		case seen[e.cidr]:
			return nil, invalidValue("The request names the CIDR %s more than once", e.cidr)
		}
		seen[e.cidr] = true
		entries = append(entries, e)
	}
	return entries, nil
}

func parseEntryRange(text, family string) (string, error) {
	if text == "" {
		return "", missingParameter("Cidr")
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return "", invalidValue("The CIDR %s is invalid", text)
	}
	if prefix.Addr().Is4() != (family == "IPv4") {
		return "", invalidValue("The CIDR %s is not of the prefix list's address family, %s", text, family)
	}
	return prefix.Masked().String(), nil
}
