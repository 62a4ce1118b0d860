package notation_test

import (
	"fmt"

	"sluice/model/ingress/notation"
)

// A paste is recognised for what it is, and read into rule lines. What no rule
// came of is a problem, never dropped.
func ExampleRead() {
	reading := notation.Read(`{"IpPermissions": [{
		"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
		"IpRanges": [{"CidrIp": "203.0.113.0/24", "Description": "office"}],
		"Colour": "blue"
	}]}`)
	fmt.Println(reading.Form)
	for _, line := range reading.Lines() {
		fmt.Println(line)
	}
	for _, problem := range reading.Problems {
		fmt.Println(problem.Error())
	}
	// Output:
	// json
	// tcp/443 from 203.0.113.0/24 # office
	// line 4, column 3: Colour is no part of an IP permission: it has IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs
}
