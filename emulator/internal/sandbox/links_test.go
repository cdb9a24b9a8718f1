package sandbox_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
)

// TestLinksAreListedInPages lists five links, one a day, by pages and filters.
func TestLinksAreListedInPages(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	var all []uuid.UUID // the newest first
	for _, user := range []string{"bnk100", "bnk101", "bnk102", "bnk103", "bnk104"} {
		change := func(r *sandbox.Registration) { r.ExternalID = "of-" + user }
		if user == "bnk102" {
			change = single("30d", "")
		}
		all = slices.Insert(all, 0, b.Link(user, change))
		b.Pass(24 * time.Hour)
	}
	own := &contact.Call{Request: contact.Request{Token: &token.Access{Link: all[3]}}}
	for _, c := range []struct {
		query         string
		call          *contact.Call
		offset, limit int
		want          []uuid.UUID
		total         int
	}{
		{"", nil, 0, 10, all, 5},
		{"", nil, 0, 2, all[:2], 5},
		{"", nil, 2, 2, all[2:4], 5},
		{"", nil, 4, 2, all[4:], 5},
		{"", nil, 6, 2, nil, 5},
		{"", own, 0, 10, all[3:4], 1},
		{"id=" + all[0].String(), own, 0, 10, nil, 0},
		{"id__in=" + all[0].String() + "," + all[4].String(), nil, 0, 10, []uuid.UUID{all[0], all[4]}, 2},
		{"access_mode=single", nil, 0, 10, all[2:3], 1},
		{"status=valid", nil, 0, 1, all[:1], 5},
		{"status=invalid", nil, 0, 1, nil, 0},
		{"external_id=of-bnk104", nil, 0, 10, all[:1], 1},
		{"refresh_rate=null", nil, 0, 10, all[2:3], 1},
		{"created_at=2026-03-17", nil, 0, 10, all[3:4], 1},
		{"created_at__gt=2026-03-17", nil, 0, 10, all[:3], 3},
		{"created_at__gte=2026-03-17", nil, 0, 10, all[:4], 4},
		{"created_at__lt=2026-03-17", nil, 0, 10, all[4:], 1},
		{"created_at__lte=2026-03-17", nil, 0, 10, all[3:], 2},
		{"created_at__range=2026-03-17,2026-03-19", nil, 0, 10, all[1:4], 3},
		{"created_at__range=2026-03-17,2026-03-19&access_mode=recurrent", nil, 1, 1, all[3:4], 2},
		{"created_by__not_in=" + b.Owner.String(), nil, 0, 10, nil, 0},
	} {
		query, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if c.call == nil {
			c.call = &contact.Call{}
		}
		links, total, err := b.ListLinks(c.call, query, filter.Page{Offset: c.offset, Limit: c.limit})
		var got []uuid.UUID
		for _, l := range links {
			got = append(got, l.ID)
		}
		if err != nil || total != c.total || !slices.Equal(got, c.want) {
			t.Errorf("%q from %d, at most %d: %v of %d, want %v of %d: %v", c.query, c.offset, c.limit, got, total,
				c.want, c.total, err)
		}
	}
	for _, query := range []string{"status=good", "created_at=yesterday", "id=7"} {
		values, _ := url.ParseQuery(query) // as above
		if _, _, err := b.ListLinks(&contact.Call{}, values, filter.Page{Limit: 10}); err == nil {
			t.Errorf("%q is answered with a list", query)
		}
	}
}

