package aws

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sluice/model/ingress"
)

// callTimeout is how long a call may take, its retries included. For a write it
// is the program's own deadline: the caller's going away does not shorten it.
const callTimeout = 30 * time.Second

// Client reads security groups from EC2. It is safe for concurrent use.
type Client struct {
	ec2      *ec2.Client
	sts      *sts.Client
	quotas   *servicequotas.Client
	region   string
	endpoint string // the URL of an endpoint that is not AWS, or ""
	now      func() time.Time
	words    words
	dryRuns  *dryRuns
}

// New loads the configuration that o asks for and makes a client of it. Only
// credentials may cause traffic, and only where the endpoint is this machine;
// EC2 is not called. The error is a [*ingress.Failure].
func New(ctx context.Context, o Options) (*Client, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	settings, err := o.settings(ctx)
	if err != nil {
		return nil, err
	}
	return newClient(o, settings), nil
}

func newClient(o Options, s settings) *Client {
	c := &Client{
		ec2:    ec2.NewFromConfig(s.Config, func(eo *ec2.Options) { eo.BaseEndpoint = s.ec2URL }),
		sts:    sts.NewFromConfig(s.Config, func(so *sts.Options) { so.BaseEndpoint = s.stsURL }),
		quotas: servicequotas.NewFromConfig(s.Config, func(qo *servicequotas.Options) { qo.BaseEndpoint = s.quotasURL }),
		region: s.Region,
		now:    o.Now,

		dryRuns: &dryRuns{shown: map[ingress.Kind]bool{}},
	}
	if o.Handler == nil {
		c.endpoint = aws.ToString(s.ec2URL)
	}
	if c.now == nil {
		c.now = time.Now
	}
	c.words = words{profile: o.Profile, endpoint: c.endpoint, region: c.region}
	if o.Role != "" {
		c.words.role, c.words.session = o.Role, roleSession(o.RoleSession)
	}
	return c
}

// Region is the region that calls go to.
func (c *Client) Region() string { return c.region }

// Endpoint is the URL of the endpoint where it is not AWS: the one given, or
// the one that the SDK's configuration names. It is "" for AWS, and for an
// endpoint in this process.
func (c *Client) Endpoint() string { return c.endpoint }

// Writer is the client's writing side, for those who may change groups. by is who
// asks for the changes, for the tags of the rules that are added: any text, of
// which what EC2 takes as a tag's value is sent; "" for no such tag.
func (c *Client) Writer(by string) ingress.Writer { return writer{Client: c, by: by} }

// Account is the caller's account as STS tells it, 12 digits. The error is a
// [*ingress.Failure].
func (c *Client) Account(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	out, err := c.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", c.words.failure(err)
	}
	if aws.ToString(out.Account) == "" {
		return "", &ingress.Failure{Message: c.words.place() + " told no account"}
	}
	return *out.Account, nil
}
