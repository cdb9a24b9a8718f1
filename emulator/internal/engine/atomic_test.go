package engine_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/bank/banktest"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/scenarios"
)

// bank is the institution of these tests' users, which asks for tokens as Belvo's guide says.
const bank = "heimdall_mx_retail"

// newSandbox returns a sandbox of an engine of its own, on a clock that stands still.
func newSandbox(t testing.TB) (*engine.Engine, *sandbox.Sandbox) {
	t.Helper()
	catalog := banktest.Books()
	set, problems := scenario.Load(catalog.Sets(), scenario.Layer{Name: "scenarios", FS: scenarios.FS})
	if err := problems.OrNil(); err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Config{SecretID: "id", SecretPassword: "password", Seed: 1,
		AccessTokenTTL: time.Hour,
		Clock:          clock.NewManual(time.Date(2026, time.March, 16, 12, 0, 0, 0, time.UTC)), Catalog: catalog,
		Scenarios: func() *scenario.Set { return set }})
	b, err := e.Open("id", "password")
	if err != nil {
		t.Fatal(err)
	}
	return e, b
}

func registration(institution, username string) sandbox.Registration {
	return sandbox.Registration{Institution: institution,
		Fields: map[string]string{"username": username, "password": "pass_valid"}}
}

// connected registers a user that needs no token.
func connected(t testing.TB, b *sandbox.Sandbox, institution, username string) uuid.UUID {
	t.Helper()
	link, err := b.Register(&contact.Call{}, registration(institution, username))
	if err != nil {
		t.Fatal(err)
	}
	return link.ID
}

// challengeIn is the MFA session that an error opened.
func challengeIn(t testing.TB, err error) *belvo.Challenge {
	t.Helper()
	var e *belvo.Error
	if !errors.As(err, &e) || e.Challenge == nil {
		t.Fatalf("want a token_required, got %v", err)
	}
	return e.Challenge
}

// outcomes runs the same attempt many times at once and counts how often it ended how: "" for a
// success, else the code of the error.
func outcomes(n int, attempt func(i int) error) map[belvo.Code]int {
	var mu sync.Mutex
	counts := map[belvo.Code]int{}
	start, ready := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start.Done()
			code := sandboxtest.Code(attempt(i))
			mu.Lock()
			counts[code]++
			mu.Unlock()
		})
	}
	ready()
	all.Wait()
	return counts
}

// wantCounts ends the test unless everything ended as it should.
func wantCounts(t *testing.T, got, want map[belvo.Code]int) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("it ended as %v, want %v", got, want)
	}
}

const crowd = 64

