package e2e_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"belvo-emulator/emulator"
)

// decoded is the JSON of one part of a token.
func decoded(t testing.TB, token string, part int) []byte {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("a token has three parts: %s", token)
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[part])
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func claimsOf(t testing.TB, token string) jwt.MapClaims {
	t.Helper()
	var c jwt.MapClaims
	if err := json.Unmarshal(decoded(t, token, 1), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// commonClaims are those that every token has, but for the issuer, which comes later.
const commonClaims = "token_type exp iat jti user_id organization_name organization_id scopes " +
	"environment api_url"

// TestTokensHaveBelvosClaims decodes both tokens: their keys stand as in Belvo's own examples.
func TestTokensHaveBelvosClaims(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	access, refresh := w.pair("read_institutions,write_links", fields{"credentials_storage": "30d",
		"stale_in": "365d", "fetch_resources": []string{"ACCOUNTS", "OWNERS"}})
	want := strings.Fields(commonClaims + " credentials_storage stale_in fetch_resources iss")
	for kind, token := range map[string]string{"access": access, "refresh": refresh} {
		same(t, "the header", string(decoded(t, token, 0)), `{"alg":"HS512","typ":"JWT"}`)
		same(t, "the length of the signature", len(token)-strings.LastIndexByte(token, '.')-1, 86)
		if got := keysOf(t, decoded(t, token, 1)); !slices.Equal(got, want) {
			t.Errorf("the claims of the %s token are %v, want %v", kind, got, want)
		}
		c := claimsOf(t, token)
		same(t, "token_type", c["token_type"], any(kind))
		same(t, "iat", c["iat"], any(float64(w.server.Now().Unix())))
		same(t, "environment", c["environment"], any("sandbox"))
		same(t, "api_url", c["api_url"], any(strings.TrimPrefix(w.server.URL, "http://")))
		same(t, "iss", c["iss"], c["api_url"])
		same(t, "organization_id", c["organization_id"], c["user_id"])
		same(t, "the number of scopes", len(c["scopes"].([]any)), 2)
		same(t, "the number of resources", len(c["fetch_resources"].([]any)), 2)
		if jti := c["jti"].(string); !hex32.MatchString(jti) {
			t.Errorf("jti is %q", jti)
		}
	}
	same(t, "the life of access", lifeOf(t, access), 10*time.Minute)
	same(t, "the life of refresh", lifeOf(t, refresh), 7200*24*time.Hour)
	if claimsOf(t, access)["jti"] == claimsOf(t, refresh)["jti"] {
		t.Error("the two tokens have ids of their own")
	}
}

func lifeOf(t testing.TB, token string) time.Duration {
	t.Helper()
	c := claimsOf(t, token)
	return time.Duration(c["exp"].(float64)-c["iat"].(float64)) * time.Second
}

// TestTokensCarryNoMoreThanTheyWereTold leaves out what was not asked for: the update mode's
// example token has fewer claims, and the link.
func TestTokensCarryNoMoreThanTheyWereTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("gringotts_mx_retail", "bnk102")
	access, _ := w.pair("read_links", fields{"link_id": link})
	want := strings.Fields(commonClaims + " iss link")
	if got := keysOf(t, decoded(t, access, 1)); !slices.Equal(got, want) {
		t.Errorf("the claims are %v, want %v", got, want)
	}
	claim := `"link":{"id":"` + link + `","status":"valid","institution":"gringotts_mx_retail"}`
	if !strings.Contains(string(decoded(t, access, 1)), claim) {
		t.Errorf("want %s in %s", claim, decoded(t, access, 1))
	}
	widget := fields{"branding": fields{"company_name": "ACME"}, "callback_urls": fields{"success": "a://b"}}
	access, _ = w.pair("read_links", fields{"widget": widget, "external_id": "user-1"})
	if got := keysOf(t, decoded(t, access, 1)); !slices.Contains(got, "widget") ||
		!slices.Contains(got, "external_id") {
		t.Errorf("the widget's looks and the external id travel in the token, which has %v", got)
	}
}

func TestTokensLifetimeIsConfigurable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *emulator.Config) { c.AccessTokenTTL = 20 * time.Minute })
	access, _ := w.pair("read_links", nil)
	same(t, "the life", lifeOf(t, access), 20*time.Minute)
	w.server.Advance(20*time.Minute - time.Second)
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	w.server.Advance(time.Second)
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusUnauthorized, "token_not_valid")
}

