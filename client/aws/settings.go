package aws

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"sluice/model/ingress"
)

// settings are what the service clients are made from.
type settings struct {
	aws.Config
	ec2URL, stsURL, quotasURL *string // nil for AWS's own
}

func (o Options) settings(ctx context.Context) (settings, error) {
	if o.Handler != nil {
		return o.embedded(), nil
	}
	s, err := o.load(ctx)
	if err != nil {
		return s, err
	}
	var more []func(*config.LoadOptions) error
	placeholder := false
	if isLoopback(aws.ToString(s.ec2URL)) {
		// An endpoint on this machine is an emulator: asking IMDS for its
		// credentials would cost seconds and find nothing.
		more = append(more, config.WithEC2IMDSClientEnableState(imds.ClientDisabled))
		s, err = o.load(ctx, more...)
		if err != nil {
			return s, err
		}
		if _, err := s.Credentials.Retrieve(ctx); err != nil {
			// Requests must be signed with something. Emulators take any key,
			// and this one opens nothing elsewhere.
			s.Credentials, placeholder = placeholderKey(), true
		}
	}
	if o.Role != "" {
		s.Credentials = o.assumed(s.Config)
	}
	if s.Region == "" && s.ec2URL != nil {
		s.Region = defaultRegion
	}
	if s.Region == "" {
		return s, &ingress.Failure{
			Message: "no region is configured",
			Remedy:  "give --region, or set AWS_REGION",
		}
	}
	next := s.HTTPClient
	if next == nil {
		next = awshttp.NewBuildableClient()
	}
	found := &signIn{provider: s.Credentials}
	if !placeholder {
		found.load = func(ctx context.Context) (aws.CredentialsProvider, error) {
			again, err := o.load(ctx, more...)
			if err == nil && o.Role != "" {
				again.Credentials = o.assumed(again.Config)
			}
			return again.Credentials, err
		}
	}
	s.HTTPClient = sender{next: next, max: maxAnswer, refused: found.refused}
	s.Credentials = found
	return s, nil
}

// load reads the SDK's own configuration. The endpoint is given to the service
// clients alone: credential providers keep talking to AWS, so that no session
// or role is ever asked for at an emulator.
func (o Options) load(ctx context.Context, more ...func(*config.LoadOptions) error) (settings, error) {
	options := append([]func(*config.LoadOptions) error{
		config.WithRegion(o.Region),
		config.WithSharedConfigProfile(o.Profile),
		config.WithLogger(o.logger()),
		config.WithAPIOptions(o.logAttempts()),
	}, more...)
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return settings{}, words{profile: o.Profile}.configuration(err)
	}
	s := settings{Config: cfg}
	if o.Endpoint != "" {
		s.ec2URL, s.stsURL = &o.Endpoint, &o.Endpoint
	} else { // AWS_ENDPOINT_URL and endpoint_url are the SDK's to find
		s.ec2URL = ec2.NewFromConfig(cfg).Options().BaseEndpoint
		s.stsURL = sts.NewFromConfig(cfg).Options().BaseEndpoint
		s.quotasURL = servicequotas.NewFromConfig(cfg).Options().BaseEndpoint
	}
	if s.quotasURL == nil {
		s.quotasURL = s.ec2URL // the quotas of AWS are not those of another endpoint
	}
	return s, nil
}

// embedded are the settings for a handler in this process; they come from o
// alone.
func (o Options) embedded() settings {
	url := "http://localhost"
	s := settings{ec2URL: &url, stsURL: &url, quotasURL: &url, Config: aws.Config{
		Region:      o.Region,
		Credentials: placeholderKey(),
		HTTPClient:  sender{next: inProcess{o.Handler}, max: maxAnswer},
		Logger:      o.logger(),
		APIOptions:  o.logAttempts(),
	}}
	if s.Region == "" {
		s.Region = defaultRegion
	}
	return s
}

func placeholderKey() aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider("AKIASLUICEPLACEHOLDER", "placeholder", "")
}

// logger hands the SDK's log to o.Log, or nowhere.
func (o Options) logger() logging.Logger {
	if o.Log == nil {
		return logging.Nop{}
	}
	return logging.LoggerFunc(func(class logging.Classification, format string, values ...any) {
		level := slog.LevelDebug
		if class == logging.Warn {
			level = slog.LevelWarn
		}
		o.Log.Log(context.Background(), level, "aws sdk: "+fmt.Sprintf(format, values...))
	})
}
