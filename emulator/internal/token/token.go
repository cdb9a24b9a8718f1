// Package token signs the tokens of the widget and reads them: JWTs, without any state.
package token

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// RefreshTTL is how long refresh tokens live: 7200 days, as in Belvo's example tokens.
const RefreshTTL = 7200 * 24 * time.Hour

// Scopes lists the scopes that an access token may have.
// Source: the scope strings of OpenAPI 1.223.0 and https://developers.belvo.com/docs/connect-widget
func Scopes() []string {
	return []string{"read_institutions", "read_links", "write_links", "delete_links",
		"read_consents", "write_consents", "delete_consents", "write_consent_callback"}
}

// Pair is the answer to a TokenRequest.
type Pair struct {
	Access  string `json:"access"`
	Refresh string `json:"refresh"`
}

// Access is a verified Bearer token.
type Access struct {
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
func (t *Access) Allows(scope string) bool { return slices.Contains(t.Scopes, scope) }

// Claims are a token's claims, in the order of Belvo's example tokens. Deviation: no source tells
// where Belvo keeps what the widget is to look like; here it travels in the claims widget and
// external_id.
type Claims struct {
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
	Link               *LinkClaim      `json:"link,omitempty"`
	ExternalID         string          `json:"external_id,omitempty"`
	Widget             json.RawMessage `json:"widget,omitempty"`
}

// LinkClaim tells the widget in update mode what it is to update.
type LinkClaim struct {
	ID          uuid.UUID    `json:"id"`
	Status      belvo.Status `json:"status"`
	Institution string       `json:"institution"`
}

// GetExpirationTime implements jwt.Claims.
func (c *Claims) GetExpirationTime() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(c.ExpiresAt, 0)), nil
}

// GetIssuedAt implements jwt.Claims.
func (c *Claims) GetIssuedAt() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(c.IssuedAt, 0)), nil
}

// GetNotBefore implements jwt.Claims.
func (c *Claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }

// GetIssuer implements jwt.Claims.
func (c *Claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject implements jwt.Claims.
func (c *Claims) GetSubject() (string, error) { return c.UserID.String(), nil }

// GetAudience implements jwt.Claims.
func (c *Claims) GetAudience() (jwt.ClaimStrings, error) { return nil, nil }

// RefreshID is the id of the refresh token that is issued with an access token. It follows from the access
// token's id, so that neither has to be stored for the other to be found.
func RefreshID(accessID string) string {
	id := ident.Derive(uuid.NameSpaceOID, "refresh", accessID)
	return Family(accessID) + strings.ReplaceAll(id.String(), "-", "")[FamilyDigits:]
}

// FamilyDigits is how many digits of their ids the tokens of one issue share.
const FamilyDigits = 16

// Family is what the ids of an access token, its refresh token and all that the latter gives have
// in common: using one of them up uses all of them up.
func Family(id string) string { return id[:FamilyDigits] }

// NotValid is the error of a token that is wrong, late or used up; why goes into the hint.
func NotValid(why string) error {
	return belvo.NewError(belvo.CodeTokenNotValid).Explain(why)
}

// Signer signs the tokens of one emulator, and reads them again.
type Signer struct {
	Key []byte
	TTL time.Duration // of access tokens
}

// Pair signs an access token and the refresh token that belongs to it, whose id follows from the
// other's.
func (s Signer) Pair(access Claims, now time.Time) (Pair, error) {
	access.ExpiresAt = now.Add(s.TTL).Unix()
	refresh := access
	refresh.TokenType, refresh.ID = "refresh", RefreshID(access.ID)
	refresh.ExpiresAt = now.Add(RefreshTTL).Unix()
	var pair Pair
	var errs [2]error
	pair.Access, errs[0] = s.sign(&access)
	pair.Refresh, errs[1] = s.sign(&refresh)
	return pair, errors.Join(errs[:]...)
}

// Renew signs a new access token in the place of a refresh token.
func (s Signer) Renew(c *Claims, id string, now time.Time) (string, error) {
	c.TokenType, c.ID = "access", Family(c.ID)+id[FamilyDigits:]
	c.IssuedAt, c.ExpiresAt = now.Unix(), now.Add(s.TTL).Unix()
	return s.sign(c)
}

func (s Signer) sign(c *Claims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS512, c).SignedString(s.Key)
}

// Read reads a token that this emulator has issued, be it expired or not.
func (s Signer) Read(text string) (*Claims, error) {
	var c Claims
	_, err := jwt.ParseWithClaims(text, &c, func(*jwt.Token) (any, error) { return s.Key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS512.Alg()}), jwt.WithoutClaimsValidation())
	if err != nil {
		return nil, NotValid("this emulator did not issue the token")
	}
	return &c, nil
}

// Verified is what an access token's claims allow.
func (c *Claims) Verified() *Access {
	t := &Access{ID: c.ID, Scopes: c.Scopes, ExpiresAt: time.Unix(c.ExpiresAt, 0),
		CredentialsStorage: c.CredentialsStorage, StaleIn: c.StaleIn, FetchResources: c.FetchResources,
		ExternalID: c.ExternalID, Widget: c.Widget}
	if c.Link != nil {
		t.Link = c.Link.ID
	}
	return t
}
