package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/token"
)

// TestALinkHasBelvosDefaults registers with and without each of the settings of a link.
func TestALinkHasBelvosDefaults(t *testing.T) {
	t.Parallel()
	asked := &token.Access{CredentialsStorage: "7d", StaleIn: "8d", FetchResources: []string{"OWNERS"},
		ExternalID: "of-token"}
	for _, c := range []struct {
		name                                string
		change                              func(*sandbox.Registration)
		token                               *token.Access
		rate, storage, stale, fetch, client string
	}{
		{"recurrent", func(*sandbox.Registration) {}, nil, "7d", "store", "365d", "ACCOUNTS,OWNERS,TRANSACTIONS", ""},
		{"recurrent by name", func(r *sandbox.Registration) { r.AccessMode, r.RefreshRate = belvo.Recurrent, "6h" }, nil,
			"6h", "store", "365d", "ACCOUNTS,OWNERS,TRANSACTIONS", ""},
		{"single", func(r *sandbox.Registration) { r.AccessMode = belvo.Single }, nil, "", "365d", "365d", "", ""},
		{"everything", func(r *sandbox.Registration) {
			r.AccessMode, r.CredentialsStorage, r.StaleIn = belvo.Single, "30d", "42d"
			r.FetchResources, r.ExternalID = []string{"OWNERS"}, "client-7"
		}, nil, "", "30d", "42d", "OWNERS", "client-7"},
		{"a mail address", func(r *sandbox.Registration) { r.ExternalID = "ana@example.com" }, nil,
			"7d", "store", "365d", "ACCOUNTS,OWNERS,TRANSACTIONS", ""},
		{"a CPF", func(r *sandbox.Registration) { r.ExternalID = "761-092-776-73" }, nil,
			"7d", "store", "365d", "ACCOUNTS,OWNERS,TRANSACTIONS", ""},
		{"by the token", func(r *sandbox.Registration) { r.AccessMode = belvo.Single }, asked,
			"", "7d", "8d", "OWNERS", "of-token"},
		{"not by the token", func(r *sandbox.Registration) {
			r.AccessMode, r.CredentialsStorage, r.StaleIn = belvo.Single, "30d", "42d"
			r.FetchResources, r.ExternalID = []string{"ACCOUNTS"}, "client-7"
		}, asked, "", "30d", "42d", "ACCOUNTS", "client-7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, r := sandboxtest.Open(t), sandboxtest.Registration("bnk100")
			c.change(&r)
			if c.token != nil {
				copied := *c.token
				copied.ID = "0123456789abcdef0000000000000000"
				c.token = &copied
			}
			l, err := b.Register(&contact.Call{Request: contact.Request{Token: c.token}}, r)
			if err != nil {
				t.Fatal(err)
			}
			text := func(s *string) string {
				if s == nil {
					return ""
				}
				return *s
			}
			if got := strings.Join(l.FetchResources, ","); got != c.fetch {
				t.Errorf("it fetches %s, want %s", got, c.fetch)
			}
			if text(l.RefreshRate) != c.rate || l.CredentialsStorage != c.storage || l.StaleIn != c.stale ||
				text(l.ExternalID) != c.client {
				t.Errorf("it has %q %q %q %q, want %q %q %q %q", text(l.RefreshRate), l.CredentialsStorage, l.StaleIn,
					text(l.ExternalID), c.rate, c.storage, c.stale, c.client)
			}
		})
	}
}

// TestARegistrationIsChecked has what is wrong with a registration before the bank is asked.
func TestARegistrationIsChecked(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	for _, c := range []struct {
		name   string
		change func(*sandbox.Registration)
		want   belvo.Code
	}{
		{"institution", func(r *sandbox.Registration) { r.Institution = "gone" }, belvo.CodeDoesNotExist},
		{"no password", func(r *sandbox.Registration) { delete(r.Fields, "password") }, belvo.CodeRequired},
		{"null password", func(r *sandbox.Registration) {
			delete(r.Fields, "password")
			r.Absent = map[string]belvo.Code{"password": belvo.CodeNull}
		}, belvo.CodeNull},
		{"bad password", func(r *sandbox.Registration) { r.Fields["password"] = "a b" }, belvo.CodeValidationError},
		{"short id", func(r *sandbox.Registration) { r.ExternalID = "ab" }, belvo.CodeMinLength},
		{"shortest id", func(r *sandbox.Registration) { r.ExternalID = "abc" }, ""},
		{"longest id", func(r *sandbox.Registration) { r.ExternalID = strings.Repeat("a", 256) }, ""},
		{"long id", func(r *sandbox.Registration) { r.ExternalID = strings.Repeat("a", 257) }, belvo.CodeMaxLength},
		{"odd id", func(r *sandbox.Registration) { r.ExternalID = "a b c" }, belvo.CodeInvalid},
		{"storage", sandboxtest.Single("for ever", ""), belvo.CodeInvalid},
		{"storage of 366 days", sandboxtest.Single("366d", ""), belvo.CodeInvalid},
		{"storage of 365 days", sandboxtest.Single("365d", ""), ""},
		{"no storage and nothing fetched", sandboxtest.Single("nostore", ""), belvo.CodeInvalidFetchResources},
		{"recurrent with days", func(r *sandbox.Registration) { r.CredentialsStorage = "30d" },
			belvo.CodeInvalidCredentialsStorage},
		{"stale_in", sandboxtest.Single("", "0d"), belvo.CodeInvalid},
		{"resources", func(r *sandbox.Registration) { r.FetchResources = []string{"TAX_RETURNS"} }, belvo.CodeInvalid},
		{"the bank refuses", func(r *sandbox.Registration) { r.Fields["username"] = "refused" }, belvo.CodeLoginError},
	} {
		r := sandboxtest.Registration("bnk100")
		c.change(&r)
		before := len(b.Hooks())
		_, err := b.Register(&contact.Call{}, r)
		if got := sandboxtest.Code(err); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if after := len(b.Hooks()); err != nil && after != before {
			t.Errorf("%s: webhooks tell of a refused registration", c.name)
		}
	}
}

