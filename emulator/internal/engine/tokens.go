package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/store"
)

// refreshTTL is how long refresh tokens live: 7200 days, as in Belvo's example tokens.
const refreshTTL = 7200 * 24 * time.Hour

// Scopes lists the scopes that an access token may have.
// Source: the scope strings of OpenAPI 1.223.0 and https://developers.belvo.com/docs/connect-widget
func Scopes() []string {
	return []string{"read_institutions", "read_links", "write_links", "delete_links",
		"read_consents", "write_consents", "delete_consents", "write_consent_callback"}
}

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

// TokenPair is the answer to a TokenRequest.
type TokenPair struct {
	Access  string `json:"access"`
	Refresh string `json:"refresh"`
}

// AccessToken is a verified Bearer token.
type AccessToken struct {
	ID                 string
	Scopes             []string
	Link               uuid.UUID // zero if it was made for a new link
	ExpiresAt          time.Time
	CredentialsStorage string
	StaleIn            string
	FetchResources     []string
	ExternalID         string
	Widget             json.RawMessage // as it was asked for
}

// Allows says whether the token has a scope.
func (t *AccessToken) Allows(scope string) bool { return slices.Contains(t.Scopes, scope) }

// claims are a token's claims, in the order of Belvo's example tokens. Deviation: no source tells
// where Belvo keeps what the widget is to look like; here it travels in the claims widget and
// external_id.
type claims struct {
	TokenType          string          `json:"token_type"` // access or refresh
	ExpiresAt          int64           `json:"exp"`
	IssuedAt           int64           `json:"iat"`
	ID                 string          `json:"jti"`
	UserID             uuid.UUID       `json:"user_id"`
	OrganizationName   string          `json:"organization_name"`
	OrganizationID     uuid.UUID       `json:"organization_id"`
	Scopes             []string        `json:"scopes"`
	Environment        string          `json:"environment"`
	APIURL             string          `json:"api_url"`
	CredentialsStorage string          `json:"credentials_storage,omitempty"`
	StaleIn            string          `json:"stale_in,omitempty"`
	FetchResources     []string        `json:"fetch_resources,omitempty"`
	Issuer             string          `json:"iss"`
	Link               *linkClaim      `json:"link,omitempty"`
	ExternalID         string          `json:"external_id,omitempty"`
	Widget             json.RawMessage `json:"widget,omitempty"`
}

// linkClaim tells the widget in update mode what it is to update.
type linkClaim struct {
	ID          uuid.UUID    `json:"id"`
	Status      belvo.Status `json:"status"`
	Institution string       `json:"institution"`
}

// GetExpirationTime implements jwt.Claims.
func (c *claims) GetExpirationTime() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(c.ExpiresAt, 0)), nil
}

// GetIssuedAt implements jwt.Claims.
func (c *claims) GetIssuedAt() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(c.IssuedAt, 0)), nil
}

// GetNotBefore implements jwt.Claims.
func (c *claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }

