package ident_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/ident"
)

// draw takes a few identities of a stream.
func draw(s *ident.Source) string {
	return fmt.Sprint(s.UUID(), s.Hex(), s.UUID(), s.Hex())
}

func TestStreamsFollowFromSeedAndName(t *testing.T) {
	t.Parallel()
	first := draw(ident.NewSource(1, "alpha"))
	if again := draw(ident.NewSource(1, "alpha")); again != first {
		t.Errorf("the same seed and name gave\n%s and\n%s", first, again)
	}
	for _, c := range []struct {
		seed uint64
		name string
	}{{1, "beta"}, {2, "alpha"}, {1, ""}, {1, "alph"}, {1, "alphaa"}, {1 << 56, "alpha"}} {
		if other := draw(ident.NewSource(c.seed, c.name)); other == first {
			t.Errorf("seed %d, name %q gives the stream of seed 1, name alpha", c.seed, c.name)
		}
	}
}

// TestStreamsStayWhatTheyWere holds the first identities of one stream: users keep them in the
// snapshots of their own tests.
func TestStreamsStayWhatTheyWere(t *testing.T) {
	t.Parallel()
	const firstUUID, firstHex = "50828168-0fe7-401a-8f9f-37b86246328a", "3ab70094ff3b5a2ecaf55846053e16bb"
	s := ident.NewSource(1, "SECRET_ID")
	if id, hex := s.UUID().String(), s.Hex(); id != firstUUID || hex != firstHex {
		t.Errorf("the stream begins with %s and %s, it was %s and %s", id, hex, firstUUID, firstHex)
	}
}

func TestIdentitiesHaveTheirForm(t *testing.T) {
	t.Parallel()
	s := ident.NewSource(7, "form")
	hexForm := regexp.MustCompile(`^[0-9a-f]{32}$`)
	seen := map[string]bool{}
	for range 1000 {
		id := s.UUID()
		if id.Version() != 4 || id.Variant() != uuid.RFC4122 {
			t.Fatalf("%s is of version %d, variant %v", id, id.Version(), id.Variant())
		}
		hex := s.Hex()
		if !hexForm.MatchString(hex) {
			t.Fatalf("%q is no 32 hexadecimal digits", hex)
		}
		if seen[hex] || seen[id.String()] {
			t.Fatalf("%s or %s came twice", hex, id)
		}
		seen[hex], seen[id.String()] = true, true
	}
}

// TestSourcesMayBeShared is for the race detector, and checks that no id is given out twice.
func TestSourcesMayBeShared(t *testing.T) {
	t.Parallel()
	s := ident.NewSource(1, "shared")
	got := make([][]string, 8)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			for range 100 {
				got[i] = append(got[i], s.Hex(), s.UUID().String())
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, list := range got {
		for _, id := range list {
			if seen[id] {
				t.Fatalf("%s was given out twice", id)
			}
			seen[id] = true
		}
	}
}

func TestDerivedIDsKeepThePartsOfAPathApart(t *testing.T) {
	t.Parallel()
	parent := uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8")
	paths := [][]string{nil, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"ab", ""}, {"", "ab"}, {"b", "a"},
		{"abc"}, {"a", "bc"}, {"ab", "c"}, {"a", "b", "c"}, {"\x01a"}, {"a\x01b"}}
	seen := map[uuid.UUID][]string{}
	for _, p := range paths {
		id := ident.Derive(parent, p...)
		if other, taken := seen[id]; taken {
			t.Errorf("%q and %q derive the same id", p, other)
		}
		seen[id] = p
		if id.Version() != 5 || id.Variant() != uuid.RFC4122 {
			t.Errorf("%q derives %s of version %d", p, id, id.Version())
		}
		if again := ident.Derive(parent, p...); again != id {
			t.Errorf("%q derives %s and %s", p, id, again)
		}
		if ident.Derive(uuid.Nil, p...) == id {
			t.Errorf("%q derives the same id under two parents", p)
		}
	}
}

// TestDerivedIDsAreVersion5UUIDs of the path with the length of each name before it, as the library of
// UUIDs computes them.
func TestDerivedIDsAreVersion5UUIDs(t *testing.T) {
	t.Parallel()
	for _, parent := range []uuid.UUID{uuid.Nil, uuid.NameSpaceURL, uuid.Max} {
		for _, name := range []string{"", "a", "ACCOUNTS", strings.Repeat("ñ", 60), strings.Repeat("long", 30)} {
			want := uuid.NewSHA1(parent, append([]byte{byte(len(name))}, name...))
			if got := ident.Derive(parent, name); got != want {
				t.Errorf("%q below %s is %s, want %s", name, parent, got, want)
			}
		}
	}
}

