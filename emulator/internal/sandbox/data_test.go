package sandbox_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
)

// TestADeletedAccountTakesItsDataAlong deletes one account of two or more.
func TestADeletedAccountTakesItsDataAlong(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link, rows := b.Link("bnk100"), b.Desk().ByName
	query := map[string][]string{"link": {link.String()}}
	objects, total, err := b.List(rows[belvo.Accounts], query, filter.Page{Limit: 100})
	if err != nil || total < 2 {
		t.Fatalf("%d accounts are too few: %v", total, err)
	}
	transactions := count(t, b, belvo.Transactions, link)
	first := *objects[0].(*belvo.Account).ID
	if err := b.DeleteObject(rows[belvo.Accounts], first); err != nil {
		t.Fatal(err)
	}
	if n := count(t, b, belvo.Accounts, link); n != total-1 {
		t.Errorf("%d of %d accounts are left", n, total)
	}
	left, n, err := b.List(rows[belvo.Transactions], query, filter.Page{Limit: 10_000})
	if err != nil || n == 0 || n >= transactions {
		t.Errorf("%d of %d transactions are left: %v", n, transactions, err)
	}
	for _, o := range left {
		if *o.(*belvo.Transaction).Account.ID == first {
			t.Error("a transaction of the account is left")
			break
		}
	}
	if n := count(t, b, belvo.Owners, link); n != 0 {
		t.Errorf("%d owners are left", n)
	}
	for _, gone := range []uuid.UUID{first, uuid.Max} {
		if _, err := b.Object(rows[belvo.Accounts], gone); sandboxtest.Code(err) != belvo.CodeNotFound {
			t.Errorf("the account %s is shown: %v", gone, err)
		}
		if err := b.DeleteObject(rows[belvo.Accounts], gone); sandboxtest.Code(err) != belvo.CodeNotFound {
			t.Errorf("the account %s was deleted: %v", gone, err)
		}
	}
}

// TestListsOfDataAreTheirPages reads transactions page by page, and lists that need a filter.
func TestListsOfDataAreTheirPages(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link, row := b.Link("bnk100"), b.Desk().ByName[belvo.Transactions]
	query := map[string][]string{"link": {link.String()}}
	all, total, err := b.List(row, query, filter.Page{Limit: 10_000})
	if err != nil || len(all) != total || total < 8 {
		t.Fatalf("%d of %d: %v", len(all), total, err)
	}
	for _, page := range []filter.Page{{Offset: 0, Limit: 3}, {Offset: 3, Limit: 3}, {Offset: total - 1, Limit: 3},
		{Offset: total, Limit: 3}} {
		got, n, err := b.List(row, query, page)
		want := all[page.Offset:min(page.Offset+page.Limit, total)]
		if err != nil || n != total || !slices.EqualFunc(got, want, func(a, b any) bool { return reflect.DeepEqual(a, b) }) {
			t.Errorf("page %+v has %d of %d: %v", page, len(got), n, err)
		}
	}
	if _, _, err := b.List(row, nil, filter.Page{Limit: 1}); sandboxtest.Code(err) != belvo.CodeRequired {
		t.Errorf("a list without its link: %v", err)
	}
}

// TestWhatBelongsToAnObjectIsListedInPages reads the history of an exchange page by page.
func TestWhatBelongsToAnObjectIsListedInPages(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("76109277673", func(r *sandbox.Registration) {
		r.Institution, r.Fields = sandboxtest.OpenFinance, map[string]string{"username": "76109277673"}
	})
	row := b.Desk().ByName[belvo.Exchanges]
	got, err := b.Retrieve(&contact.Call{}, row, sandbox.Retrieval{Link: link, SaveData: true})
	if err != nil {
		t.Fatal(err)
	}
	var all []any
	var id uuid.UUID
	for _, o := range got.Objects {
		if below := row.Below.Of(o); len(below) > len(all) {
			all, id = below, *o.(*belvo.Exchange).ID
		}
	}
	if len(all) < 2 {
		t.Fatalf("the longest history has %d entries", len(all))
	}
	for _, page := range []filter.Page{{Offset: 0, Limit: 1}, {Offset: 1, Limit: 1}, {Offset: 1, Limit: 9},
		{Offset: len(all), Limit: 1}, {Offset: 99, Limit: 1}} {
		list, total, err := b.ListBelow(row, id, page)
		first := min(page.Offset, len(all))
		want := all[first:min(first+page.Limit, len(all))]
		if err != nil || total != len(all) || len(list) != len(want) || len(want) > 0 && !reflect.DeepEqual(list, want) {
			t.Errorf("page %+v has %d of %d, want %d: %v", page, len(list), total, len(want), err)
		}
	}
	if _, _, err := b.ListBelow(row, uuid.Max, filter.Page{Limit: 1}); sandboxtest.Code(err) != belvo.CodeNotFound {
		t.Errorf("no exchange has a history: %v", err)
	}
}
