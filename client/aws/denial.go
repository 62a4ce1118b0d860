package aws

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"sluice/model/ingress"
)

// decodeTimeout is how long the decoding of a denial may take: it is a courtesy,
// which many are not allowed.
const decodeTimeout = 5 * time.Second

// maxEncoded is the most characters of an encoded message that STS takes (STS API
// reference, DecodeAuthorizationMessage).
const maxEncoded = 10240

// denial is why EC2 does not allow a call. Where the caller may have the message
// decoded, the remedy names the resource and the statement that it is about; of
// the encoded message nothing is shown.
func (w writer) denial(ctx context.Context, err error) *ingress.Failure {
	f := w.words.failure(err)
	e, _ := errors.AsType[smithy.APIError](err)
	_, encoded, _ := strings.Cut(e.ErrorMessage(), encodedMark)
	encoded = strings.TrimSpace(strings.TrimPrefix(encoded, ":"))
	if encoded == "" || len(encoded) > maxEncoded {
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, decodeTimeout)
	defer cancel()
	out, err := w.sts.DecodeAuthorizationMessage(ctx, &sts.DecodeAuthorizationMessageInput{EncodedMessage: &encoded})
	if err != nil {
		return f
	}
	var d decodedDenial
	if json.Unmarshal([]byte(aws.ToString(out.DecodedMessage)), &d) == nil && d.Context.Action != "" {
		f.Remedy = d.remedy()
	}
	return f
}

// explained is why a write failed. A denial is decoded where that may be asked for,
// so that one for the tags alone says so.
func (w writer) explained(ctx context.Context, err error) *ingress.Failure {
	if code(err) != "UnauthorizedOperation" {
		return w.words.failure(err)
	}
	return w.denial(ctx, err)
}

// createTags is the permission to tag a rule in the call that adds it.
const createTags = "ec2:CreateTags"

// tagRemedy is what to do where rules may be added and not tagged.
func tagRemedy() string {
	return "ask for the permission " + createTags + ", or agree to send the rules untagged: " +
		"a lost answer then cannot be told from someone else's change, nor the operation undone by its tag"
}

// decodedDenial is what is used of a decoded message. What else it holds, such as
// the policies' conditions, is for those who write them.
type decodedDenial struct {
	ExplicitDeny      bool `json:"explicitDeny"`
	MatchedStatements struct {
		Items []struct {
			StatementID string `json:"statementId"`
			Effect      string `json:"effect"`
		} `json:"items"`
	} `json:"matchedStatements"`
	Context struct {
		Action   string `json:"action"`
		Resource string `json:"resource"`
	} `json:"context"`
}

func (d decodedDenial) remedy() string {
	if d.Context.Action == createTags && !d.ExplicitDeny {
		return tagRemedy()
	}
	what := d.Context.Action
	if d.Context.Resource != "" {
		what += " on " + d.Context.Resource
	}
	if !d.ExplicitDeny {
		return clip("ask for the permission " + what + ", which no policy gives")
	}
	for _, s := range d.MatchedStatements.Items {
		if strings.EqualFold(s.Effect, "deny") && s.StatementID != "" {
			return clip("ask for an exception from statement " + s.StatementID + " of a policy, which denies " + what)
		}
	}
	return clip("ask for an exception from the policy that denies " + what)
}
