package bank

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/fixtures"
)

// builtin is the embedded fixtures alone.
func builtin() *Books { return Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS}) }

// userFiles is a folder of files over the embedded fixtures.
func userFiles(files map[string]string) *catalog.Catalog {
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return catalog.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS}, catalog.Layer{Name: "mine", FS: folder})
}

// flowText is a bank.yaml with an account of each kind.
const flowText = `# A test.
accounts:
- key: a
  category: CHECKING_ACCOUNT
  flows:
  - name: f
    when: {days: [1]}
    amount: 5
    text: T
    category: Transfers
`

// open returns the book of a user at an institution, whose link was made on a day.
func open(t testing.TB, c *Books, institution, username, set, since string) *Book {
	t.Helper()
	in, ok := c.Institution(institution)
	if !ok {
		t.Fatalf("no institution %s", institution)
	}
	b, err := c.Open(Customer{Institution: in, Username: username, Set: set, Since: date(t, since),
		Link: uuid.NewSHA1(uuid.NameSpaceURL, []byte(institution+username))})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// banks are the institutions that have accounts.
func banks(c *Books) []*belvo.Institution {
	return slices.DeleteFunc(slices.Clone(c.Institutions()), func(in *belvo.Institution) bool {
		return !slices.Contains(in.Resources, "ACCOUNTS")
	})
}