func TestKeysBelongToOneSeedAndPurpose(t *testing.T) {
	t.Parallel()
	key := ident.Key(1, "tokens")
	if len(key) != 32 || !bytes.Equal(key, ident.Key(1, "tokens")) {
		t.Errorf("a key of %d bytes, want the same 32 every time", len(key))
	}
	if bytes.Equal(key, ident.Key(2, "tokens")) || bytes.Equal(key, ident.Key(1, "cookies")) {
		t.Error("another seed or purpose gives the same key")
	}
}

func TestInstitutionUserHasBelvosForm(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[A-Za-z0-9\-=_]{44}$`)
	seen := map[string]string{}
	for _, c := range [][2]string{{"heimdall_mx_retail", "user"}, {"heimdall_mx_retail", "user2"},
		{"gotham_mx_retail", "user"}, {"", ""}, {"a", "bc"}, {"ab", "c"}, {"ñ", "名"}} {
		id := ident.InstitutionUser(c[0], c[1])
		if !form.MatchString(id) {
			t.Errorf("%q: %q is not 44 characters of URL-safe base64", c, id)
		}
		if id != ident.InstitutionUser(c[0], c[1]) {
			t.Errorf("%q: the id changes from one time to the next", c)
		}
		if other, taken := seen[id]; taken {
			t.Errorf("%q has the id of %s", c, other)
		}
		seen[id] = fmt.Sprintf("%q", c)
	}
}

func TestRandFollowsFromItsPath(t *testing.T) {
	t.Parallel()
	numbers := func(path ...string) string {
		r := ident.NewRand(path...)
		return fmt.Sprint(r.Uint64(), r.IntN(1000), r.Float64())
	}
	first := numbers("a", "b")
	if again := numbers("a", "b"); again != first {
		t.Errorf("the same path gave %s and %s", first, again)
	}
	for _, p := range [][]string{{"ab"}, {"b", "a"}, {"a", "b", ""}, {"", "a", "b"}, nil} {
		if numbers(p...) == first {
			t.Errorf("%q gives the numbers of a, b", p)
		}
	}
}

// TestRandStaysWhatItWas holds the numbers of a few paths, one of them longer than the generator's own
// room: all data of all users follows from them.
func TestRandStaysWhatItWas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path []string
		want string
	}{
		{nil, "14811703209589006475 206 7646116437534928250"}, {[]string{"a", "b"}, "2597291038262338586 956 9654632667909614973"},
		{[]string{strings.Repeat("long ", 60), "ñ"}, "11453773560964056226 899 12178585332581247636"},
	} {
		r := ident.NewRand(c.path...)
		if got := fmt.Sprint(r.Uint64(), r.IntN(1000), r.Uint64()); got != c.want {
			t.Errorf("%q gives %s, it was %s", c.path, got, c.want)
		}
	}
}

// BenchmarkNewRand is to cost two objects, the generator and its source: a customer's history asks
// for thousands of generators.
func BenchmarkNewRand(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ident.NewRand("user", "account", "flow", "2026-01-31")
	}
}

func TestRandomSeedsDiffer(t *testing.T) {
	t.Parallel()
	if a, b := ident.RandomSeed(), ident.RandomSeed(); a == b {
		t.Errorf("%d came twice in a row", a)
	}
}

// TestAStreamGoesOnWhereAnotherStood, and stays where it is for what is no state.
func TestAStreamGoesOnWhereAnotherStood(t *testing.T) {
	t.Parallel()
	one, other := ident.NewSource(1, "one"), ident.NewSource(2, "other")
	one.Hex()
	one.UUID()
	if err := other.SetState(one.State()); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if a, b := one.Hex(), other.Hex(); a != b {
			t.Fatalf("%s and %s", a, b)
		}
	}
	for _, text := range []string{"", "abc", "AAAA", one.State()[:8]} {
		if err := other.SetState(text); err == nil {
			t.Errorf("%q was taken for a state", text)
		}
	}
	if a, b := one.UUID(), other.UUID(); a != b {
		t.Errorf("after a mistake: %s and %s", a, b)
	}
}
