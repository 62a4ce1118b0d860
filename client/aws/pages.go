package aws

import (
	"context"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sluice/model/ingress"
)

// fetch asks for the page of a token, "" for the first, and returns the token of
// the next page, "" for none.
type fetch[T any] func(ctx context.Context, token *string) (page []T, next *string, err error)

// pages yields page after page. A token that comes twice is an error: the
// listing would never end, or end early.
func pages[T any](ctx context.Context, ask fetch[T]) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		var token *string
		seen := map[string]bool{}
		for {
			page, next, err := within(ctx, ask, token)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) || aws.ToString(next) == "" {
				return
			}
			if seen[*next] {
				yield(nil, &ingress.Failure{Message: "the endpoint gave the same page token twice: the list would never end"})
				return
			}
			seen[*next], token = true, next
		}
	}
}

// within asks for a page under its own deadline.
func within[T any](ctx context.Context, ask fetch[T], token *string) ([]T, *string, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return ask(ctx, token)
}