// TestARegistrationIsToldOfOnce holds the webhooks of a recurrent link, each once.
func TestARegistrationIsToldOfOnce(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	if _, err := b.Register(&contact.Call{Request: contact.Request{ID: "r1"}}, sandboxtest.Registration("bnk100")); err != nil {
		t.Fatal(err)
	}
	names := b.HookNames(0)
	slices.Sort(names)
	want := []string{"ACCOUNTS historical_update historical_update", "OWNERS historical_update historical_update",
		"TRANSACTIONS historical_update historical_update"}
	if !slices.Equal(names, want) {
		t.Errorf("the webhooks are %v, want %v", names, want)
	}
	seen := map[string]bool{}
	for _, h := range b.Hooks() {
		if h.RequestID != "r1" || len(h.Data) == 0 {
			t.Errorf("%s is of request %q and tells %v", h.Name(), h.RequestID, h.Data)
		}
		seen[h.Link.String()] = true
	}
	if len(seen) != 1 {
		t.Errorf("they are about %d links", len(seen))
	}
	if got := b.Sent(); got != uint64(len(want)) {
		t.Errorf("%d webhooks were counted", got)
	}
}

// TestAPinnedRegistrationStaysInItsScenario registers in a scenario that was named.
func TestAPinnedRegistrationStaysInItsScenario(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	for _, c := range []struct {
		header, pin string
		want        belvo.Code
	}{{"", "", ""}, {"closed", "", belvo.CodeLoginError}, {"", "closed", belvo.CodeLoginError},
		{"sandbox", "closed", belvo.CodeLoginError}, {"gone", "", belvo.CodeUnknownScenario}} {
		if err := b.Pin(c.pin); err != nil {
			t.Fatal(err)
		}
		_, err := b.Register(&contact.Call{Request: contact.Request{Scenario: c.header}}, sandboxtest.Registration("bnk100"))
		if got := sandboxtest.Code(err); got != c.want {
			t.Errorf("header %q and pin %q: %q, want %q", c.header, c.pin, got, c.want)
		}
	}
	if err := b.Pin("gone"); sandboxtest.Code(err) != belvo.CodeUnknownScenario {
		t.Errorf("the sandbox was pinned to a scenario that does not exist: %v", err)
	}
	if err := b.Pin("closed"); err != nil {
		t.Fatal(err)
	}
	link := b.Link("bnk101", func(r *sandbox.Registration) {
		r.Pinned, _ = sandboxtest.Scenarios(t).Named("sandbox")
		r.ID = uuid.Max
	})
	accounts := b.Desk().ByName[belvo.Accounts]
	_, err := b.Retrieve(&contact.Call{}, accounts, sandbox.Retrieval{Link: link})
	if link != uuid.Max || err != nil {
		t.Errorf("the sandbox's pin moved the pinned link %s away: %v", link, err)
	}
	for name, want := range map[string]belvo.Code{"closed": belvo.CodeLoginError, "": belvo.CodeLoginError,
		"gone": belvo.CodeUnknownScenario} { // without a pin of its own the sandbox's counts
		err := b.PinLink(link, name, "")
		if err == nil {
			_, err = b.Retrieve(&contact.Call{}, accounts, sandbox.Retrieval{Link: link})
		}
		if got := sandboxtest.Code(err); got != want {
			t.Errorf("pinned to %q: %q, want %q", name, got, want)
		}
	}
	if err := b.PinLink(link, "sandbox", "gone"); sandboxtest.Code(err) != belvo.CodeUnknownScenario {
		t.Errorf("the link was moved to a state that does not exist: %v", err)
	}
}