func TestTokensExpireByTheClockAndAreRefreshed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	access, refresh := w.pair("read_links", fields{"link_id": link, "stale_in": "42d"})
	w.server.Advance(10*time.Minute - time.Second)
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	w.server.Advance(time.Second)
	late := w.bearer(access).Do(http.MethodGet, "/api/links/", nil)
	late.Want(http.StatusUnauthorized, "token_not_valid")
	wantHint(t, late, "expired")

	w.accounts(link).Want(http.StatusCreated)
	w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": access}, "Authorization: ").
		Want(http.StatusUnauthorized, "token_not_valid")
	renewed := w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": refresh}, "Authorization: ")
	if got := keysOf(t, renewed.Want(http.StatusOK).Body); !slices.Equal(got, []string{"access"}) {
		t.Errorf("the keys are %v", got)
	}
	again := renewed.Text("access")
	w.bearer(again).Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusOK)
	same(t, "the life", lifeOf(t, again), 10*time.Minute)
	same(t, "stale_in", claimsOf(t, again)["stale_in"], any("42d"))
	if claimsOf(t, again)["jti"] == claimsOf(t, access)["jti"] {
		t.Error("a new access token has a new id")
	}
	w.remove(link)
	w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": refresh}).
		Want(http.StatusUnauthorized, "token_not_valid")
	w.server.Advance(7200 * 24 * time.Hour)
	_, old := w.pair("read_links", nil)
	w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": old}).Want(http.StatusOK)
	w.server.Advance(7200 * 24 * time.Hour)
	w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": old}).
		Want(http.StatusUnauthorized, "token_not_valid")
}

// TestTokensOfOthersAreRefused shows tokens that this emulator did not issue, or not for this.
func TestTokensOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	access, refresh := w.pair("read_links", nil)
	claims := claimsOf(t, access)
	signed := func(method jwt.SigningMethod, key any) string {
		token, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	parts := strings.Split(access, ".")
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	other := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(decoded(t, access, 1)),
		"read_links", "write_links", 1)))
	elsewhere := newWorld(t, func(c *emulator.Config) { c.Seed = 2 })
	foreign, _ := elsewhere.pair("read_links", nil)
	for name, token := range map[string]string{
		"nothing":                   "",
		"garbage":                   "garbage",
		"three parts of garbage":    "a.b.c",
		"algorithm none":            signed(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"HS256 with a guessed key":  signed(jwt.SigningMethodHS256, []byte("secret")),
		"HS512 with a guessed key":  signed(jwt.SigningMethodHS512, []byte("SECRET_PASSWORD")),
		"HS512 with an empty key":   signed(jwt.SigningMethodHS512, []byte{}),
		"another algorithm claimed": header + "." + parts[1] + "." + parts[2],
		"other claims":              parts[0] + "." + other + "." + parts[2],
		"no signature":              parts[0] + "." + parts[1] + ".",
		"a cut signature":           access[:len(access)-2],
		"of another emulator":       foreign,
		"a refresh token":           refresh,
	} {
		answer := w.bearer(" "+token).Do(http.MethodGet, "/api/links/", nil)
		if answer.Status != http.StatusUnauthorized || answer.Text("0.code") != "token_not_valid" {
			t.Errorf("%s: status %d: %s", name, answer.Status, answer.Body)
		}
		wantErrors(t, answer)
	}
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	w.Do(http.MethodGet, "/api/links/", nil, "Authorization: bearer  "+access).Want(http.StatusOK)
}
