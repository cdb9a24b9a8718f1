package collection_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/store"
)

// at is an instant so many hours after noon.
func at(hours int) time.Time { return sandboxtest.Noon().Add(time.Duration(hours) * time.Hour) }

// link is a link of a bank's customer.
func link() store.Link {
	return store.Link{ID: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"), Institution: sandboxtest.Bank,
		Username: "bnk100", CreatedAt: at(0)}
}

// due is a collection that waits since an instant.
func due(r belvo.Resource, hours int) store.Pending { return store.Pending{Resource: r, At: at(hours)} }

// TestTheFirstAndTheLastCollectionCount holds how many collections of one resource wait at once.
func TestTheFirstAndTheLastCollectionCount(t *testing.T) {
	t.Parallel()
	type list = []store.Pending
	first, second, third := due(belvo.Accounts, 1), due(belvo.Accounts, 2), due(belvo.Accounts, 3)
	others := list{due(belvo.Owners, 1), due(belvo.Owners, 2)}
	for _, c := range []struct {
		name    string
		pending list
		add     store.Pending
		want    list
	}{
		{"the first one", nil, first, list{first}},
		{"a second one", list{first}, second, list{first, second}},
		{"a third one", list{first, second}, third, list{first, third}},
		{"another resource", others, third, append(slices.Clone(others), third)},
		{"the same once more", list{first}, first, list{first}},
	} {
		if got := collection.Schedule(slices.Clone(c.pending), c.add); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestWhatNobodyAskedForIsLeft(t *testing.T) {
	t.Parallel()
	r := sandboxtest.Reader()
	var unasked belvo.Resource
	for _, row := range r.Rows {
		if row.Unasked {
			unasked = row.Resource
		}
	}
	pending := []store.Pending{due(belvo.Accounts, 1), due(unasked, 1), due("UNKNOWN", 1)}
	got := r.UnrequestedResources(pending)
	if want := []store.Pending{due(unasked, 1)}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(pending) != 3 || pending[0].Resource != belvo.Accounts {
		t.Error("the list itself was changed")
	}
}

func TestHistoryBeginsAYearBeforeTheLink(t *testing.T) {
	t.Parallel()
	l := link()
	if got, want := collection.HistoryStart(&registry.Row{}, &l), belvo.DateOf(at(0))-365; got != want {
		t.Errorf("the history begins at %s, want %s", got, want)
	}
	whole := &registry.Row{Period: registry.Period{Whole: true}}
	if got := collection.HistoryStart(whole, &l); got != collection.Beginning {
		t.Errorf("the whole history begins at %s", got)
	}
}

// TestItemsAreOfTheirDays reads transactions from a day on, up to an instant.
func TestItemsAreOfTheirDays(t *testing.T) {
	t.Parallel()
	r, l := sandboxtest.Reader(), link()
	today := belvo.DateOf(at(0))
	count := func(from belvo.Date, until time.Time) int {
		items, ok := r.ItemsAt(&l, r.ByName[belvo.Transactions], from, until)
		if !ok {
			t.Fatal("the data cannot be read")
		}
		for _, item := range items {
			day := item.Value.(*belvo.Transaction).ValueDate
			if day < from || day > belvo.DateOf(until) {
				t.Errorf("a transaction of %s is none from %s until %s", day, from, until)
			}
		}
		return len(items)
	}
	year, month, earlier := count(today-365, at(0)), count(today-30, at(0)), count(today-365, at(-30*24))
	if month == 0 || earlier == 0 || month >= year || earlier >= year {
		t.Errorf("%d in a year, %d in its last month, %d before", year, month, earlier)
	}
	l.Institution = "gone"
	if _, ok := r.ItemsAt(&l, r.ByName[belvo.Transactions], 0, at(0)); ok {
		t.Error("an institution that is gone has data")
	}
}

func TestTheDataSetIsTheLinksOrItsUsers(t *testing.T) {
	t.Parallel()
	l := link()
	of := collection.DataSetOf(&l)
	if of == "" || of == "low" {
		t.Fatalf("the user's data set is %q", of)
	}
	l.DataSet = "low"
	if got := collection.DataSetOf(&l); got != "low" {
		t.Errorf("the link's data set is %q", got)
	}
	book, err := sandboxtest.Reader().Book(&l)
	if err != nil {
		t.Fatal(err)
	}
	origin := collection.OriginOf(&l, book, registry.Params{From: 1, To: 2}, at(3))
	if origin.Source != book.Source || origin.DataSet != "low" || !origin.At.Equal(at(3)) || origin.Params.(registry.Params).To != 2 {
		t.Errorf("the origin is %+v", origin)
	}
}

// TestAccountsComeAlong holds that what shows an account is collected after the accounts.
func TestAccountsComeAlong(t *testing.T) {
	t.Parallel()
	r, l := sandboxtest.Reader(), link()
	book, err := r.Book(&l)
	if err != nil {
		t.Fatal(err)
	}
	for resource, want := range map[belvo.Resource][]belvo.Resource{
		belvo.Transactions: {belvo.Accounts, belvo.Transactions},
		belvo.Accounts:     {belvo.Accounts},
	} {
		c := collection.Reading{Row: r.ByName[resource], Origin: collection.OriginOf(&l, book, registry.Params{}, at(0))}
		var got []belvo.Resource
		for _, part := range r.WithNeeded(book, c, at(0)) {
			got = append(got, part.Row.Resource)
			if part.Row.Resource != resource && len(part.Items) == 0 {
				t.Errorf("no %s come along", part.Row.Resource)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("with %s come %v, want %v", resource, got, want)
		}
	}
}

// TestStoredItemsKeepTheirCreation stores a collection twice.
func TestStoredItemsKeepTheirCreation(t *testing.T) {
	t.Parallel()
	r, l, st := sandboxtest.Reader(), link(), store.New(nil)
	row := r.ByName[belvo.Accounts]
	items, _ := r.ItemsAt(&l, row, 0, at(0))
	if len(items) < 2 {
		t.Fatalf("%d accounts are too few", len(items))
	}
	put := func(items []registry.Item, now time.Time) (added []registry.Item, old []store.Object) {
		c := collection.Reading{Row: row, Items: items, Origin: &store.Origin{At: now}}
		_ = st.Update(func(tx *store.Tx) error { // the function returns no error
			added, old = collection.NewItems(tx, c)
			if values := collection.PutItems(tx, l.ID, c, now); len(values) != len(items) {
				t.Errorf("%d values, want %d", len(values), len(items))
			}
			return nil
		})
		return added, old
	}
	if added, old := put(items[1:], at(0)); len(added) != len(items)-1 || len(old) != 0 {
		t.Errorf("at first %d are new and %d old", len(added), len(old))
	}
	if added, old := put(items, at(1)); len(added) != 1 || added[0].ID != items[0].ID || len(old) != len(items)-1 {
		t.Errorf("then %d are new and %d old", len(added), len(old))
	}
	st.View(func(tx *store.Tx) {
		stored, total := tx.Objects(belvo.Accounts, []store.Where[store.Object]{collection.OfLink(l.ID)}, 0, 100)
		if total != len(items) || stored[0].ID != items[0].ID {
			t.Errorf("%d are stored, and the first is %s, want the newest", total, stored[0].ID)
		}
		for _, o := range stored {
			want := at(0)
			if o.ID == items[0].ID {
				want = at(1)
			}
			if shown := o.Value.(*belvo.Account).CreatedAt.Time; !o.CreatedAt.Equal(want) || o.ID != items[0].ID &&
				!shown.Equal(want) {
				t.Errorf("%s was created at %s and shows %s, want %s", o.ID, o.CreatedAt, shown, want)
			}
		}
		if _, other := tx.Objects(belvo.Accounts,
			[]store.Where[store.Object]{collection.OfLink(uuid.Max)}, 0, 100); other != 0 {
			t.Errorf("another link has %d of them", other)
		}
	})
}

func TestABookNeedsItsInstitutionAndDataSet(t *testing.T) {
	t.Parallel()
	r := sandboxtest.Reader()
	for name, change := range map[string]func(*store.Link){
		"institution": func(l *store.Link) { l.Institution = "gone" },
		"data set":    func(l *store.Link) { l.DataSet = "gone" },
	} {
		l := link()
		change(&l)
		if _, err := r.Book(&l); sandboxtest.Code(err) != belvo.CodeUnexpectedError {
			t.Errorf("without its %s the book is read: %v", name, err)
		}
	}
}

// TestStoredMovementsAreMadeAgain from what two collections have read: the store has no value of them, and
// each shows what its own collection saw, with the time when it was first stored.
func TestStoredMovementsAreMadeAgain(t *testing.T) {
	t.Parallel()
	r, l, st := sandboxtest.Reader(), link(), store.New(nil)
	row, book := r.ByName[belvo.Transactions], (*bank.Book)(nil)
	want := map[uuid.UUID]any{}
	for hours, days := range []belvo.Date{40, 20} {
		var err error
		if book, err = r.Book(&l); err != nil {
			t.Fatal(err)
		}
		today := belvo.DateOf(at(hours))
		asked := registry.Params{From: today - days, To: today}
		c := collection.Reading{Row: row, Items: row.Collect(book, asked, at(hours)),
			Origin: collection.OriginOf(&l, book, asked, at(hours))}
		_ = st.Update(func(tx *store.Tx) error { // the function returns no error
			for n, value := range collection.PutItems(tx, l.ID, c, at(hours)) {
				want[c.Items[n].ID] = value
			}
			return nil
		})
	}
	var objects []store.Object
	st.View(func(tx *store.Tx) { objects, _ = tx.Objects(belvo.Transactions, nil, 0, 1000) })
	kinds := map[[2]time.Time]bool{} // when collected and when stored
	for n, item := range collection.Items(row, objects) {
		got := item.Value.(*belvo.Transaction)
		if objects[n].Value != nil || !reflect.DeepEqual(item.Value, want[item.ID]) {
			t.Fatalf("%s is %+v, want %+v", item.ID, got, want[item.ID])
		}
		kinds[[2]time.Time{got.CollectedAt.Time, got.CreatedAt.Time}] = true
	}
	if len(objects) != len(want) || len(kinds) < 2 {
		t.Errorf("%d of %d movements, %d kinds", len(objects), len(want), len(kinds))
	}
}
