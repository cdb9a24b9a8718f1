package engine

import (
	"context"

	"belvo-emulator/emulator/internal/sandbox"
)

// authorizedKey is the key of a context's sandbox. No request that comes over the network has one.
type authorizedKey struct{}

// Authorize returns a context whose requests act as a sandbox's application without its keys, which are
// not kept in the clear: the control surface sends requests for callers that may see the sandbox.
func Authorize(ctx context.Context, b *sandbox.Sandbox) context.Context {
	return context.WithValue(ctx, authorizedKey{}, b)
}

// Authorized is the sandbox of a context that Authorize made, nil for any other.
func Authorized(ctx context.Context) *sandbox.Sandbox {
	b, _ := ctx.Value(authorizedKey{}).(*sandbox.Sandbox)
	return b
}
