package sandbox_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
)

// locked returns a link that was asked for a token when its accounts were requested, and the session.
func locked(t *testing.T, b *sandboxtest.Box, save bool) (link uuid.UUID, session string) {
	t.Helper()
	link = b.Link("locks")
	_, err := b.Retrieve(&contact.Call{}, b.Desk().ByName[belvo.Accounts],
		sandbox.Retrieval{Link: link, SaveData: save})
	return link, sandboxtest.Session(t, err)
}

// TestASessionIsGoodOnceInTimeAndAtItsPlaces resumes a session that a request for accounts opened.
func TestASessionIsGoodOnceInTimeAndAtItsPlaces(t *testing.T) {
	t.Parallel()
	const late, good = belvo.CodeSessionExpired, belvo.Code("")
	for _, c := range []struct {
		name   string
		before func(b *sandboxtest.Box, r *sandbox.Resumption)
		place  belvo.Resource // where the PATCH comes, "" for /api/links/
		want   belvo.Code
		status belvo.Status
	}{
		{"at the links", nil, "", good, belvo.StatusValid},
		{"at the resource", nil, belvo.Accounts, good, belvo.StatusValid},
		{"at another resource", nil, belvo.Owners, late, belvo.StatusTokenRequired},
		{"an unknown session", func(_ *sandboxtest.Box, r *sandbox.Resumption) { r.Session += "0" }, "", late,
			belvo.StatusTokenRequired},
		{"with its link", func(b *sandboxtest.Box, r *sandbox.Resumption) { r.Link = onlyLink(b) }, "", good,
			belvo.StatusValid},
		{"with another link", func(_ *sandboxtest.Box, r *sandbox.Resumption) { r.Link = uuid.Max }, "", late,
			belvo.StatusTokenRequired},
		{"a second before its end", func(b *sandboxtest.Box, _ *sandbox.Resumption) {
			b.Pass(scenario.DefaultExpiry - time.Second)
		}, "", good, belvo.StatusValid},
		{"at its end", func(b *sandboxtest.Box, _ *sandbox.Resumption) { b.Pass(scenario.DefaultExpiry) }, "", late,
			belvo.StatusTokenRequired},
		{"a second time", func(b *sandboxtest.Box, r *sandbox.Resumption) {
			_, err := b.ResumeLink(&contact.Call{}, *r)
			if err != nil {
				t.Errorf("the first time: %v", err)
			}
		}, "", late, belvo.StatusValid},
		{"with a wrong token", func(_ *sandboxtest.Box, r *sandbox.Resumption) { r.Token = "2" }, "",
			belvo.CodeTokenRequired, belvo.StatusTokenRequired},
		{"after an update", func(b *sandboxtest.Box, _ *sandbox.Resumption) {
			if _, err := b.UpdateLink(&contact.Call{}, onlyLink(b), sandbox.Credentials{"password": "new"}); err != nil {
				t.Error(err)
			}
		}, "", late, belvo.StatusValid},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link, session := locked(t, b, true)
			r := sandbox.Resumption{Session: session, Token: "1"}
			if c.before != nil {
				c.before(b, &r)
			}
			var err error
			if c.place == "" {
				_, err = b.ResumeLink(&contact.Call{}, r)
			} else {
				_, err = b.ResumeRetrieve(&contact.Call{}, b.Desk().ByName[c.place], r)
			}
			if got := sandboxtest.Code(err); got != c.want {
				t.Errorf("the answer is %q, want %q", got, c.want)
			}
			if got := b.Status(link); got != c.status {
				t.Errorf("the link is %s, want %s", got, c.status)
			}
		})
	}
}

// onlyLink is the id of the sandbox's one link.
func onlyLink(b *sandboxtest.Box) (id uuid.UUID) {
	b.Store().View(func(tx *store.Tx) {
		links, _ := tx.Links(nil, 0, 1)
		id = links[0].ID
	})
	return id
}

