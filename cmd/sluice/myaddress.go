package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// findAddress asks a URL for the address that this machine is seen with. It is
// asked only when a rule's source is "me".
func findAddress(url string) func(context.Context) (netip.Addr, string, error) {
	return func(ctx context.Context) (netip.Addr, string, error) {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return netip.Addr{}, "", err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return netip.Addr{}, "", err
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(io.LimitReader(resp.Body, 256))
		if err != nil {
			return netip.Addr{}, "", fmt.Errorf("%s: %w", url, err)
		}
		address, err := netip.ParseAddr(strings.TrimSpace(string(text)))
		if err != nil || resp.StatusCode != http.StatusOK || address.Zone() != "" {
			return netip.Addr{}, "", fmt.Errorf("%s answered %d and no address", url, resp.StatusCode)
		}
		return address, "as " + url + " sees you", nil
	}
}

// sandboxAddress stands in for the user's own in the sandbox, which asks nobody.
func sandboxAddress(context.Context) (netip.Addr, string, error) {
	return netip.MustParseAddr("203.0.113.7"), "the sandbox's stand-in: nobody was asked", nil
}
