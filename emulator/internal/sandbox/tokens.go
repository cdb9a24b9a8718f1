package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
)

// TokenRequest is what POST /api/token/ asks for.
type TokenRequest struct {
	Scopes             []string
	Link               uuid.UUID // zero: the token is for a new link
	CredentialsStorage string
	StaleIn            string
	FetchResources     []string
	ExternalID         string
	Widget             json.RawMessage // as it was given; nil for none
	Host               string          // of this server, without scheme
}

// IssueToken makes an access token for the widget and its refresh token. It returns a
// does_not_exist for a link that is not there, and validation errors.
// Source: operation GenerateWidgetAccessToken of OpenAPI 1.223.0; the claims are those of its
// example token.
func (b *Sandbox) IssueToken(r TokenRequest) (token.Pair, error) {
	var problems belvo.Errors
	for _, scope := range r.Scopes {
		if !slices.Contains(token.Scopes(), scope) {
			problems = append(problems, belvo.FieldError(belvo.CodeInvalidChoice, "scopes").With(
				fmt.Sprintf("%q is not a valid choice.", scope)))
		}
	}
	link, err := b.linkClaim(r.Link)
	problems = append(problems, problemsOf(CheckExternalID(r.ExternalID),
		checkOptional(r.CredentialsStorage, CheckStorage), checkOptional(r.StaleIn, CheckStale),
		knownResources(r.FetchResources), err)...)
	if len(problems) > 0 {
		return token.Pair{}, problems
	}
	now := b.Now()
	c := token.Claims{TokenType: "access", IssuedAt: now.Unix(), ID: b.ids.Hex(), UserID: b.Owner,
		OrganizationName: belvo.Organization, OrganizationID: b.Owner, Scopes: r.Scopes, Environment: "sandbox",
		APIURL: r.Host, CredentialsStorage: r.CredentialsStorage, StaleIn: r.StaleIn,
		FetchResources: r.FetchResources, Issuer: r.Host, Link: link, ExternalID: r.ExternalID, Widget: r.Widget}
	return b.shared.Signer.Pair(c, now)
}

func knownResources(wanted []string) *belvo.Error {
	for _, r := range wanted {
		if !slices.Contains(belvo.Resources(), belvo.Resource(r)) {
			return belvo.FieldError(belvo.CodeInvalidChoice, "fetch_resources").With(
				fmt.Sprintf("%q is not a valid choice.", r))
		}
	}
	return nil
}

func (b *Sandbox) linkClaim(id uuid.UUID) (*token.LinkClaim, *belvo.Error) {
	if id == uuid.Nil {
		return nil, nil
	}
	b.FireDue(b.Now())
	var link store.Link
	var ok bool
	b.store.View(func(tx *store.Tx) { link, ok = tx.Link(id) })
	if !ok {
		return nil, belvo.FieldError(belvo.CodeDoesNotExist, "link_id").With(
			fmt.Sprintf("Object with id=%s does not exist.", id))
	}
	return &token.LinkClaim{ID: id, Status: link.State.Status(), Institution: link.Institution}, nil
}

// CheckToken refuses a token that has expired or was used up.
func (b *Sandbox) CheckToken(c *token.Claims) error {
	if b.Now().Unix() >= c.ExpiresAt {
		return token.NotValid("the token has expired")
	}
	used := false
	b.store.View(func(tx *store.Tx) { used = tx.TokenUsed(token.Family(c.ID)) })
	if used {
		return token.NotValid("the token was used up by an earlier connection")
	}
	return nil
}

// RenewToken makes a new access token of a refresh token that was checked.
func (b *Sandbox) RenewToken(c *token.Claims) (string, error) {
	id, now := b.ids.Hex(), b.Now()
	if c.Link != nil { // the link may have changed since
		link, problem := b.linkClaim(c.Link.ID)
		if problem != nil {
			return "", token.NotValid("the token's link is gone")
		}
		c.Link = link
	}
	return b.shared.Signer.Renew(c, id, now)
}