// TestOneSessionHasOneWinner lets a crowd answer the same challenge a thousand times.
func TestOneSessionHasOneWinner(t *testing.T) {
	t.Parallel()
	trials := 1000
	if testing.Short() {
		trials = 50
	}
	_, b := newSandbox(t)
	want := map[belvo.Code]int{"": 1, belvo.CodeSessionExpired: crowd - 1}
	for range trials {
		_, err := b.Register(&contact.Call{}, registration(bank, "mfa_default"))
		asked := challengeIn(t, err)
		wantCounts(t, outcomes(crowd, func(int) error {
			link, err := b.ResumeLink(&contact.Call{}, sandbox.Resumption{Session: asked.Session, Link: asked.Link,
				Token: "111111"})
			if err == nil && (link.ID != asked.Link || link.Status != belvo.StatusValid) {
				return fmt.Errorf("the winner got %s %s", link.ID, link.Status)
			}
			return err
		}), want)
		if err := b.DeleteLink(&contact.Call{}, asked.Link); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOneWrongTokenLeavesOneSession lets a crowd type wrong tokens: one of them moves the session
// on, and of all sessions that were opened only the last is alive.
func TestOneWrongTokenLeavesOneSession(t *testing.T) {
	t.Parallel()
	_, b := newSandbox(t)
	for range 20 {
		_, err := b.Register(&contact.Call{}, registration(bank, "mfa_default"))
		asked := challengeIn(t, err)
		wantCounts(t, outcomes(crowd, func(int) error {
			_, err := b.ResumeLink(&contact.Call{}, sandbox.Resumption{Session: asked.Session, Token: "999999"})
			return err
		}), map[belvo.Code]int{belvo.CodeTokenRequired: 1, belvo.CodeSessionExpired: crowd - 1})
	}
}

// TestManyChallengesLeaveOneSession lets a crowd ask for data of one link: each is asked for a
// token, and only the session of the last of them can be resumed.
func TestManyChallengesLeaveOneSession(t *testing.T) {
	t.Parallel()
	e, b := newSandbox(t)
	accounts := e.Rows()[0]
	for range 20 {
		link := connected(t, b, bank, "user_valid")
		var mu sync.Mutex
		var sessions []string
		wantCounts(t, outcomes(crowd, func(int) error {
			_, err := b.Retrieve(&contact.Call{}, accounts, sandbox.Retrieval{Link: link})
			mu.Lock()
			sessions = append(sessions, challengeIn(t, err).Session)
			mu.Unlock()
			return err
		}), map[belvo.Code]int{belvo.CodeTokenRequired: crowd})
		wantCounts(t, outcomes(crowd, func(i int) error {
			_, err := b.ResumeLink(&contact.Call{}, sandbox.Resumption{Session: sessions[i], Token: "111111"})
			return err
		}), map[belvo.Code]int{"": 1, belvo.CodeSessionExpired: crowd - 1})
	}
}

// TestSixRefusalsAreSix lets a crowd be refused at once: exactly six logins are tried.
func TestSixRefusalsAreSix(t *testing.T) {
	t.Parallel()
	e, b := newSandbox(t)
	for range 20 {
		link := connected(t, b, "erebor_mx_retail", "six_1")
		wantCounts(t, outcomes(crowd, func(int) error {
			_, err := b.Retrieve(&contact.Call{}, e.Rows()[0], sandbox.Retrieval{Link: link, SaveData: true})
			return err
		}), map[belvo.Code]int{belvo.CodeLoginError: 6, belvo.CodeInvalidLink: crowd - 6})
	}
}

func TestOneRefreshAtATime(t *testing.T) {
	t.Parallel()
	_, b := newSandbox(t)
	for range 20 {
		link := connected(t, b, "erebor_mx_retail", "user_valid")
		wantCounts(t, outcomes(crowd, func(int) error { return b.RefreshLink(&contact.Call{}, link, nil) }),
			map[belvo.Code]int{"": 1, belvo.CodeLinkRefreshed: crowd - 1})
	}
}

// TestOneDeletionWins lets a crowd delete and update one link: one deletion succeeds, and no
// update brings the link back.
func TestOneDeletionWins(t *testing.T) {
	t.Parallel()
	_, b := newSandbox(t)
	for range 50 {
		link := connected(t, b, "erebor_mx_retail", "user_valid")
		deleted := 0
		var mu sync.Mutex
		counts := outcomes(crowd, func(i int) error {
			if i%2 == 0 {
				_, err := b.UpdateLink(&contact.Call{}, link, sandbox.Credentials{"password": "pass_new"})
				return err
			}
			err := b.DeleteLink(&contact.Call{}, link)
			if err == nil {
				mu.Lock()
				deleted++
				mu.Unlock()
			}
			return err
		})
		if deleted != 1 || counts[""]+counts[belvo.CodeNotFound] != crowd {
			t.Fatalf("%d deletions succeeded, and it ended as %v", deleted, counts)
		}
		if _, err := b.Link(&contact.Call{}, link); sandboxtest.Code(err) != belvo.CodeNotFound {
			t.Fatalf("the link is back: %v", err)
		}
	}
}

// TestDataOfADeletedLinkStaysAway reads data while its link is deleted.
func TestDataOfADeletedLinkStaysAway(t *testing.T) {
	t.Parallel()
	e, b := newSandbox(t)
	accounts := e.Rows()[0]
	for range 12 {
		link := connected(t, b, "erebor_mx_retail", "bnk102")
		outcomes(9, func(i int) error {
			if i == 4 {
				return b.DeleteLink(&contact.Call{}, link)
			}
			_, err := b.Retrieve(&contact.Call{}, accounts, sandbox.Retrieval{Link: link, SaveData: true})
			return err
		})
		if _, n, err := b.List(accounts, nil, filter.Page{Limit: 10}); err != nil || n != 0 {
			t.Fatalf("%d accounts of deleted links are left: %v", n, err)
		}
	}
}
