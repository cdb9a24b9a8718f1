package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// magic is one documented pair of sandbox credentials.
type magic struct {
	name                            string
	institution, username, password string
	more                            fields
	status                          int
	code                            string
	then                            func(t *testing.T, w world, link string)
}

// magics are the documented sandbox credentials, each with what it is documented to do.
func magics() []magic {
	const ok, bad = http.StatusCreated, http.StatusBadRequest
	advanced := fields{"username_type": "003", "username2": "valid", "password2": "valid"}
	refused := fields{"username_type": "999", "username2": "invalid", "password2": "invalid"}
	const long = "1234567890abcdefg"
	return []magic{
		{"valid", "erebor_mx_retail", "user_valid", "pass_valid", nil, ok, "", data(5, 1)},
		{"invalid", "gringotts_br_retail", "user_invalid", "pass_invalid", nil, bad, "login_error", nil},
		{"invalid at the MFA bank", "heimdall_mx_retail", "user_invalid", "pass_invalid", nil, bad, "login_error",
			nil},
		{"17 characters", "erebor_co_retail", long, long, nil, bad, "validation_error", nil},
		{"17 characters of the name", "erebor_co_retail", long, "pass_valid", nil, bad, "validation_error", nil},
		{"17 characters of the password", "tatooine_mx_fiscal", "user_valid", long, nil, bad, "validation_error",
			nil},
		{"banking full", "erebor_mx_retail", "bnk100", "full", nil, ok, "", full},
		{"banking none", "gringotts_co_retail", "bnk101", "nodata", nil, ok, "", data(0, 0)},
		{"banking low", "gotham_br_business", "bnk102", "low", nil, ok, "", low},
		{"banking negative", "erebor_mx_retail", "bnk103", "negative", nil, ok, "", negative},
		{"fiscal full", "tatooine_mx_fiscal", "fiscal100", "full", nil, ok, "", nil},
		{"fiscal none", "tatooine_mx_fiscal", "fiscal101", "nodata", nil, ok, "", nil},
		{"fiscal low", "tatooine_mx_fiscal", "fiscal102", "low", nil, ok, "", nil},
		{"fiscal person", "tatooine_mx_fiscal", "PFIS010101000", "individual", nil, ok, "", nil},
		{"fiscal business", "tatooine_mx_fiscal", "PMO010101000", "business", nil, ok, "", nil},
		{"gig full", "planet_mx_gig", "gig100", "full", nil, ok, "", nil},
		{"gig none", "goonies_br_gig", "gig101", "nodata", nil, ok, "", nil},
		{"gig low", "goonies_co_gig", "gig102", "low", nil, ok, "", nil},
		{"gig negative", "planet_co_gig", "gig103", "negative", nil, ok, "", nil},
		{"employment, no password", "planet_mx_employment", "BLPM951331IONVGR54", "", nil, ok, "", nil},
		{"advanced login", "ironbank_br_retail", "adv_valid", "pass_valid", advanced, ok, "", data(5, 1)},
		{"advanced login, bad", "ironbank_br_business", "adv_invalid", "pass_invalid", refused, bad,
			"login_error", nil},
		{"anybody else", "erebor_br_retail", "somebody", "anything", nil, ok, "", full},
	}
}

func TestMagicCredentials(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	for _, m := range magics() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			w := world{server.Sandbox(t), server, t}
			body := fields{"institution": m.institution, "username": m.username}
			if m.password != "" {
				body["password"] = m.password
			}
			for k, v := range m.more {
				body[k] = v
			}
			answer := w.Do(http.MethodPost, "/api/links/", body)
			if m.code != "" {
				answer.Want(m.status, m.code)
				same(t, "the number of links", w.Do(http.MethodGet, "/api/links/", nil).Text("count"), "0")
				return
			}
			same(t, "the status", answer.Want(m.status).Text("status"), "valid")
			if m.then != nil {
				m.then(t, w, answer.Text("id"))
			}
		})
	}
}

// data holds how many accounts and owners a link has.
func data(accounts, owners int) func(*testing.T, world, string) {
	return func(t *testing.T, w world, link string) {
		same(t, "the number of accounts", len(items(t, w.accounts(link).Want(http.StatusCreated).Body)), accounts)
		same(t, "the number of owners", len(items(t, w.owners(link).Want(http.StatusCreated).Body)), owners)
	}
}

// movements counts the transactions of the last ninety days, as a POST gives them.
func (w world) movements(link string) int {
	w.t.Helper()
	today := w.server.Now()
	return len(items(w.t, w.Do(http.MethodPost, "/api/transactions/", fields{"link": link,
		"date_from": today.AddDate(0, 0, -90).Format("2006-01-02"), "date_to": today.Format("2006-01-02")}).
		Want(http.StatusCreated).Body))
}

func full(t *testing.T, w world, link string) {
	data(5, 1)(t, w, link)
	if n := w.movements(link); n <= 100 {
		t.Errorf("%d transactions are too few to need pages of any size", n)
	}
	next := w.Do(http.MethodGet, "/api/transactions/?link="+link, nil).Want(http.StatusOK).Text("next")
	if next == "" {
		t.Error("the list of transactions has one page only")
	}
}

func low(t *testing.T, w world, link string) {
	data(1, 1)(t, w, link)
	if n := w.movements(link); n == 0 || n >= 10 {
		t.Errorf("%d transactions, want a few", n)
	}
}

