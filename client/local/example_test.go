package local_test

import (
	"context"
	"fmt"

	"sluice/client/aws"
	"sluice/client/local"
)

// An endpoint in memory, in this process: the SDK speaks its wire to it, and no
// socket is open.
func ExampleOpen() {
	ctx := context.Background()
	endpoint, err := local.Open(ctx, local.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = endpoint.Close() }()
	client, err := aws.New(ctx, aws.Options{Handler: endpoint})
	if err != nil {
		fmt.Println(err)
		return
	}
	group, err := client.Group(ctx, "sg-140ba4c8")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(group.Name, group.Network())
	for _, rule := range group.Rules {
		fmt.Println(rule.Rule)
	}
	// Output:
	// VpcWebServers vpc-0f1e2d3c
	// tcp/443 from 0.0.0.0/0
	// tcp/22 from 203.0.113.0/24
	// tcp/8080-8081 from sg-77aa01bc
}
