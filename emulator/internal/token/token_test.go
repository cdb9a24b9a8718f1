package token_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/token"
)

var (
	noon   = time.Date(2026, time.March, 16, 12, 0, 0, 0, time.UTC)
	signer = token.Signer{Key: []byte("a key"), TTL: 10 * time.Minute}
)

// claims are those of an access token for a link, with everything that a client can ask for.
func claims() token.Claims {
	return token.Claims{TokenType: "access", IssuedAt: noon.Unix(), ID: "0123456789abcdef0123456789abcdef",
		Scopes: []string{"read_links", "write_links"}, CredentialsStorage: "30d", StaleIn: "42d",
		FetchResources: []string{"ACCOUNTS"}, ExternalID: "client-7", Widget: json.RawMessage(`{"a":1}`),
		Link: &token.LinkClaim{ID: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"),
			Status: belvo.StatusValid, Institution: "erebor_mx_retail"}}
}

// read signs claims and reads both tokens again.
func read(t *testing.T, c token.Claims) (access, refresh *token.Claims) {
	t.Helper()
	pair, err := signer.Pair(c, noon)
	if err != nil {
		t.Fatal(err)
	}
	access, err = signer.Read(pair.Access)
	if err != nil {
		t.Fatal(err)
	}
	if refresh, err = signer.Read(pair.Refresh); err != nil {
		t.Fatal(err)
	}
	return access, refresh
}

func TestAPairIsOneFamily(t *testing.T) {
	t.Parallel()
	access, refresh := read(t, claims())
	if access.TokenType != "access" || refresh.TokenType != "refresh" {
		t.Errorf("the types are %q and %q", access.TokenType, refresh.TokenType)
	}
	if access.ID == refresh.ID || token.Family(access.ID) != token.Family(refresh.ID) {
		t.Errorf("the ids %s and %s are not two of one family", access.ID, refresh.ID)
	}
	if len(refresh.ID) != len(access.ID) {
		t.Errorf("the id of the refresh token has %d digits", len(refresh.ID))
	}
	if got := time.Unix(access.ExpiresAt, 0).Sub(noon); got != signer.TTL {
		t.Errorf("the access token lives %s", got)
	}
	if got := time.Unix(refresh.ExpiresAt, 0).Sub(noon); got != token.RefreshTTL {
		t.Errorf("the refresh token lives %s", got)
	}
}

func TestWhatWasAskedForIsInTheToken(t *testing.T) {
	t.Parallel()
	c := claims()
	access, _ := read(t, c)
	got := access.Verified()
	if got.ID != c.ID || got.Link != c.Link.ID || got.CredentialsStorage != "30d" || got.StaleIn != "42d" ||
		got.ExternalID != "client-7" || string(got.Widget) != `{"a":1}` || !slices.Equal(got.Scopes, c.Scopes) ||
		!slices.Equal(got.FetchResources, c.FetchResources) || !got.ExpiresAt.Equal(noon.Add(signer.TTL)) {
		t.Errorf("%+v is not what was asked for", got)
	}
	c.Link = nil
	access, _ = read(t, c)
	if link := access.Verified().Link; link != uuid.Nil {
		t.Errorf("a token for no link is for %s", link)
	}
}

func TestScopesAllowWhatTheyName(t *testing.T) {
	t.Parallel()
	access := &token.Access{Scopes: []string{"read_links", "write_links"}}
	for scope, want := range map[string]bool{"read_links": true, "write_links": true, "delete_links": false,
		"read_": false, "": false} {
		if got := access.Allows(scope); got != want {
			t.Errorf("the scope %q is allowed: %t", scope, got)
		}
	}
}

// TestARenewedTokenIsOfTheSameFamily holds that using one token of a family up uses all of them up.
func TestARenewedTokenIsOfTheSameFamily(t *testing.T) {
	t.Parallel()
	later := noon.Add(time.Hour)
	_, refresh := read(t, claims())
	was := refresh.ID
	text, err := signer.Renew(refresh, "ffffffffffffffffffffffffffffffff", later)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := signer.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	if fresh.TokenType != "access" || fresh.ID == was || token.Family(fresh.ID) != token.Family(was) {
		t.Errorf("%s %s is no access token of the family of %s", fresh.TokenType, fresh.ID, was)
	}
	if fresh.IssuedAt != later.Unix() || fresh.ExpiresAt != later.Add(signer.TTL).Unix() {
		t.Errorf("it lives from %d to %d", fresh.IssuedAt, fresh.ExpiresAt)
	}
}

// TestForeignTokensAreRefused covers what is no token, what another emulator signed, and what was
// changed after it was signed. That a token has expired is no matter here: the sandbox's clock says so.
func TestForeignTokensAreRefused(t *testing.T) {
	t.Parallel()
	pair, err := signer.Pair(claims(), noon.Add(-10*token.RefreshTTL))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signer.Read(pair.Access); err != nil {
		t.Errorf("an expired token cannot be read: %v", err)
	}
	other, err := token.Signer{Key: []byte("another key"), TTL: time.Hour}.Pair(claims(), noon)
	if err != nil {
		t.Fatal(err)
	}
	c := claims()
	weaker, err := jwt.NewWithClaims(jwt.SigningMethodHS256, &c).SignedString(signer.Key)
	if err != nil {
		t.Fatal(err)
	}
	part := strings.Split(pair.Access, ".")
	unsigned := "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0" // {"alg":"none","typ":"JWT"}
	for name, text := range map[string]string{
		"nothing": "", "no token": "secret", "another key": other.Access,
		"changed":       part[0] + "." + strings.Split(pair.Refresh, ".")[1] + "." + part[2],
		"no signature":  part[0] + "." + part[1] + ".",
		"no algorithm":  unsigned + "." + part[1] + ".",
		"weaker digest": weaker,
	} {
		var e *belvo.Error
		if _, err := signer.Read(text); !errors.As(err, &e) || e.Code != belvo.CodeTokenNotValid || e.Hint == "" {
			t.Errorf("%s: %v, want token_not_valid with a hint", name, err)
		}
	}
}

func TestEqualClaimsAreEqualTokens(t *testing.T) {
	t.Parallel()
	one, _ := signer.Pair(claims(), noon) // an error is an empty pair
	two, _ := signer.Pair(claims(), noon)
	if one != two || one.Access == "" {
		t.Error("the same claims at the same time give two pairs")
	}
}