// GetIssuer implements jwt.Claims.
func (c *claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject implements jwt.Claims.
func (c *claims) GetSubject() (string, error) { return c.UserID.String(), nil }

// GetAudience implements jwt.Claims.
func (c *claims) GetAudience() (jwt.ClaimStrings, error) { return nil, nil }

// IssueToken makes an access token for the widget and its refresh token. It returns a
// does_not_exist for a link that is not there, and validation errors.
// Source: operation GenerateWidgetAccessToken of OpenAPI 1.223.0; the claims are those of its
// example token.
func (b *Sandbox) IssueToken(r TokenRequest) (TokenPair, error) {
	var problems belvo.Errors
	for _, scope := range r.Scopes {
		if !slices.Contains(Scopes(), scope) {
			problems = append(problems, belvo.FieldError(belvo.CodeInvalidChoice, "scopes").With(
				fmt.Sprintf("%q is not a valid choice.", scope)))
		}
	}
	link, err := b.linkClaim(r.Link)
	problems = append(problems, found(checkExternalID(r.ExternalID),
		checkOptional(r.CredentialsStorage, checkStorage), checkOptional(r.StaleIn, checkStale),
		knownResources(r.FetchResources), err)...)
	if len(problems) > 0 {
		return TokenPair{}, problems
	}
	now := b.now()
	c := claims{TokenType: "access", IssuedAt: now.Unix(), ID: b.ids.Hex(), UserID: b.owner,
		OrganizationName: belvo.Organization, OrganizationID: b.owner, Scopes: r.Scopes, Environment: "sandbox",
		APIURL: r.Host, CredentialsStorage: r.CredentialsStorage, StaleIn: r.StaleIn,
		FetchResources: r.FetchResources, Issuer: r.Host, Link: link, ExternalID: r.ExternalID, Widget: r.Widget}
	return b.pair(c, now)
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

func (b *Sandbox) linkClaim(id uuid.UUID) (*linkClaim, *belvo.Error) {
	if id == uuid.Nil {
		return nil, nil
	}
	b.settle(b.now())
	var link store.Link
	var ok bool
	b.store.View(func(tx *store.Tx) { link, ok = tx.Link(id) })
	if !ok {
		return nil, belvo.FieldError(belvo.CodeDoesNotExist, "link_id").With(
			fmt.Sprintf("Object with id=%s does not exist.", id))
	}
	return &linkClaim{ID: id, Status: link.State.Status(), Institution: link.Institution}, nil
}

// pair signs an access token and the refresh token that belongs to it, whose id follows from the
// other's.
func (b *Sandbox) pair(access claims, now time.Time) (TokenPair, error) {
	access.ExpiresAt = now.Add(b.engine.cfg.AccessTokenTTL).Unix()
	refresh := access
	refresh.TokenType, refresh.ID = "refresh", refreshID(access.ID)
	refresh.ExpiresAt = now.Add(refreshTTL).Unix()
	var pair TokenPair
	var errs [2]error
	pair.Access, errs[0] = b.engine.sign(&access)
	pair.Refresh, errs[1] = b.engine.sign(&refresh)
	return pair, errors.Join(errs[:]...)
}

func refreshID(accessID string) string {
	id := ident.Derive(uuid.NameSpaceOID, "refresh", accessID)
	return family(accessID) + strings.ReplaceAll(id.String(), "-", "")[familyDigits:]
}

// familyDigits is how many digits of their ids the tokens of one issue share.
const familyDigits = 16

// family is what the ids of an access token, its refresh token and all that the latter gives have
// in common: using one of them up uses all of them up.
func family(id string) string { return id[:familyDigits] }

func (e *Engine) sign(c *claims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS512, c).SignedString(e.jwtKey)
}

// verify reads a token of a type and finds its sandbox, also that of a token that is no longer
// good. Every failure is the same token_not_valid; the hint tells them apart.
func (e *Engine) verify(token, tokenType string) (*claims, *Sandbox, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return e.jwtKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS512.Alg()}), jwt.WithoutClaimsValidation())
	switch {
	case err != nil:
		return nil, nil, tokenNotValid("this emulator did not issue the token")
	case c.TokenType != tokenType:
		return nil, e.owned(c.UserID), tokenNotValid("this is no " + tokenType + " token")
	}
	b := e.owned(c.UserID)
	if b == nil {
		return nil, nil, tokenNotValid("the token's sandbox is gone")
	}
	if b.now().Unix() >= c.ExpiresAt {
		return nil, b, tokenNotValid("the token has expired")
	}
	used := false
	b.store.View(func(tx *store.Tx) { used = tx.TokenUsed(family(c.ID)) })
	if used {
		return nil, b, tokenNotValid("the token was used up by an earlier connection")
	}
	return &c, b, nil
}

func tokenNotValid(why string) error {
	return belvo.NewError(belvo.CodeTokenNotValid).Explain(why)
}

// Bearer verifies an access token and returns its sandbox, if it is known also with an error.
func (e *Engine) Bearer(token string) (*Sandbox, *AccessToken, error) {
	c, b, err := e.verify(token, "access")
	if err != nil {
		return b, nil, err
	}
	t := &AccessToken{ID: c.ID, Scopes: c.Scopes, ExpiresAt: time.Unix(c.ExpiresAt, 0),
		CredentialsStorage: c.CredentialsStorage, StaleIn: c.StaleIn, FetchResources: c.FetchResources,
		ExternalID: c.ExternalID, Widget: c.Widget}
	if c.Link != nil {
		t.Link = c.Link.ID
	}
	return b, t, nil
}

// Refresh makes a new access token from a refresh token. It returns the token's sandbox, if it is
// known also with an error.
// Deviation: no source documents this endpoint; its contract is that of Simple JWT, whose fields
// Belvo's tokens have.
func (e *Engine) Refresh(token string) (*Sandbox, string, error) {
	c, b, err := e.verify(token, "refresh")
	if err != nil {
		return b, "", err
	}
	c.TokenType, c.ID = "access", family(c.ID)+b.ids.Hex()[familyDigits:]
	now := b.now()
	c.IssuedAt, c.ExpiresAt = now.Unix(), now.Add(e.cfg.AccessTokenTTL).Unix()
	if c.Link != nil { // the link may have changed since
		if c.Link, err = b.freshClaim(c.Link); err != nil {
			return b, "", err
		}
	}
	access, err := e.sign(c)
	return b, access, err
}

func (b *Sandbox) freshClaim(old *linkClaim) (*linkClaim, error) {
	link, err := b.linkClaim(old.ID)
	if err != nil {
		return nil, tokenNotValid("the token's link is gone")
	}
	return link, nil
}
