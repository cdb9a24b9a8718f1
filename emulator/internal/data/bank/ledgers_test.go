package bank

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/data/catalog"
)

// behind opens the book of a user behind a link.
func behind(t *testing.T, c *Books, username, link, since string) *Book {
	t.Helper()
	in, _ := c.Institution("erebor_mx_retail")
	b, err := c.Open(Customer{Institution: in, Username: username, Set: "full", Since: date(t, since),
		Link: uuid.NewSHA1(uuid.NameSpaceURL, []byte(link))})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestALedgerIsComputedOnce for all links of a customer whose history begins on one day.
func TestALedgerIsComputedOnce(t *testing.T) {
	t.Parallel()
	c, at := builtin(), noon(t, "2026-03-14")
	first := behind(t, c, "bnk100", "one", "2026-03-14")
	all := readAll(first, at)
	for _, other := range []struct {
		user, link, since string
		shared            bool
	}{{"bnk100", "one", "2026-03-14", true}, {"bnk100", "two", "2026-03-14", true},
		{"bnk200", "one", "2026-03-14", false}, {"bnk100", "one", "2026-03-15", false}} {
		b := behind(t, c, other.user, other.link, other.since)
		if shared := b.ledger == first.ledger; shared != other.shared {
			t.Errorf("%+v: shared is %v", other, shared)
		}
		again := readAll(b, at)
		if same := *again.accounts[0].ID == *all.accounts[0].ID; same != (other.link == "one") {
			t.Errorf("%+v: the same ids: %v", other, same)
		}
	}
}

// TestLedgersHaveTheirBound: those that were used long ago are given up, and what is read again is
// the same.
func TestLedgersHaveTheirBound(t *testing.T) {
	t.Parallel()
	c, at := builtin(), noon(t, "2026-03-14")
	c.ledgers = newLedgers(400_000)
	before := readAll(behind(t, c, "user_0", "link", "2026-03-14"), at)
	for n := 1; n < 10; n++ {
		readAll(behind(t, c, fmt.Sprint("user_", n), "link", "2026-03-14"), at)
		readAll(behind(t, c, "user_1", "link", "2026-03-14"), at)
		sum := 0
		for e := c.ledgers.order.Front(); e != nil; e = e.Next() {
			kept := e.Value.(*keptLedger)
			if is := kept.ledger.opened() + kept.ledger.lines(); kept.bytes != is {
				t.Fatalf("a ledger of %d bytes counts as %d", is, kept.bytes)
			}
			sum += kept.bytes
		}
		if sum != c.ledgers.bytes || sum > 400_000 || c.ledgers.order.Len() != len(c.ledgers.byKey) {
			t.Fatalf("%d bytes count as %d", sum, c.ledgers.bytes)
		}
	}
	kept := map[string]bool{}
	for key := range c.ledgers.byKey {
		kept[key.username] = true
	}
	if !kept["user_1"] || kept["user_0"] || len(kept) < 2 {
		t.Errorf("kept are %v: not those that were used last", kept)
	}
	if !reflect.DeepEqual(readAll(behind(t, c, "user_0", "link", "2026-03-14"), at), before) {
		t.Error("a ledger that was computed again is another one")
	}
}

// TestABigLedgerIsKept as long as it is the one in use, whatever its size: else each request for it
// would compute it.
func TestABigLedgerIsKept(t *testing.T) {
	t.Parallel()
	c, at := builtin(), noon(t, "2026-03-14")
	c.ledgers = newLedgers(1)
	first := behind(t, c, "bnk100", "link", "2026-03-14")
	readAll(first, at)
	if behind(t, c, "bnk100", "link", "2026-03-14").ledger != first.ledger {
		t.Error("it was computed again")
	}
}

// TestASourceOutlivesItsFixtures: what was read from one version of the files reads the same when
// they have changed and the ledger was given up.
func TestASourceOutlivesItsFixtures(t *testing.T) {
	t.Parallel()
	mine := func(amount string) *catalog.Catalog {
		set := strings.Replace(flowText, "amount: 5", "amount: "+amount, 1)
		return userFiles(map[string]string{"datasets/full/bank.yaml": set})
	}
	files, replace := catalog.Replaceable(mine("5"))
	c := NewBooks(files)
	at := noon(t, "2026-03-14")
	book := behind(t, c, "bnk100", "link", "2026-03-14")
	old := readAll(book, at)
	source := book.Source
	replace(mine("700"))
	fresh := behind(t, c, "bnk100", "link", "2026-03-14")
	if reflect.DeepEqual(readAll(fresh, at), old) {
		t.Fatal("the change of the fixtures makes no difference")
	}
	if fresh.ledgers != source.ledgers {
		t.Error("each version of the fixtures has its own room for ledgers")
	}
	c.ledgers.limit = 1
	readAll(behind(t, c, "bnk200", "link", "2026-03-14"), at) // which gives up the others
	if again := source.Open(); again.ledger == book.ledger || !reflect.DeepEqual(readAll(again, at), old) {
		t.Error("the data of the old fixtures is not what it was")
	}
}