// TestAWrongTokenOpensAnotherSession holds that only the newest session is good.
func TestAWrongTokenOpensAnotherSession(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	_, first := locked(t, b, true)
	_, err := b.ResumeLink(&contact.Call{}, sandbox.Resumption{Session: first, Token: "2"})
	second := sandboxtest.Session(t, err)
	if first == second {
		t.Fatal("the session is the same")
	}
	for _, step := range []struct {
		session string
		want    belvo.Code
	}{{first, belvo.CodeSessionExpired}, {second, ""}, {second, belvo.CodeSessionExpired}} {
		_, err := b.ResumeLink(&contact.Call{}, sandbox.Resumption{Session: step.session, Token: "1"})
		if got := sandboxtest.Code(err); got != step.want {
			t.Errorf("%s is answered %q, want %q", step.session, got, step.want)
		}
	}
}

// TestAResumedRequestKeepsWhatItAskedFor resumes a request at its resource: whether the data is saved
// is what the PATCH says, else what the request said.
func TestAResumedRequestKeepsWhatItAskedFor(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for _, c := range []struct {
		name  string
		asked bool
		patch *bool
		want  bool
	}{{"saved", true, nil, true}, {"not saved", false, nil, false}, {"saved after all", false, &yes, true},
		{"not saved after all", true, &no, false}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			_, session := locked(t, b, c.asked)
			accounts := b.Desk().ByName[belvo.Accounts]
			got, err := b.ResumeRetrieve(&contact.Call{}, accounts,
				sandbox.Resumption{Session: session, Token: "1", SaveData: c.patch})
			if err != nil || len(got.Objects) == 0 || got.Saved != c.want {
				t.Errorf("%d objects, saved %t: %v", len(got.Objects), got.Saved, err)
			}
		})
	}
}

// TestAnAccessTokenResumesItsOwnLinkOnly resumes with a Bearer token that was made for a link.
func TestAnAccessTokenResumesItsOwnLinkOnly(t *testing.T) {
	t.Parallel()
	for name, own := range map[string]bool{"its own": true, "another": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link, session := locked(t, b, true)
			access := &token.Access{ID: "0123456789abcdef0000000000000000", Link: uuid.Max}
			want := belvo.CodeAccessToResourceDenied
			if own {
				access.Link, want = link, ""
			}
			_, err := b.ResumeLink(&contact.Call{Request: contact.Request{Token: access}}, sandbox.Resumption{Session: session, Token: "1"})
			if got := sandboxtest.Code(err); got != want {
				t.Errorf("the answer is %q, want %q", got, want)
			}
			if got := b.Status(link) == belvo.StatusValid; got != own {
				t.Errorf("the link is valid: %t", got)
			}
		})
	}
}

// TestALinkWithoutItsTokenIsUnconfirmed follows a registration that is asked for a token.
func TestALinkWithoutItsTokenIsUnconfirmed(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	_, err := b.Register(&contact.Call{}, sandboxtest.Registration("asks"))
	session := sandboxtest.Session(t, err)
	link := onlyLink(b)
	_, err = b.Retrieve(&contact.Call{}, b.Desk().ByName[belvo.Accounts], sandbox.Retrieval{Link: link})
	if got := sandboxtest.Code(err); got != belvo.CodeUnconfirmedLink {
		t.Errorf("a request for data is answered %q", got)
	}
	if len(b.Hooks()) != 0 {
		t.Errorf("webhooks tell of it: %v", b.HookNames(0))
	}
	b.Pass(5*time.Minute - time.Second) // the scenario's challenge lives for five minutes
	got, err := b.ResumeLink(&contact.Call{}, sandbox.Resumption{Session: session, Token: "1"})
	if err != nil || got.Status != belvo.StatusValid || got.ID != link {
		t.Errorf("the link %s is %s: %v", got.ID, got.Status, err)
	}
	if len(b.Hooks()) == 0 {
		t.Error("no webhook tells of the link's history")
	}
	_, total, err := b.ListLinks(&contact.Call{}, nil, filter.Page{Limit: 10})
	if total != 1 || err != nil {
		t.Errorf("there are %d links: %v", total, err)
	}
}
