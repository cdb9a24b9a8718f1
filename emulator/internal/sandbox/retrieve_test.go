package sandbox_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
)

// single is a single link's registration that fetches nothing by itself.
var single = sandboxtest.Single

// count is how many objects of a resource the lists show of a link.
func count(t *testing.T, b *sandboxtest.Box, resource belvo.Resource, link uuid.UUID) int {
	t.Helper()
	_, n, err := b.List(b.Desk().ByName[resource], map[string][]string{"link": {link.String()}},
		filter.Page{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestOnlySavedDataIsStored reads data with and without save_data.
func TestOnlySavedDataIsStored(t *testing.T) {
	t.Parallel()
	for name, save := range map[string]bool{"saved": true, "not saved": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link := b.Link("bnk100", single("30d", "42d"))
			got, err := b.Retrieve(&contact.Call{}, b.Desk().ByName[belvo.Accounts],
				sandbox.Retrieval{Link: link, SaveData: save})
			if err != nil || len(got.Objects) == 0 || got.Saved != save {
				t.Fatalf("%d objects, saved %t: %v", len(got.Objects), got.Saved, err)
			}
			listed, ids := count(t, b, belvo.Accounts, link), 0
			for _, o := range got.Objects {
				if o.(*belvo.Account).ID != nil {
					ids++
				}
			}
			want := 0
			if save {
				want = len(got.Objects)
			}
			if listed != want || ids != want {
				t.Errorf("%d are listed and %d have an id, want %d", listed, ids, want)
			}
		})
	}
}

// TestDataIsStaleInTime holds that stored data goes when stale_in is over, and the link stays.
func TestDataIsStaleInTime(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, c := range []struct {
		name   string
		modify string // stale_in that is set after ten days
		kept   time.Duration
	}{{"as registered", "", 42 * day}, {"made longer", "50d", 50 * day}, {"made shorter", "20d", 20 * day}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link := b.Link("bnk100", single("365d", "42d"))
			if _, err := b.Retrieve(&contact.Call{}, b.Desk().ByName[belvo.Accounts],
				sandbox.Retrieval{Link: link, SaveData: true}); err != nil {
				t.Fatal(err)
			}
			b.Pass(10 * day)
			if c.modify != "" {
				if _, err := b.ModifyLink(&contact.Call{}, link, sandbox.Modification{StaleIn: c.modify}); err != nil {
					t.Fatal(err)
				}
			}
			b.Pass(c.kept - 10*day - time.Second)
			if count(t, b, belvo.Accounts, link) == 0 {
				t.Error("the data is gone a second too early")
			}
			b.Pass(time.Second)
			if n := count(t, b, belvo.Accounts, link); n != 0 {
				t.Errorf("%d accounts are left", n)
			}
			if got := b.Status(link); got != belvo.StatusValid {
				t.Errorf("the link is %q", got)
			}
		})
	}
}