// TestAnAccessTokenTouchesItsOwnLinkOnly tries every operation on a link with a token for another.
func TestAnAccessTokenTouchesItsOwnLinkOnly(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*sandboxtest.Box, *contact.Call, uuid.UUID) error{
		"look": func(b *sandboxtest.Box, c *contact.Call, id uuid.UUID) error {
			_, err := b.Sandbox.Link(c, id)
			return err
		},
		"update": func(b *sandboxtest.Box, c *contact.Call, id uuid.UUID) error {
			_, err := b.UpdateLink(c, id, sandbox.Credentials{"password": "p"})
			return err
		},
		"modify": func(b *sandboxtest.Box, c *contact.Call, id uuid.UUID) error {
			_, err := b.ModifyLink(c, id, sandbox.Modification{StaleIn: "7d"})
			return err
		},
		"refresh": func(b *sandboxtest.Box, c *contact.Call, id uuid.UUID) error { return b.RefreshLink(c, id, nil) },
		"delete":  func(b *sandboxtest.Box, c *contact.Call, id uuid.UUID) error { return b.DeleteLink(c, id) },
		"register": func(b *sandboxtest.Box, c *contact.Call, _ uuid.UUID) error {
			_, err := b.Register(c, sandboxtest.Registration("bnk101"))
			if c.Request.Token.Link != uuid.Max { // its own link exists already
				return nil
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link, other := b.Link("bnk100"), &token.Access{ID: "0123456789abcdef0000000000000000", Link: uuid.Max}
			got := sandboxtest.Code(do(b, &contact.Call{Request: contact.Request{Token: other}}, link))
			if got != belvo.CodeAccessToResourceDenied {
				t.Errorf("with another link's token the answer is %q", got)
			}
			own := &token.Access{ID: "fedcba9876543210000000000000000", Link: link}
			if err := do(b, &contact.Call{Request: contact.Request{Token: own}}, link); err != nil {
				t.Errorf("with its own: %v", err)
			}
		})
	}
}

// TestATokenIsUsedUpByOneConnection registers, updates and resumes with a token, and then once more.
func TestATokenIsUsedUpByOneConnection(t *testing.T) {
	t.Parallel()
	for name, connect := range map[string]func(*sandboxtest.Box, *contact.Call, uuid.UUID) error{
		"register": func(b *sandboxtest.Box, c *contact.Call, _ uuid.UUID) error {
			_, err := b.Register(c, sandboxtest.Registration("bnk101"))
			return err
		},
		"update": func(b *sandboxtest.Box, c *contact.Call, id uuid.UUID) error {
			_, err := b.UpdateLink(c, id, sandbox.Credentials{"password": "p"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link, access := b.Link("bnk100"), &token.Access{ID: "0123456789abcdef0000000000000000"}
			if _, err := b.Register(&contact.Call{Request: contact.Request{Token: access}}, sandboxtest.Registration("refused")); err == nil {
				t.Fatal("the bank took a refused user")
			}
			if err := connect(b, &contact.Call{Request: contact.Request{Token: access}}, link); err != nil {
				t.Fatalf("a refusal used the token up: %v", err)
			}
			if got := sandboxtest.Code(connect(b, &contact.Call{Request: contact.Request{Token: access}}, link)); got != belvo.CodeTokenNotValid {
				t.Errorf("the second connection is answered %q", got)
			}
			family := &token.Claims{ID: "0123456789abcdefffffffffffffffff", ExpiresAt: b.Now().Unix() + 1}
			if got := sandboxtest.Code(b.CheckToken(family)); got != belvo.CodeTokenNotValid {
				t.Errorf("another token of its family is answered %q", got)
			}
		})
	}
}

// TestADeletedLinkTakesEverythingAlong deletes a link that has data, a session and timers.
func TestADeletedLinkTakesEverythingAlong(t *testing.T) {
	t.Parallel()
	for name, async := range map[string]bool{"asynchronous": true, "synchronous": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link, session := locked(t, b, true)
			if n := count(t, b, belvo.Accounts, link); n == 0 {
				t.Fatal("there are no accounts")
			}
			before := len(b.Hooks())
			if err := b.DeleteLink(&contact.Call{Request: contact.Request{Async: async}}, link); err != nil {
				t.Fatal(err)
			}
			if b.Status(link) != "" || count(t, b, belvo.Accounts, link) != 0 {
				t.Error("the link or its accounts are left")
			}
			_, err := b.ResumeLink(&contact.Call{}, sandbox.Resumption{Session: session, Token: "1"})
			if got := sandboxtest.Code(err); got != belvo.CodeSessionExpired {
				t.Errorf("its session is answered %q", got)
			}
			want := []string{}
			if async {
				want = append(want, "LINK link_deleted -")
			}
			if got := b.HookNames(before); !slices.Equal(got, want) {
				t.Errorf("the webhooks are %v, want %v", got, want)
			}
			b.Pass(400 * 24 * time.Hour)
			if got := b.HookNames(before); !slices.Equal(got, want) {
				t.Errorf("after a year the webhooks are %v", got)
			}
			if got := sandboxtest.Code(b.DeleteLink(&contact.Call{}, link)); got != belvo.CodeNotFound {
				t.Errorf("a second deletion is answered %q", got)
			}
		})
	}
}

