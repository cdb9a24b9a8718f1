package e2e_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

func pageSize(n int) emulatortest.Option { return func(c *emulator.Config) { c.PageSize = n } }

// strictly decodes JSON into a struct as strict clients do: no key may be unknown.
func strictly(t *testing.T, data []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("a strict decoder refuses %s: %v", data, err)
	}
}

// strictLink has the types that the generated clients demand: those for Rust want strings where
// the others would take null.
type strictLink struct {
	ID                 uuid.UUID `json:"id"`
	Institution        string    `json:"institution"`
	AccessMode         string    `json:"access_mode"`
	LastAccessedAt     string    `json:"last_accessed_at"`
	CreatedAt          string    `json:"created_at"`
	ExternalID         *string   `json:"external_id"`
	InstitutionUserID  string    `json:"institution_user_id"`
	Status             string    `json:"status"`
	CreatedBy          uuid.UUID `json:"created_by"`
	RefreshRate        *string   `json:"refresh_rate"`
	CredentialsStorage string    `json:"credentials_storage"`
	FetchResources     []string  `json:"fetch_resources"`
	StaleIn            string    `json:"stale_in"`
}

var (
	instant  = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$`)
	userForm = regexp.MustCompile(`^[A-Za-z0-9\-=_]{44}$`)
	amount   = regexp.MustCompile(`"(?:current|available|amount|balance|credit_limit)":(-?\d+)[,}]`)
)

func TestClientsTypesOfLinks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := w.register("erebor_mx_retail", "bnk102", fields{"external_id": "user-1", "access_mode": "single"})
	again := w.register("erebor_mx_retail", "bnk102", nil)
	other := w.register("gotham_mx_business", "bnk102", nil)
	links := make([]strictLink, 3)
	for i, answer := range []*emulatortest.Answer{made, again, other} {
		strictly(t, answer.Want(http.StatusCreated).Body, &links[i])
		l := links[i]
		if !instant.MatchString(l.CreatedAt) || !instant.MatchString(l.LastAccessedAt) {
			t.Errorf("the instants have another form: %s", answer.Body)
		}
		if !userForm.MatchString(l.InstitutionUserID) {
			t.Errorf("institution_user_id is %q", l.InstitutionUserID)
		}
		if !slices.Contains([]string{"valid", "invalid", "unconfirmed", "token_required"}, l.Status) {
			t.Errorf("the status is %q", l.Status)
		}
		same(t, "created_by", l.CreatedBy, links[0].CreatedBy)
	}
	same(t, "institution_user_id of the same user", links[1].InstitutionUserID, links[0].InstitutionUserID)
	if links[2].InstitutionUserID == links[0].InstitutionUserID {
		t.Error("institution_user_id must differ between institutions")
	}
	same(t, "external_id", *links[0].ExternalID, "user-1")
	if links[0].RefreshRate != nil || links[1].RefreshRate == nil || *links[1].RefreshRate != "7d" {
		t.Error("refresh_rate is null for single links and 7d for recurrent ones")
	}
	want := []string{"id", "institution", "access_mode", "last_accessed_at", "created_at", "external_id",
		"institution_user_id", "status", "created_by", "refresh_rate", "credentials_storage", "fetch_resources",
		"stale_in"}
	if got := keysOf(t, made.Body); !slices.Equal(got, want) {
		t.Errorf("the keys of a link are %v, want %v", got, want)
	}
}

func TestClientsTypesOfInstitutions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	list := w.Do(http.MethodGet, "/api/institutions/?page_size=1000", nil).Want(http.StatusOK)
	var all []struct {
		ID     int
		Type   string
		Status string
		Name   string
	}
	if err := json.Unmarshal(resultsOf(t, list), &all); err != nil || len(all) < 16 {
		t.Fatalf("%d institutions: %v", len(all), err)
	}
	for i, inst := range all {
		if inst.ID == 0 || !slices.Contains([]string{"bank", "fiscal", "employment"}, inst.Type) ||
			!slices.Contains([]string{"healthy", "down"}, inst.Status) {
			t.Errorf("id, type or status of %+v", inst)
		}
		if i > 0 && all[i-1].Name >= inst.Name {
			t.Errorf("%s comes before %s: institutions are sorted by name", all[i-1].Name, inst.Name)
		}
	}
}

// TestClientsTypesOfAccounts holds that amounts have a decimal point even where there are no cents,
// as Python servers write them, and the thirteen keys that strict decoders demand.
func TestClientsTypesOfAccounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	required := strings.Fields("name number type category public_identification_name " +
		"public_identification_value currency balance balance_type credit_data loan_data collected_at " +
		"last_accessed_at")
	for _, user := range []string{"bnk100", "bnk102", "bnk103"} {
		link := w.Register("erebor_mx_retail", user)
		accounts := w.accounts(link).Want(http.StatusCreated)
		for _, account := range items(t, accounts.Body) {
			keys := keysOf(t, account)
			for _, key := range required {
				if !slices.Contains(keys, key) {
					t.Errorf("%s is missing in %s", key, account)
				}
			}
		}
		rest := [][]byte{accounts.Body}
		for _, path := range []string{"/api/transactions/?page_size=1000&link=",
			"/api/balances/?page_size=1000&link="} {
			rest = append(rest, w.Do(http.MethodGet, path+link, nil).Want(http.StatusOK).Body)
		}
		for _, body := range rest {
			if whole := amount.FindSubmatch(body); whole != nil {
				t.Errorf("the amount %s has no decimal point", whole[1])
			}
		}
	}
	low := w.accounts(w.Register("erebor_mx_retail", "bnk102")).Want(http.StatusCreated)
	if !strings.Contains(string(low.Body), `"balance":{"current":`) ||
		!strings.Contains(string(low.Body), ".0,") {
		t.Errorf("a whole amount is written as 201.0: %s", low.Body)
	}
}
