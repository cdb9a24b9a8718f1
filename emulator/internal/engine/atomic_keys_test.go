package engine_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/token"
)

// TestOneTokenConnectsOnce lets a crowd register with the same access token, and with others of
// the same issue.
func TestOneTokenConnectsOnce(t *testing.T) {
	t.Parallel()
	e, b := newSandbox(t)
	for range 20 {
		pair, err := b.IssueToken(sandbox.TokenRequest{Scopes: []string{"write_links"}, Host: "localhost"})
		if err != nil {
			t.Fatal(err)
		}
		claims, box, err := e.Refreshing(pair.Refresh)
		if err != nil {
			t.Fatal(err)
		}
		again, err := box.RenewToken(claims)
		if err != nil {
			t.Fatal(err)
		}
		tokens := [2]*token.Access{}
		for i, text := range []string{pair.Access, again} {
			if _, tokens[i], err = e.Bearer(text); err != nil {
				t.Fatal(err)
			}
		}
		wantCounts(t, outcomes(crowd, func(i int) error {
			call := &contact.Call{Request: contact.Request{Token: tokens[i%2]}}
			_, err := b.Register(call, registration("erebor_mx_retail", "user_valid"))
			return err
		}), map[belvo.Code]int{"": 1, belvo.CodeTokenNotValid: crowd - 1})
	}
}

// TestFirstPasswordWins lets a crowd open one sandbox with different passwords, often: the moment
// in which two of them can both believe to be the first is short.
func TestFirstPasswordWins(t *testing.T) {
	t.Parallel()
	e, _ := newSandbox(t)
	for range 600 {
		id := uuid.NewString()
		var mu sync.Mutex
		opened := map[*sandbox.Sandbox]int{}
		counts := outcomes(crowd, func(i int) error {
			b, err := e.Open(id, fmt.Sprint("password ", i%8))
			if err == nil {
				mu.Lock()
				opened[b]++
				mu.Unlock()
			}
			return err
		})
		wantCounts(t, counts, map[belvo.Code]int{"": crowd / 8, belvo.CodeAuthenticationFailed: crowd - crowd/8})
		if len(opened) != 1 {
			t.Fatalf("%d sandboxes were opened", len(opened))
		}
	}
}

// TestManyRegistrationsAreAllKept lets a crowd register while others read lists, whose counts must
// agree with what they show.
func TestManyRegistrationsAreAllKept(t *testing.T) {
	t.Parallel()
	_, b := newSandbox(t)
	counts := outcomes(crowd, func(i int) error {
		for range 5 {
			if _, err := b.Register(&contact.Call{}, registration("erebor_mx_retail",
				fmt.Sprint("u", i))); err != nil {
				return err
			}
			links, n, err := b.ListLinks(&contact.Call{}, map[string][]string{"status": {"valid"}},
				filter.Page{Limit: 1000})
			if err != nil {
				return err
			}
			if len(links) != n {
				return fmt.Errorf("a list of %d shows %d links", n, len(links))
			}
		}
		return nil
	})
	wantCounts(t, counts, map[belvo.Code]int{"": crowd})
	if _, n, _ := b.ListLinks(&contact.Call{}, nil, filter.Page{Limit: 1}); n != 5*crowd {
		t.Errorf("%d links, want %d", n, 5*crowd)
	}
}