// TestALinkIsModifiedWithinLimits changes how a link is retrieved and kept.
func TestALinkIsModifiedWithinLimits(t *testing.T) {
	t.Parallel()
	recurrent := func(*sandbox.Registration) {}
	nostore := func(r *sandbox.Registration) {
		single("nostore", "")(r)
		r.FetchResources = []string{"OWNERS"}
	}
	for _, c := range []struct {
		name     string
		register func(*sandbox.Registration)
		change   sandbox.Modification
		want     belvo.Code
		mode     belvo.AccessMode
		due      time.Duration // of the next refresh, 0 for none
	}{
		{"to single", recurrent, sandbox.Modification{AccessMode: belvo.Single}, "", belvo.Single, 0},
		{"to recurrent", single("", ""), sandbox.Modification{AccessMode: belvo.Recurrent}, "", belvo.Recurrent,
			24 * time.Hour},
		{"with credentials for some days", single("30d", ""), sandbox.Modification{AccessMode: belvo.Recurrent},
			belvo.CodeInvalidAccessModeSwitch, belvo.Single, 0},
		{"as it is", recurrent, sandbox.Modification{AccessMode: belvo.Recurrent}, "", belvo.Recurrent,
			7 * 24 * time.Hour},
		{"without credentials", nostore, sandbox.Modification{AccessMode: belvo.Recurrent},
			belvo.CodeInvalidAccessModeSwitch, belvo.Single, 0},
		{"a bad period", recurrent, sandbox.Modification{AccessMode: belvo.Single, StaleIn: "9"}, belvo.CodeInvalid,
			belvo.Recurrent, 7 * 24 * time.Hour},
		{"a foreign resource", recurrent, sandbox.Modification{FetchResources: []string{"TAX_RETURNS"}},
			belvo.CodeInvalid, belvo.Recurrent, 7 * 24 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			id := b.Link("bnk100", c.register)
			_, err := b.ModifyLink(&contact.Call{}, id, c.change)
			if got := sandboxtest.Code(err); got != c.want {
				t.Errorf("the answer is %q, want %q", got, c.want)
			}
			var link store.Link
			b.Store().View(func(tx *store.Tx) { link, _ = tx.Link(id) })
			due := time.Duration(0)
			if !link.RefreshDue.IsZero() {
				due = link.RefreshDue.Sub(b.Now())
			}
			if link.AccessMode != c.mode || due != c.due {
				t.Errorf("it is %s and refreshed in %s, want %s in %s", link.AccessMode, due, c.mode, c.due)
			}
			if c.mode == belvo.Recurrent && len(link.FetchResources) == 0 {
				t.Error("it fetches nothing")
			}
		})
	}
}

// TestARefreshHasAPause refreshes a link again before and after ten minutes.
func TestARefreshHasAPause(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("bnk100")
	for _, c := range []struct {
		after     time.Duration
		resources []string
		want      belvo.Code
	}{{0, []string{"TAX_RETURNS"}, belvo.CodeInvalid}, {0, nil, ""}, {0, nil, belvo.CodeLinkRefreshed},
		{10*time.Minute - time.Second, nil, belvo.CodeLinkRefreshed}, {time.Second, []string{"ACCOUNTS"}, ""},
		{time.Second, nil, belvo.CodeLinkRefreshed}} {
		b.Pass(c.after)
		before := len(b.Hooks())
		err := b.RefreshLink(&contact.Call{}, link, c.resources)
		if got := sandboxtest.Code(err); got != c.want {
			t.Errorf("%s later: %q, want %q", c.after, got, c.want)
		}
		if told := len(b.Hooks()) > before; told != (err == nil) {
			t.Errorf("%s later webhooks tell of it: %t", c.after, told)
		}
	}
}