func negative(t *testing.T, w world, link string) {
	data(1, 1)(t, w, link)
	accounts := w.accounts(link).Want(http.StatusCreated)
	for i := range items(t, accounts.Body) {
		if balance := accounts.Value(strconv.Itoa(i) + ".balance.current").(float64); balance >= 0 {
			t.Errorf("an account holds %v, want less than nothing", balance)
		}
	}
	positive := w.Do(http.MethodGet, "/api/balances/?balance__gte=0&link="+link, nil).Want(http.StatusOK)
	same(t, "the number of days above zero", positive.Text("count"), "0")
}

// TestEveryBankTakesTheDocumentedUsers tries the two users that work "at any institution" at all
// whose form lets them through.
func TestEveryBankTakesTheDocumentedUsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	list := w.Do(http.MethodGet, "/api/institutions/?page_size=1000&type__in=bank,fiscal,employment,gig", nil).
		Want(http.StatusOK)
	tried := 0
	for _, name := range texts(list, "name") {
		switch {
		case strings.HasSuffix(name, "_employment"):
			continue // they want documents, as do most of these
		case slices.Contains([]string{"belvo_mx_retail", "ofmockbank_br_retail", "sii_cl_fiscal"}, name):
			continue
		}
		extra := fields{}
		if strings.HasPrefix(name, "ironbank") {
			extra = fields{"username_type": "003", "username2": "valid", "password2": "valid"}
		}
		tried++
		w.register(name, "user_valid", extra).Want(http.StatusCreated)
		w.register(name, "user_invalid", extra).Want(http.StatusBadRequest, "login_error")
		w.register(name, "1234567890abcdefg", extra).Want(http.StatusBadRequest, "validation_error")
		extra["password"] = "pass_invalid"
		w.register(name, "somebody", extra).Want(http.StatusBadRequest, "login_error")
	}
	if tried < 22 {
		t.Errorf("only %d institutions were tried", tried)
	}
}

func TestMagicMFAUsersAtHeimdall(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	kinds := map[string][2]string{"mfa_default": {"pass_valid", ""}, "mfa_qr": {"qr_code", "qr"},
		"mfa_numeric": {"numeric_code", "numeric"}}
	for user, how := range kinds {
		for _, bank := range []string{"heimdall_mx_retail", "heimdall_co_retail", "heimdall_br_retail"} {
			t.Run(user+" at "+bank, func(t *testing.T) {
				t.Parallel()
				w := world{server.Sandbox(t), server, t}
				asked := w.register(bank, user, fields{"password": how[0]}).
					Want(http.StatusPreconditionRequired, "token_required")
				link := asked.Text("0.link")
				w.is(link, "unconfirmed")
				w.accounts(link).Want(http.StatusBadRequest, "unconfirmed_link")
				again := w.resume(asked, "999999").Want(http.StatusPreconditionRequired, "token_required")
				if again.Text("0.session") == asked.Text("0.session") || again.Text("0.link") != link {
					t.Errorf("a wrong token gives a new session of the same link: %s", again.Body)
				}
				same(t, "the kind of challenge", again.Text("0.token_generation_data.type"), how[1])
				w.resume(asked, "111111").Want(http.StatusBadRequest, "session_expired")
				same(t, "the link", w.resume(again, "111111").Want(http.StatusOK).Text("id"), link)
				w.is(link, "valid")
			})
		}
	}
	t.Run("with the token up front", func(t *testing.T) {
		t.Parallel()
		w := world{server.Sandbox(t), server, t}
		w.register("heimdall_mx_retail", "mfa_default", fields{"token": "111111"}).Want(http.StatusCreated)
		w.register("heimdall_mx_retail", "mfa_default", fields{"token": "12345"}).
			Want(http.StatusBadRequest, "validation_error")
	})
}

// duplicates is a scenario of a user's own, which refuses whoever has a link already.
const duplicates = `version: 1
name: duplicates
summary: Nobody may connect twice.
match:
  usernames: twice_*
start: visitor
states:
  visitor:
    on:
      register:
        - {when: {duplicate: "true"}, respond: duplicated}
        - {respond: ok}
`

func TestSameCredentialsAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "duplicates.yaml"), []byte(duplicates), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, func(c *emulator.Config) { c.Scenarios = dir })
	one := w.register("erebor_mx_retail", "user_valid", nil).Want(http.StatusCreated)
	two := w.register("erebor_mx_retail", "user_valid", fields{"password": "another"}).Want(http.StatusCreated)
	if one.Text("id") == two.Text("id") || one.Text("institution_user_id") != two.Text("institution_user_id") {
		t.Errorf("two links of one user: %s %s", one.Body, two.Body)
	}
	made := w.register("erebor_mx_retail", "twice_1", nil).Want(http.StatusCreated)
	refused := w.register("erebor_mx_retail", "twice_1", nil).Want(http.StatusBadRequest, "duplicated")
	same(t, "the message", refused.Text("0.message"), "Link already exists")
	same(t, "the user", refused.Text("0.institution_user_id"), made.Text("institution_user_id"))
	w.register("gringotts_mx_retail", "twice_1", nil).Want(http.StatusCreated)
	w.remove(made.Text("id"))
	w.register("erebor_mx_retail", "twice_1", nil).Want(http.StatusCreated)
}
