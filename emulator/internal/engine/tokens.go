package engine

import (
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/token"
)

// Bearer verifies an access token and returns its sandbox, if it is known also with an error.
func (e *Engine) Bearer(text string) (*sandbox.Sandbox, *token.Access, error) {
	c, b, err := e.verify(text, "access")
	if err != nil {
		return b, nil, err
	}
	return b, c.Verified(), nil
}

// Issued says whether this emulator signed a token, whatever its type and whether it is still good.
func (e *Engine) Issued(text string) bool {
	_, err := e.shared.Signer.Read(text)
	return err == nil
}

// Refreshing verifies a refresh token, of which its sandbox makes a new access token. It returns that
// sandbox, if it is known also with an error.
// Deviation: no source documents this endpoint; its contract is that of Simple JWT, whose fields
// Belvo's tokens have.
func (e *Engine) Refreshing(text string) (*token.Claims, *sandbox.Sandbox, error) {
	return e.verify(text, "refresh")
}

// verify reads a token of a type and finds its sandbox, also that of a token that is no longer
// good. Every failure is the same token_not_valid; the hint tells them apart.
func (e *Engine) verify(text, tokenType string) (*token.Claims, *sandbox.Sandbox, error) {
	c, err := e.shared.Signer.Read(text)
	switch {
	case err != nil:
		return nil, nil, err
	case c.TokenType != tokenType:
		return nil, e.owned(c.UserID), token.NotValid("this is no " + tokenType + " token")
	}
	b := e.owned(c.UserID)
	if b == nil {
		return nil, nil, token.NotValid("the token's sandbox is gone")
	}
	if err := b.CheckToken(c); err != nil {
		return nil, b, err
	}
	return c, b, nil
}
