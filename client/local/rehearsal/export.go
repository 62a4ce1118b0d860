package rehearsal

import (
	"context"
	"encoding/json"
	"io"

	"sluice/client/local/store"
)

// exportFormat is the version of the exported form, in its member "sluice".
const exportFormat = 1

// exported is the state as JSON: everything of all accounts and regions, oldest first, but for the secret that signs
// paging tokens and the client tokens of earlier requests.
type exported struct {
	Sluice         int               `json:"sluice"`
	Homes          []exportedHome    `json:"homes"`
	VPCs           []exportedVPC     `json:"vpcs"`
	SecurityGroups []exportedGroup   `json:"securityGroups"`
	PrefixLists    []exportedList    `json:"prefixLists"`
	Peerings       []exportedPeering `json:"peerings"`
	Tags           []exportedTag     `json:"tags"`
}

type exportedHome struct {
	Region  string `json:"region"`
	Account string `json:"account"`
	Classic bool   `json:"classic,omitempty"` // has EC2-Classic
}

type exportedVPC struct {
	ID          string `json:"id"`
	Region      string `json:"region"`
	Account     string `json:"account"`
	CIDR        string `json:"cidr"`
	IPv6CIDR    string `json:"ipv6Cidr,omitempty"`
	Default     bool   `json:"default,omitempty"`
	Tenancy     string `json:"tenancy"`
	DHCPOptions string `json:"dhcpOptions"`
}

type exportedGroup struct {
	ID          string         `json:"id"`
	Region      string         `json:"region"`
	Account     string         `json:"account"`
	VPC         string         `json:"vpc,omitempty"` // absent in EC2-Classic
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Rules       []exportedRule `json:"rules"`
}

// exportedRule has exactly one of the four sources, under the names of DescribeSecurityGroupRules.
type exportedRule struct {
	ID          string               `json:"id"`
	Egress      bool                 `json:"egress,omitempty"`
	Protocol    string               `json:"protocol"`
	FromPort    *int                 `json:"fromPort,omitempty"`
	ToPort      *int                 `json:"toPort,omitempty"`
	CidrIPv4    string               `json:"cidrIpv4,omitempty"`
	CidrIPv6    string               `json:"cidrIpv6,omitempty"`
	PrefixList  string               `json:"prefixListId,omitempty"`
	Group       *exportedSourceGroup `json:"referencedGroup,omitempty"`
	Description string               `json:"description,omitempty"`
}

type exportedSourceGroup struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	Name    string `json:"name,omitempty"`
	VPC     string `json:"vpc,omitempty"`
	Peering string `json:"peering,omitempty"`
}

type exportedList struct {
	ID           string          `json:"id"`
	Region       string          `json:"region"`
	Account      string          `json:"account"`
	Name         string          `json:"name"`
	Family       string          `json:"family"`
	MaxEntries   int             `json:"maxEntries"`
	Version      int             `json:"version"`
	State        string          `json:"state"`
	StateMessage string          `json:"stateMessage,omitempty"`
	Entries      []exportedEntry `json:"entries"`
}

// exportedEntry was in the list from one version on, and is no more in it from another.
type exportedEntry struct {
	CIDR        string `json:"cidr"`
	Description string `json:"description,omitempty"`
	Added       int    `json:"added"`
	Removed     *int   `json:"removed,omitempty"`
}

type exportedPeering struct {
	ID              string `json:"id"`
	Region          string `json:"region"`
	Account         string `json:"account"`
	VPC             string `json:"vpc"`
	AccepterRegion  string `json:"accepterRegion"`
	AccepterAccount string `json:"accepterAccount"`
	AccepterVPC     string `json:"accepterVpc"`
	Status          string `json:"status"`
	Message         string `json:"message"`
	Expires         int64  `json:"expires"` // Unix seconds
}

// exportedTag belongs to a home, which need not be its resource's.
type exportedTag struct {
	Resource string `json:"resource"`
	Type     string `json:"type"`
	Region   string `json:"region"`
	Account  string `json:"account"`
	Key      string `json:"key"`
	Value    string `json:"value"`
}

// Export writes the state of all accounts and regions as JSON, as it is at one moment. [Import] reads it.
func Export(ctx context.Context, s *store.Store, w io.Writer) error {
	var state exported
	err := s.Read(func(db *store.Session) (err error) {
		state, err = readExported(db)
		return err
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(state)
}