// TestARequestForDataIsChecked has what is wrong with a request before the bank is asked.
func TestARequestForDataIsChecked(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	mine, other := b.Link("bnk100", single("30d", "")), b.Link("bnk102", single("30d", ""))
	rows := b.Desk().ByName
	account := func(link uuid.UUID) uuid.UUID {
		got, err := b.Retrieve(&contact.Call{}, rows[belvo.Accounts], sandbox.Retrieval{Link: link, SaveData: true})
		if err != nil {
			t.Fatal(err)
		}
		return *got.Objects[0].(*belvo.Account).ID
	}
	own, foreign := account(mine), account(other)
	today := belvo.DateOf(sandboxtest.Noon())
	days := func(from, to belvo.Date) sandbox.Retrieval {
		return ask(mine, registry.Params{From: from, To: to}, "date_from", "date_to")
	}
	for _, c := range []struct {
		name     string
		resource belvo.Resource
		asked    sandbox.Retrieval
		want     belvo.Code
	}{
		{"an unknown link", belvo.Accounts, sandbox.Retrieval{Link: uuid.Max}, belvo.CodeDoesNotExist},
		{"what the bank lacks", belvo.TaxStatus, sandbox.Retrieval{Link: mine}, belvo.CodeUnsupportedOperation},
		{"its own account", belvo.Transactions, ask(mine, registry.Params{Account: own}), ""},
		{"another link's account", belvo.Transactions, ask(mine, registry.Params{Account: foreign}),
			belvo.CodeDoesNotExist},
		{"a day", belvo.Transactions, days(today, today), ""},
		{"a year", belvo.Transactions, days(today-365, today), ""},
		{"tomorrow", belvo.Transactions, days(today, today+1), belvo.CodeValidationError},
		{"backwards", belvo.Transactions, days(today, today-1), belvo.CodeValidationError},
		{"ten years", belvo.Transactions, days(today-3660, today), ""},
		{"too long", belvo.Incomes, days(today-366, today), belvo.CodeValidationError},
	} {
		_, err := b.Retrieve(&contact.Call{}, rows[c.resource], c.asked)
		if got := sandboxtest.Code(err); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// ask is a request for data of a link, with the fields of the body that were given.
func ask(link uuid.UUID, p registry.Params, given ...string) sandbox.Retrieval {
	return sandbox.Retrieval{Link: link, Params: p, Given: given}
}

// TestARequestWithoutDatesReachesAYearBack reads transactions with and without dates.
func TestARequestWithoutDatesReachesAYearBack(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link, row := b.Link("bnk100", single("30d", "")), b.Desk().ByName[belvo.Transactions]
	today := belvo.DateOf(sandboxtest.Noon())
	read := func(r sandbox.Retrieval) int {
		got, err := b.Retrieve(&contact.Call{}, row, r)
		if err != nil {
			t.Fatal(err)
		}
		return len(got.Objects)
	}
	none := read(ask(link, registry.Params{}))
	year := read(ask(link, registry.Params{From: today - 365, To: today}, "date_from", "date_to"))
	month := read(ask(link, registry.Params{From: today - 30}, "date_from"))
	if none != year || month == 0 || month >= year {
		t.Errorf("%d without dates, %d in a year, %d in a month", none, year, month)
	}
}

// TestSixRefusalsInARowMakeALinkInvalid counts refused requests, which others do not reset.
func TestSixRefusalsInARowMakeALinkInvalid(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link, accounts := b.Link("wrong", single("30d", "")), b.Desk().ByName[belvo.Accounts]
	try := func() belvo.Code {
		_, err := b.Retrieve(&contact.Call{}, accounts, sandbox.Retrieval{Link: link})
		return sandboxtest.Code(err)
	}
	refuse := func(times int) {
		for range times {
			if got := try(); got != belvo.CodeLoginError {
				t.Fatalf("the answer is %q", got)
			}
		}
	}
	refuse(5)
	if _, err := b.UpdateLink(&contact.Call{}, link, sandbox.Credentials{"password": "p"}); err != nil {
		t.Fatal(err) // which begins the count anew
	}
	refuse(5)
	if got := b.Status(link); got != belvo.StatusValid {
		t.Fatalf("after five the link is %s", got)
	}
	refuse(1)
	if got := b.Status(link); got != belvo.StatusInvalid {
		t.Errorf("after six the link is %s", got)
	}
	if got := try(); got != belvo.CodeInvalidLink {
		t.Errorf("the seventh is answered %q", got)
	}
}

// TestAnInstitutionThatIsDownChangesNothing asks one for data.
func TestAnInstitutionThatIsDownChangesNothing(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("down", single("30d", ""))
	before, err := b.Sandbox.Link(&contact.Call{}, link)
	if err != nil {
		t.Fatal(err)
	}
	b.Pass(time.Hour)
	_, err = b.Retrieve(&contact.Call{}, b.Desk().ByName[belvo.Accounts], sandbox.Retrieval{Link: link})
	if got := sandboxtest.Code(err); got != belvo.CodeInstitutionDown {
		t.Errorf("the answer is %q", got)
	}
	after, err := b.Sandbox.Link(&contact.Call{}, link)
	if err != nil || after.Status != before.Status || !after.LastAccessedAt.Equal(before.LastAccessedAt.Time) {
		t.Errorf("the link was %+v and is %+v: %v", before, after, err)
	}
}

// TestAnAsynchronousRequestIsToldByAWebhook asks for transactions in both modes.
func TestAnAsynchronousRequestIsToldByAWebhook(t *testing.T) {
	t.Parallel()
	for name, async := range map[string]bool{"asynchronous": true, "synchronous": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link := b.Link("bnk100", single("30d", ""))
			call := &contact.Call{Request: contact.Request{Async: async, ID: "r7"}}
			got, err := b.Retrieve(call, b.Desk().ByName[belvo.Transactions],
				sandbox.Retrieval{Link: link, SaveData: true})
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			if async {
				want = []string{"TRANSACTIONS new_transactions_available async_post"}
			}
			if names := b.HookNames(0); !slices.Equal(names, want) && len(names)+len(want) > 0 {
				t.Fatalf("the webhooks are %v, want %v", names, want)
			}
			for _, h := range b.Hooks() {
				if n, _ := h.Data["new_transactions"].(float64); int(n) != len(got.Objects) || h.RequestID != "r7" ||
					h.Link != link {
					t.Errorf("it tells %v of request %s, want %d", h.Data, h.RequestID, len(got.Objects))
				}
			}
		})
	}
}

// TestWhatHasSettledIsToldOnce although several requests for it run at once: each compares with what is
// stored when it commits.
func TestWhatHasSettledIsToldOnce(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	row, link := b.Desk().ByName[belvo.Transactions], b.Link("bnk100", single("30d", ""))
	asked := sandbox.Retrieval{Link: link, SaveData: true}
	first, err := b.Retrieve(&contact.Call{}, row, asked)
	if err != nil {
		t.Fatal(err)
	}
	pending := 0
	for _, o := range first.Objects {
		if o.(*belvo.Transaction).Status == "PENDING" {
			pending++
		}
	}
	if pending == 0 {
		t.Fatal("nothing is pending: the test has become weak")
	}
	b.Pass(5 * 24 * time.Hour)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			call := &contact.Call{Request: contact.Request{Async: true}}
			if _, err := b.Retrieve(call, row, asked); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	told := 0
	for _, h := range b.Hooks() {
		if n, is := h.Data["count"].(float64); is && h.Code == "transactions_updated" {
			told += int(n)
		}
	}
	if told != pending {
		t.Errorf("%d movements have settled, and %d were told of", pending, told)
	}
}
